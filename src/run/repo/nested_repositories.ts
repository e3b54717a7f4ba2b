import { join } from "node:path";
import type { Host } from "../../host/host.ts";

/** A layer lies in its repository so deep at most, and a source in devtool's workspace. */
const DEEPEST = 4;

/** Whether there is a directory, no link, whose names this process may read. */
export function isListable(host: Host, path: string): boolean {
  const info = host.lstat(path);
  if (info?.kind !== "directory") return false;
  const needed = info.uid === host.uid ? 0o500 : 0o005;
  return host.uid === 0 || (info.mode & needed) === needed;
}

/** Whether a directory is a work tree of git or Mercurial. */
export function isWorkTree(host: Host, directory: string): boolean {
  return [".git", ".hg"].some((name) => host.lstat(join(directory, name)) !== undefined);
}

/**
 * Work trees at and below a directory, those at the top first, and none inside another;
 * links are not followed.
 * @param skipped absolute paths of directories that are not looked into
 */
export function nestedRepositories(
  host: Host,
  directory: string,
  skipped: ReadonlySet<string>,
  deepest = DEEPEST,
): string[] {
  if (skipped.has(directory) || !isListable(host, directory)) return [];
  if (isWorkTree(host, directory)) return [directory];
  if (deepest === 0) return [];
  return host.list(directory).flatMap((name) =>
    nestedRepositories(host, join(directory, name), skipped, deepest - 1)
  );
}
