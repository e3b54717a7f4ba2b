import { dirname, join, relative } from "node:path";
import type { Tree, TreeEntry } from "../base/tree.ts";
import { tooMuchToCopy } from "../host/errors.ts";
import type { Host } from "../host/host.ts";
import { endOfLink } from "./end_of_link.ts";

/** More than this is no directory of keys: a whole HOME, or a system, handed over by mistake. */
const MOST_ENTRIES = 10_000;
const LARGEST_FILE = 64 << 20;

/**
 * Looks at all below a directory, for copying it; undefined where no directory is. Links are not
 * followed: those that stay within are links, others are left out.
 * @throws UserError if there is too much
 */
export function readTree(host: Host, root: string): Tree | undefined {
  if (host.lstat(root)?.kind !== "directory") return undefined;
  const real = host.realPath(root);
  const entries: TreeEntry[] = [];
  const visit = (path: string) => {
    if (entries.length >= MOST_ENTRIES) throw tooMuchToCopy(root, MOST_ENTRIES);
    const info = host.lstat(join(root, path));
    const skip = (reason?: string) => void entries.push({ kind: "skipped", path, reason });
    switch (info?.kind) {
      case "directory":
        entries.push({ kind: "directory", path, mode: info.mode & 0o777 });
        for (const name of host.list(join(root, path))) visit(join(path, name));
        return;
      case "file":
        if (info.size > LARGEST_FILE) return skip("it is larger than 64 MiB");
        return void entries.push({ kind: "file", path });
      case "symlink": {
        const end = endOfLink(host, join(root, path));
        if (end === undefined) return skip("it is a link to nothing that can be copied");
        if (end !== real && !end.startsWith(`${real}/`)) {
          return skip(`it is a link to ${end}, outside ${root}`);
        }
        const target = relative(dirname(join(real, path)), end) || ".";
        return void entries.push({ kind: "symlink", path, target });
      }
      default:
        return skip();
    }
  };
  visit("");
  return { root, entries };
}

/** Where something else is than what a copy of the tree to `to` has there. */
export function treeObstacles(host: Host, tree: Tree, to: string): string[] {
  return tree.entries
    .filter(({ kind }) => kind !== "skipped")
    .filter(({ kind, path }) => {
      const present = host.lstat(join(to, path))?.kind;
      return present !== undefined && present !== kind;
    })
    .map(({ path }) => join(to, path));
}
