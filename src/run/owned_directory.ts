import { join } from "node:path";
import { UserError } from "../base/errors.ts";
import type { Host } from "../host/host.ts";
import { fateOf, ownIdentity, readIdentity } from "./process_identity.ts";
import type { Log } from "./log.ts";

/** Names whose directory it is; written first. */
const OWNER = "owner.json";
/** A directory that names nobody is being made, or was left so long ago, in milliseconds. */
const SOON = 3_600_000;

/**
 * Makes a private directory that tells whose it is: should its process be killed, another run
 * of the same user removes it.
 */
export function makeOwnedDirectory(host: Host, directory: string): void {
  host.makeDirectory(directory, 0o700);
  const { path, text } = ownerFile(host, directory);
  host.write(path, text, 0o600);
}

/** How often a removal is tried again, and how long after, in milliseconds. */
const ATTEMPTS = 30;
const PAUSE = 100;

/**
 * Removes one: whose it is it tells to the last, should its removal be cut short. A program that
 * has outlived its kas may still write into it for a moment.
 */
export async function removeOwnedDirectory(host: Host, directory: string): Promise<void> {
  for (let attempt = 1;; attempt++) {
    try {
      for (const name of host.list(directory).filter((name) => name !== OWNER)) {
        await host.removeTree(join(directory, name));
      }
      return await host.removeTree(directory);
    } catch (error) {
      if (!(error instanceof UserError) || attempt === ATTEMPTS) throw error;
      await host.sleep(PAUSE);
    }
  }
}

/** The file by which a directory tells that it is ours. */
export function ownerFile(host: Host, directory: string): { path: string; text: string } {
  return { path: join(directory, OWNER), text: JSON.stringify(ownIdentity(host) ?? {}) };
}

/**
 * Removes the directories that killed runs of this user have left, with their ssh agents.
 * Whatever else has such a name is left alone: links, other users' directories, and those
 * that others can write to.
 */
export async function removeAbandoned(
  host: Host,
  log: Log,
  parent: string,
  prefix: string,
): Promise<void> {
  try {
    for (const name of host.list(parent).filter((name) => name.startsWith(prefix))) {
      const directory = join(parent, name);
      if (!isOwn(host, directory) || !isAbandoned(host, directory)) continue;
      for (const pid of processesOf(host, ["ssh-agent"], directory)) host.kill(pid);
      await removeOwnedDirectory(host, directory);
      log.debug(`Removed ${directory}, which a killed run had left`);
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    log.debug(error.message);
  }
}

function isOwn(host: Host, directory: string): boolean {
  const info = host.lstat(directory);
  return info?.kind === "directory" && info.uid === host.uid && info.mode === 0o700;
}

function isAbandoned(host: Host, directory: string): boolean {
  const file = join(directory, OWNER);
  const info = host.lstat(file);
  if (info === undefined) {
    const age = host.now().getTime() - (host.lstat(directory)?.modified.getTime() ?? Infinity);
    return age > SOON;
  }
  if (info.kind !== "file" || info.size > 1000) return false;
  const owner = parse(host.readText(file) ?? "");
  return owner !== undefined && fateOf(host, owner) === "dead";
}

function parse(text: string) {
  try {
    return readIdentity(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Our processes of some programs whose command line names a directory, or a path in it. */
export function processesOf(
  host: Host,
  programs: readonly string[],
  directory: string,
): number[] {
  return host.list("/proc").filter((pid) => /^\d+$/.test(pid)).map(Number).filter((pid) => {
    // The owner of /proc/PID is root for programs that hide their memory, as agents do.
    const user = /^Uid:\s+(\d+)/m.exec(host.readText(`/proc/${pid}/status`) ?? "")?.[1];
    if (user !== String(host.uid)) return false;
    const [program, ...words] = (host.readText(`/proc/${pid}/cmdline`) ?? "").split("\0");
    return programs.includes(program!.split("/").at(-1)!) &&
      words.some((word) => word === directory || word.startsWith(`${directory}/`));
  });
}
