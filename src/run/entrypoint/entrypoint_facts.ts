import { basename, join } from "node:path";
import { parsePasswd } from "../../entrypoint/accounts.ts";
import {
  BUILDER,
  type EntrypointFacts,
  MANAGED_DIRECTORIES,
  USER_DATA,
} from "../../entrypoint/entrypoint_plan.ts";
import { sudoPlaces } from "../../entrypoint/sudo_blocker.ts";
import type { Host } from "../../host/host.ts";

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
    terminalKnown: !env.TERM ||
      TERMINFO.some((directory) =>
        there(join(directory, env.TERM!.charAt(0), basename(env.TERM!)))
      ),
    timeZoneKnown: !!env.KAS_HOST_TZ && /^[\w+-]+(?:\/[\w+-]+)*$/.test(env.KAS_HOST_TZ) &&
      there(`/usr/share/zoneinfo/${env.KAS_HOST_TZ}`),
    binfmt: {
      mounted: there(`${BINFMT}/status`),
      configs: host.list(binfmtDirectory)
        .filter((name) => /^qemu-.*\.conf$/.test(name))
        .map((name) => join(binfmtDirectory, name)),
      registered: new Set(host.list(BINFMT)),
    },
    newuidmapPowerless: ((host.stat("/usr/bin/newuidmap")?.mode ?? 0o4000) & 0o4000) === 0,
    sudoPlaces: sudoPlaces(env.PATH ?? "").filter((path) => host.lstat(path) !== undefined),
  };
}
