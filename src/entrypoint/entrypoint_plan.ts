import { dirname } from "node:path";
import type { Command } from "../base/command.ts";
import type { Environment } from "../base/command.ts";
import type { Action, Plan } from "../base/plan.ts";
import { parsePasswd, supplementaryGroups, withGroupId, withUserIds } from "./accounts.ts";
import { binfmtActions, type BinfmtFacts } from "./binfmt.ts";
import { idNotNumber, noBuilder, sudoBlockNeedsRoot, unsupportedCommand } from "./errors.ts";
import { parseIdMap, parseIdRange, subordinateRanges, subordinateText } from "./id_map.ts";
import { blockSudo } from "./sudo_blocker.ts";

/** What was found in the container when it started. */
export interface EntrypointFacts {
  readonly env: Environment;
  readonly cwd: string;
  readonly uid: number;
  readonly gid: number;
  readonly passwd: string;
  readonly group: string;
  readonly uidMap: string;
  readonly gidMap: string;
  /** Present texts of /etc/subuid and /etc/subgid. */
  readonly subuid: string | undefined;
  readonly subgid: string | undefined;
  /** Which directories exist: the managed ones, builder's HOME and its .ssh, what is handed over. */
  readonly existing: ReadonlySet<string>;
  readonly repoOwner: number | undefined;
  readonly terminalKnown: boolean;
  /** Whether the host's time zone (KAS_HOST_TZ) is in the zone database. */
  readonly timeZoneKnown: boolean;
  readonly binfmt: BinfmtFacts;
  /** newuidmap is there, but not setuid: it then cannot map ids, unless it has file capabilities. */
  readonly newuidmapPowerless: boolean;
  /** Paths at which sudo or sudoedit is. */
  readonly sudoPlaces: readonly string[];
}

/** The user that builds run as; part of the image. */
export const BUILDER = "builder";
export const USER_DATA = "/var/kas/userdata";
export const MANAGED_DIRECTORIES = ["/build", "/work", "/sstate", "/downloads", "/repo-ref"];
/** The image variant for Isar; the image sets KAS_IMAGE_VARIANT. */
const ISAR_VARIANT = "kas-isar";

/**
 * What the first process of the container does: ids, HOME, subordinate ids, sudo; then it
 * becomes kas, a shell or another program.
 * @param commands the names of kas's commands
 * @throws UserError for a command that the container does not know
 */
export function entrypointPlan(
  argv: readonly string[],
  facts: EntrypointFacts,
  commands: readonly string[],
): Plan {
  const { env } = facts;
  const target = targetUser(facts);
  const fromLauncher = !!env.USER_ID;
  const forKas = isForKas(argv, commands);
  if (fromLauncher && argv.length > 0 && !forKas) {
    throw unsupportedCommand(argv[0]!);
  }
  const isar = env.KAS_IMAGE_VARIANT === ISAR_VARIANT;
  const blocked = env.KAS_BLOCK_SUDO === "1";
  const rootlessDocker = target.switched && env.KAS_DOCKER_ROOTLESS === "1";
  const handOver = handOverCommand(forKas ? ["kas", ...argv] : argv, facts, target);
  const restore = rootlessDocker && forKas;
  return {
    actions: [
      ...(isar && !blocked ? binfmtActions(facts.binfmt, facts.uid === 0) : []),
      ...gitLabActions(facts),
      ...(target.switched ? accountActions(facts, target) : []),
      ...(isar ? subordinateActions(facts, target) : []),
      ...(rootlessDocker && facts.repoOwner === 0 ? takeOwnership(facts, target) : []),
      ...(isar && blocked && facts.newuidmapPowerless ? [POWERLESS] : []),
      ...(blocked ? sudoActions(facts) : []),
      { kind: restore ? "attach" : "exec", command: handOver },
    ],
    finally: restore && facts.repoOwner === 0 ? chownManaged(facts, 0, 0) : [],
  };
}

const POWERLESS: Action = {
  kind: "log",
  level: "warning",
  message: "newuidmap in this image is not setuid, so that builds may fail to make namespaces: " +
    "podman's storage driver vfs loses that bit (use overlay), or the image was unpacked without it",
};

interface TargetUser {
  readonly uid: number;
  readonly gid: number;
  /** The process is root and goes on as builder with these ids. */
  readonly switched: boolean;
}

function targetUser(facts: EntrypointFacts): TargetUser {
  const { env } = facts;
  if (!env.USER_ID || env.USER_ID === "0") {
    return { uid: facts.uid, gid: facts.gid, switched: false };
  }
  const id = (name: string, value: string) => {
    if (!/^[0-9]+$/.test(value)) throw idNotNumber(name, value);
    return Number(value);
  };
  const uid = id("USER_ID", env.USER_ID);
  const gid = env.GROUP_ID ? id("GROUP_ID", env.GROUP_ID) : facts.gid;
  return { uid, gid, switched: true };
}

/** Whether the first word is a command or an option of kas. */
function isForKas([first]: readonly string[], commands: readonly string[]): boolean {
  return first !== undefined && (commands.includes(first) || /^(?:clean|-)/.test(first));
}

function handOverCommand(
  argv: readonly string[],
  facts: EntrypointFacts,
  target: TargetUser,
): Command {
  const program = argv.length > 0 ? argv : ["bash"];
  const builder = parsePasswd(facts.passwd).find((account) => account.name === BUILDER);
  const home = builder?.home ?? "/builder";
  const groups = supplementaryGroups(facts.group, BUILDER);
  const env = {
    ...facts.env,
    ...(facts.env.TERM && !facts.terminalKnown ? { TERM: "xterm" } : {}),
    ...(target.switched ? { HOME: home } : {}),
  };
  const as = target.switched
    ? [
      "setpriv",
      `--reuid=${target.uid}`,
      `--regid=${target.gid}`,
      ...(groups.length > 0 ? [`--groups=${groups.join(",")}`] : ["--clear-groups"]),
      "--",
    ]
    : [];
  return { argv: [...as, ...program], cwd: facts.cwd === "/" ? home : facts.cwd, env };
}

/** Runs as root: directly, or through sudo where the image starts as another user. */
function asRoot(facts: EntrypointFacts, argv: readonly string[], stdin?: string): Action {
  const sudo = facts.uid === 0 ? [] : ["sudo"];
  const command = { argv: [...sudo, ...argv], cwd: "/", env: facts.env };
  return { kind: "run", command: stdin === undefined ? command : { ...command, stdin } };
}

/** GitLab's runner checks out as another user: git is told to trust the directory. */
function gitLabActions(facts: EntrypointFacts): Action[] {
  const { USER_ID, CI_PROJECT_DIR, GIT_CLONE_PATH } = facts.env;
  if (USER_ID || !CI_PROJECT_DIR) return [];
  const trust = (directory: string) =>
    asRoot(facts, ["git", "config", "--system", "--add", "safe.directory", directory]);
  return [trust(CI_PROJECT_DIR), ...(GIT_CLONE_PATH ? [trust(GIT_CLONE_PATH)] : [])];
}

/** Gives builder the caller's ids, its HOME, ssh configuration and time zone. */
function accountActions(facts: EntrypointFacts, target: TargetUser): Action[] {
  const builder = parsePasswd(facts.passwd).find((account) => account.name === BUILDER);
  if (!builder) throw noBuilder(BUILDER);
  const { KAS_HOST_TZ } = facts.env;
  const { home } = builder;
  const file = (path: string, text: string): Action => ({ kind: "write_file", path, text });
  const group = withGroupId(facts.group, BUILDER, target.gid);
  const passwd = withUserIds(facts.passwd, BUILDER, target.uid, target.gid);
  const ssh = `${USER_DATA}/.ssh`;
  const hasSsh = facts.existing.has(ssh);
  return [
    ...(group === facts.group ? [] : [file("/etc/group", group)]),
    ...(passwd === facts.passwd ? [] : [file("/etc/passwd", passwd)]),
    ...(hasSsh ? [{ kind: "copy_tree", from: ssh, to: `${home}/.ssh` } as const] : []),
    ...(hasSsh || facts.existing.has(home) ? [changeOwner(facts, target, home, "recursive")] : []),
    ...(KAS_HOST_TZ && facts.timeZoneKnown
      ? [
        file("/etc/timezone", `${KAS_HOST_TZ}\n`),
        {
          kind: "symlink",
          path: "/etc/localtime",
          target: `/usr/share/zoneinfo/${KAS_HOST_TZ}`,
        } as const,
      ]
      : []),
  ];
}

/** Writes /etc/subuid and /etc/subgid for builder, where they differ from what is needed. */
function subordinateActions(facts: EntrypointFacts, target: TargetUser): Action[] {
  const texts = subordinateTexts({
    uidMap: facts.uidMap,
    gidMap: facts.gidMap,
    uid: target.uid,
    gid: target.gid,
    owners: subordinateOwners(
      withUserIds(facts.passwd, BUILDER, target.uid, target.gid),
      target.uid,
    ),
    subuid: facts.env.KAS_SUBUID,
    subgid: facts.env.KAS_SUBGID,
  });
  const write = (path: string, text: string, present: string | undefined): Action[] => {
    if (text === present) return [];
    if (facts.uid === 0) return [{ kind: "write_file", path, text, mode: 0o644 }];
    return [asRoot(facts, ["tee", path], text)];
  };
  return [
    ...write("/etc/subuid", texts.subuid, facts.subuid),
    ...write("/etc/subgid", texts.subgid, facts.subgid),
  ];
}

/** The names that subordinate ids are looked up by: builder, and others with the same uid. */
export function subordinateOwners(passwd: string, uid: number): string[] {
  const others = parsePasswd(passwd)
    .filter((account) => account.uid === uid && account.name !== BUILDER)
    .map((account) => account.name);
  return [...new Set([BUILDER, ...others])];
}

/** The texts of /etc/subuid and /etc/subgid for these maps; each is computed on its own. */
export function subordinateTexts(input: {
  readonly uidMap: string;
  readonly gidMap: string;
  readonly uid: number;
  readonly gid: number;
  readonly owners: readonly string[];
  /** Ranges of the caller on the host, START:COUNT; they count on identity maps only. */
  readonly subuid: string | undefined;
  readonly subgid: string | undefined;
}): { readonly subuid: string; readonly subgid: string } {
  const text = (kind: "uid" | "gid", map: string, own: number, range: string | undefined) => {
    const extents = parseIdMap(map, `${kind}_map`);
    const handedOver = range ? parseIdRange(range, `KAS_SUB${kind.toUpperCase()}`) : undefined;
    return subordinateText(input.owners, subordinateRanges(extents, own, handedOver), kind);
  };
  return {
    subuid: text("uid", input.uidMap, input.uid, input.subuid),
    subgid: text("gid", input.gidMap, input.gid, input.subgid),
  };
}

/** Links are given away themselves, not what they lead to. */
function changeOwner(
  facts: EntrypointFacts,
  { uid, gid }: { readonly uid: number; readonly gid: number },
  path: string,
  depth: "alone" | "recursive",
): Action {
  const recursive = depth === "recursive" ? ["-R"] : [];
  const argv = ["chown", "-h", ...recursive, `${uid}:${gid}`, path];
  return { kind: "run", command: { argv, cwd: facts.cwd, env: facts.env } };
}

function chownManaged(facts: EntrypointFacts, uid: number, gid: number): Action[] {
  const owner = { uid, gid };
  const ssh = "/builder/.ssh";
  return [
    ...MANAGED_DIRECTORIES.filter((path) => facts.existing.has(path)).map((path) =>
      changeOwner(facts, owner, path, "alone")
    ),
    ...(facts.existing.has(ssh) ? [changeOwner(facts, owner, ssh, "recursive")] : []),
  ];
}

/**
 * Docker without root cannot keep the caller's id: bind mounts belong to root there. The
 * build user owns their top directories while kas runs.
 */
function takeOwnership(facts: EntrypointFacts, target: TargetUser): Action[] {
  const { uid, gid } = target;
  return [
    asRoot(facts, ["git", "config", "--system", "--add", "safe.directory", "/repo"]),
    ...chownManaged(facts, uid, gid),
    ...(facts.existing.has(USER_DATA)
      ? [
        { kind: "rename", from: USER_DATA, to: `${USER_DATA}.orig` },
        { kind: "make_directory", path: dirname(USER_DATA) },
        { kind: "copy_tree", from: `${USER_DATA}.orig`, to: USER_DATA },
        changeOwner(facts, target, USER_DATA, "recursive"),
      ] as const
      : []),
  ];
}

function sudoActions(facts: EntrypointFacts): Action[] {
  if (facts.uid === 0) return blockSudo(facts.sudoPlaces);
  throw sudoBlockNeedsRoot();
}
