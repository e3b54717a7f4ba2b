import { dirname, isAbsolute } from "node:path";
import type { Command } from "../base/command.ts";
import type { Action, Plan } from "../base/plan.ts";
import { copyTree } from "../base/tree.ts";
import { type Account, parsePasswd, withGroupId, withUserIds } from "./accounts.ts";
import { asRoot } from "./as_root.ts";
import { binfmtCommands, rootlessBinfmtCommands } from "./binfmt.ts";
import {
  noBuilder,
  notADirectoryToTrust,
  sudoBlockNeedsRoot,
  unsupportedCommand,
} from "./errors.ts";
import type { EntrypointFacts } from "./facts.ts";
import { parseIdMap, parseIdRange, subordinateRanges, subordinateText } from "./id_map.ts";
import { BUILDER, MANAGED_DIRECTORIES, USER_DATA } from "./image_layout.ts";
import { environmentWords, rootEnvironment } from "./root_environment.ts";
import { blockSudo } from "./sudo_blocker.ts";
import { keptGroups, type TargetUser, targetUser } from "./target_user.ts";

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
  const builder = parsePasswd(facts.passwd).find((account) => account.name === BUILDER);
  const fromLauncher = env.USER_ID !== undefined;
  const forKas = isForKas(argv, commands);
  if (fromLauncher && argv.length > 0 && !forKas) {
    throw unsupportedCommand(argv[0]!);
  }
  const target = targetUser(facts, builder);
  const isar = env.KAS_IMAGE_VARIANT === ISAR_VARIANT;
  const blocked = env.KAS_BLOCK_SUDO === "1";
  const rootlessDocker = target.switched && env.KAS_DOCKER_ROOTLESS === "1";
  const handOver = handOverCommand(forKas ? ["kas", ...argv] : argv, facts, target, builder);
  const restore = rootlessDocker && forKas;
  return {
    actions: [
      ...(isar ? binfmtActions(facts, blocked) : []),
      ...gitLabActions(facts),
      ...(target.switched ? accountActions(facts, target, builder) : []),
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
  message: "newuidmap is not setuid root here, so that builds may fail to make namespaces: " +
    "podman's storage driver vfs loses that bit (use overlay), the image was unpacked without it, " +
    "or it was unpacked for other ids (docker's userns-remap, with --userns=host)",
};

/** Whether the first word is a command or an option of kas. */
function isForKas([first]: readonly string[], commands: readonly string[]): boolean {
  return first !== undefined && (commands.includes(first) || /^(?:clean|-)/.test(first));
}

function handOverCommand(
  argv: readonly string[],
  facts: EntrypointFacts,
  target: TargetUser,
  builder: Account | undefined,
): Command {
  const program = argv.length > 0 ? argv : ["bash"];
  const home = builder?.home ?? "/builder";
  const groups = keptGroups(facts.group, BUILDER, facts.kvmGroup);
  const env = {
    // setpriv starts as root.
    ...(target.switched ? rootEnvironment(facts.env) : facts.env),
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
      ...environmentWords(facts.env),
    ]
    : [];
  return { argv: [...as, ...program], cwd: facts.cwd === "/" ? home : facts.cwd, env };
}

function binfmtActions(facts: EntrypointFacts, rootless: boolean): Action[] {
  const commands = (rootless ? rootlessBinfmtCommands : binfmtCommands)(facts.binfmt);
  const purpose = "programs of other architectures cannot be run";
  return asRoot(facts, purpose, commands.map((argv) => ({ argv })));
}

/** GitLab's runner checks out as another user: git is told to trust the directory. */
function gitLabActions(facts: EntrypointFacts): Action[] {
  if (facts.env.USER_ID !== undefined || !facts.env.CI_PROJECT_DIR) return [];
  return ["CI_PROJECT_DIR", "GIT_CLONE_PATH"].flatMap((variable) => {
    const directory = facts.env[variable];
    if (!directory) return [];
    // deno-lint-ignore no-control-regex
    const one = isAbsolute(directory) && !/[\x00-\x1f\x7f]|\*$/.test(directory);
    if (!one) throw notADirectoryToTrust(variable, directory);
    return trustDirectory(facts, directory);
  });
}

function trustDirectory(facts: EntrypointFacts, directory: string): Action[] {
  const argv = ["git", "config", "--system", "--add", "safe.directory", directory];
  return asRoot(facts, `git may refuse ${directory}, which another user owns`, [{ argv }]);
}

/** Gives builder the caller's ids, its HOME, ssh configuration and time zone. */
function accountActions(
  facts: EntrypointFacts,
  target: TargetUser,
  builder: Account | undefined,
): Action[] {
  if (!builder) throw noBuilder();
  const { KAS_HOST_TZ } = facts.env;
  const { home } = builder;
  const file = (path: string, text: string): Action => ({ kind: "write_file", path, text });
  const group = withGroupId(facts.group, BUILDER, target.gid);
  const passwd = withUserIds(facts.passwd, BUILDER, target.uid, target.gid);
  const { ssh } = facts;
  return [
    ...(group === facts.group ? [] : [file("/etc/group", group)]),
    ...(passwd === facts.passwd ? [] : [file("/etc/passwd", passwd)]),
    ...(ssh ? copyTree(ssh, ssh.root, `${home}/.ssh`, facts.sshObstacles) : []),
    ...(ssh || facts.existing.has(home) ? [changeOwner(facts, target, home, "recursive")] : []),
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
    const purpose = `${path} stays as it is, so that builds may fail to make namespaces`;
    return asRoot(facts, purpose, [{ argv: ["tee", path], stdin: text }]);
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
  return { kind: "run", command: { argv, cwd: facts.cwd, env: rootEnvironment(facts.env) } };
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
    ...["/repo", ...facts.localRepos].flatMap((path) => trustDirectory(facts, path)),
    ...chownManaged(facts, uid, gid),
    ...(facts.userData
      ? [
        { kind: "rename", from: USER_DATA, to: `${USER_DATA}.orig` },
        { kind: "make_directory", path: dirname(USER_DATA) },
        ...copyTree(facts.userData, `${USER_DATA}.orig`, USER_DATA),
        changeOwner(facts, target, USER_DATA, "recursive"),
      ] as const
      : []),
  ];
}

function sudoActions(facts: EntrypointFacts): Action[] {
  if (facts.uid === 0) return blockSudo(facts.sudo, rootEnvironment(facts.env));
  throw sudoBlockNeedsRoot();
}
