import { quoteArgv } from "../base/command.ts";
import type { Check, Directory, HostFacts, Mode, Place } from "./facts.ts";
import { type Finding, ok, problem, warning } from "./finding.ts";
import { asRoot } from "./remedies.ts";

const GIB = 2 ** 30;
/** bitbake stops its builds below that (BB_DISKMON_DIRS of poky and Isar). */
const LEAST_FREE = GIB;
/** What one image takes, roughly. */
const USUALLY_NEEDED = {
  openembedded: 50 * GIB,
  "isar-privileged": 20 * GIB,
  "isar-rootless": 20 * GIB,
};

/** Whether file locks and owners are another machine's affair there. */
export function isNetwork({ fileSystem }: Pick<Place, "fileSystem">): boolean {
  return /^(?:nfs4?|cifs|smb3|ceph|glusterfs|fuse\.sshfs)$/.test(fileSystem ?? "");
}

/** Where builds write to: it can be written to, has room, and is of a file system that does. */
export const checkDirectories: Check = (facts, mode) =>
  facts.directories.flatMap((directory) => {
    const hindrances = [
      unwritable(facts, directory),
      fileSystem(directory, mode),
      ...space(directory, mode),
    ].filter((finding) => finding !== undefined);
    return hindrances.length > 0 ? hindrances : [ok(directory.check, described(directory))];
  });

function described({ path, fileSystem, free }: Directory): string {
  const room = free === undefined ? [] : [`${Math.floor(free / GIB)} GiB free`];
  return [path, ...(fileSystem ? [fileSystem] : []), ...room].join(", ");
}

function unwritable(facts: HostFacts, directory: Directory): Finding | undefined {
  if (directory.writable) return undefined;
  const { check, path, existing, mountOptions, variable } = directory;
  const message = `${path} cannot be written to`;
  const remedy = mountOptions.includes("ro")
    ? `export ${variable}=DIRECTORY, one that can be: this file system is read-only`
    : asRoot(facts, quoteArgv(["chown", `${facts.user}:`, existing]));
  // kas takes /tmp where TMPDIR does not do.
  return (check === "tmpdir" ? warning : problem)(check, message, remedy);
}

function fileSystem(directory: Directory, mode: Mode): Finding | undefined {
  const { check, path, variable } = directory;
  const kind = directory.fileSystem ?? "";
  const shown = `${path} is on ${kind}`;
  const remedy = `export ${variable}=DIRECTORY, on a local file system`;
  if (check === "build-directory") {
    if (isNetwork(directory)) {
      const why = mode.buildSystem === "openembedded"
        ? "bitbake refuses to build there"
        : "owners of files get lost there";
      return problem(check, `${shown}: ${why}`, remedy);
    }
    if (directory.mountOptions.includes("noexec")) {
      const message = `${path} is mounted noexec: builds run what they have built`;
      return problem(check, message, remedy);
    }
    if (/^(?:9p|drvfs|vfat|exfat|ntfs3?|fuseblk)$/.test(kind)) {
      return problem(check, `${shown}, which has neither owners nor modes`, remedy);
    }
  }
  if (check === "hash-equivalence" && isNetwork(directory)) {
    return problem(check, `${shown}: bitbake refuses it, as locks of databases fail`, remedy);
  }
  if (check === "tmpdir" && isNetwork(directory)) {
    return warning(check, `${shown}: sockets and locks may fail`, remedy);
  }
  return undefined;
}

function space({ check, path, free, variable }: Directory, { buildSystem }: Mode): Finding[] {
  if (check !== "build-directory" || free === undefined) return [];
  const found = `${path} has ${(free / GIB).toFixed(1)} GiB free`;
  const remedy = `kas cleansstate, or export ${variable}=DIRECTORY, one with more room`;
  if (free < LEAST_FREE) {
    return [problem("disk-space", `${found}: bitbake stops below 1 GiB`, remedy)];
  }
  const needed = USUALLY_NEEDED[buildSystem];
  const message = `${found}: a build usually takes ${needed / GIB} GiB`;
  return free < needed ? [warning("disk-space", message, remedy)] : [];
}
