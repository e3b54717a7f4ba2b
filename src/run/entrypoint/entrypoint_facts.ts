import { basename, join } from "node:path";
import { parsePasswd } from "../../entrypoint/accounts.ts";
import type { EntrypointFacts } from "../../entrypoint/facts.ts";
import {
  BUILDER,
  LOCAL_REPOS,
  MANAGED_DIRECTORIES,
  USER_DATA,
} from "../../entrypoint/image_layout.ts";
import { ROOT_PATH } from "../../entrypoint/root_environment.ts";
import {
  RULES,
  SETUID_DIRECTORIES,
  type SudoFacts,
  sudoPlaces,
} from "../../entrypoint/sudo_blocker.ts";
import type { FileInfo, Host } from "../../host/host.ts";
import { endOfLink } from "../end_of_link.ts";
import { readTree, treeObstacles } from "../read_tree.ts";

const BINFMT = "/proc/sys/fs/binfmt_misc";
const TERMINFO = ["/etc/terminfo", "/lib/terminfo", "/usr/share/terminfo"];

/** Looks at the container for what the entrypoint's plan depends on. */
export function gatherEntrypointFacts(host: Host): EntrypointFacts {
  const { env } = host;
  const there = (path: string) => host.stat(path) !== undefined;
  const passwd = host.readText("/etc/passwd") ?? "";
  const builder = parsePasswd(passwd).find((account) => account.name === BUILDER);
  const candidates = [
    ...MANAGED_DIRECTORIES,
    ...(builder ? [builder.home] : []),
    "/builder/.ssh",
    USER_DATA,
    `${USER_DATA}/.ssh`,
  ];
  const ssh = env.USER_ID === undefined ? undefined : readTree(host, `${USER_DATA}/.ssh`);
  const kvm = host.stat("/dev/kvm");
  const binfmtDirectory = "/usr/lib/binfmt.d";
  return {
    env,
    cwd: host.cwd,
    uid: host.uid,
    gid: host.gid,
    passwd,
    group: host.readText("/etc/group") ?? "",
    uidMap: host.readText("/proc/self/uid_map") ?? "",
    gidMap: host.readText("/proc/self/gid_map") ?? "",
    subuid: host.readText("/etc/subuid"),
    subgid: host.readText("/etc/subgid"),
    existing: new Set(candidates.filter(there)),
    repoOwner: host.stat("/repo")?.uid,
    localRepos: host.list(LOCAL_REPOS).map((name) => join(LOCAL_REPOS, name)),
    terminalKnown: !env.TERM ||
      TERMINFO.some((directory) =>
        there(join(directory, env.TERM!.charAt(0), basename(env.TERM!)))
      ),
    timeZoneKnown: !!env.KAS_HOST_TZ && /^[\w+-]+(?:\/[\w+-]+)*$/.test(env.KAS_HOST_TZ) &&
      there(`/usr/share/zoneinfo/${env.KAS_HOST_TZ}`),
    kvmGroup: kvm?.kind === "other" ? kvm.gid : undefined,
    binfmt: {
      mounted: there(`${BINFMT}/status`),
      configs: host.list(binfmtDirectory)
        .filter((name) => /^qemu-.*\.conf$/.test(name))
        .map((name) => join(binfmtDirectory, name)),
      registered: new Set(host.list(BINFMT)),
    },
    newuidmapPowerless: isPowerless(host.stat("/usr/bin/newuidmap")),
    sudo: sudoFacts(host),
    ssh,
    sshObstacles: ssh ? treeObstacles(host, ssh, `${builder?.home ?? "/builder"}/.ssh`) : [],
    userData: env.KAS_DOCKER_ROOTLESS === "1" ? readTree(host, USER_DATA) : undefined,
  };
}

/** Another owner than root lends nobody root's rights, as where an image of other ids is used. */
function isPowerless(program: FileInfo | undefined): boolean {
  return program !== undefined && ((program.mode & 0o4000) === 0 || program.uid !== 0);
}

function sudoFacts(host: Host): SudoFacts {
  const path = host.env.PATH ?? "";
  const blocked = host.env.KAS_BLOCK_SUDO === "1";
  const isThere = (file: string) => host.lstat(file) !== undefined;
  return {
    installed: host.findProgram("sudo", { PATH: ROOT_PATH }) !== undefined,
    places: sudoPlaces(path).filter(isThere),
    rules: blocked ? RULES.filter(isThere) : [],
    setuid: blocked ? setuidPrograms(host) : [],
  };
}

/** Real paths of the setuid programs right in their directories, or that links there lead to. */
function setuidPrograms(host: Host): string[] {
  const real = new Set(SETUID_DIRECTORIES.map((directory) => host.realPath(directory)));
  const files = [...real].flatMap((directory) =>
    host.list(directory).map((name) => join(directory, name))
  );
  const setuid = files
    .map((file) => host.lstat(file)?.kind === "symlink" ? endOfLink(host, file) : file)
    .filter((file) => file !== undefined)
    .filter((file) => {
      const info = host.lstat(file);
      return info?.kind === "file" && (info.mode & 0o4000) !== 0;
    });
  return [...new Set(setuid)];
}
