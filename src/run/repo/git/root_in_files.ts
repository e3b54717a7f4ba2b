import { dirname, join } from "node:path";
import type { Host } from "../../../host/host.ts";

/** What git makes of a directory: nothing, or a work tree with this root. */
export type Root = { readonly root: string | undefined };

/**
 * The work tree that a directory belongs to, as files tell (git(1), "discovery"); undefined where
 * only git can know: repositories in one another, submodules, settings about the work tree, mount
 * points in between, other owners.
 */
export function rootInFiles(host: Host, directory: string): Root | undefined {
  let found: string | undefined;
  for (let path = host.realPath(directory);; path = dirname(path)) {
    // It may be a repository's own directory, or one without a work tree.
    if (host.lstat(join(path, "HEAD"))) return undefined;
    if (host.lstat(join(path, ".git"))) {
      if (found !== undefined) return undefined;
      found = path;
    }
    if (path === "/") break;
  }
  if (found === undefined) return { root: undefined };
  return isPlainWorkTree(host, found, directory) ? { root: found } : undefined;
}

function isPlainWorkTree(host: Host, root: string, directory: string): boolean {
  const git = join(root, ".git");
  const top = host.lstat(root);
  const config = host.readText(join(git, "config"));
  return host.stat(directory)?.device === top?.device &&
    [top, host.lstat(git)].every((info) => info?.kind === "directory" && info.uid === host.uid) &&
    host.lstat(join(git, "HEAD"))?.kind === "file" &&
    /^(?:ref: refs\/heads\/[^\n ]+|[0-9a-f]{40})\n$/.test(host.readText(join(git, "HEAD"))!) &&
    ["objects", "refs"].every((name) => host.lstat(join(git, name))?.kind === "directory") &&
    host.lstat(join(git, "commondir")) === undefined &&
    config !== undefined &&
    !/worktree|bare(?!\s*=\s*false\n)|\[\s*(?:extensions|include)/i.test(config) &&
    /repositoryformatversion\s*=\s*0\n/.test(config);
}
