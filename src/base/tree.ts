import { join } from "node:path";
import type { Action } from "./plan.ts";

/** One thing below a directory; `path` is seen from there, "" for the directory itself. */
export type TreeEntry =
  | { readonly kind: "directory"; readonly path: string; readonly mode: number }
  | { readonly kind: "file"; readonly path: string }
  /** A link to something else of the tree; `target` is relative, and not a link. */
  | { readonly kind: "symlink"; readonly path: string; readonly target: string }
  /** What a copy leaves out, and why where that is worth a word. */
  | { readonly kind: "skipped"; readonly path: string; readonly reason: string | undefined };

/** A directory and all below it, directories before what is in them. */
export interface Tree {
  readonly root: string;
  readonly entries: readonly TreeEntry[];
}

/**
 * Copies a tree, file by file: what comes from somebody else has links that lead out of it, pipes
 * that nobody writes to and sockets, which no single command copies safely.
 * @param from the tree's directory at the time of copying
 * @param obstacles paths at the destination that something else is at, such as a link
 */
export function copyTree(
  tree: Tree,
  from: string,
  to: string,
  obstacles: readonly string[] = [],
): Action[] {
  return tree.entries.flatMap((entry): Action[] => {
    const [source, path] = [join(from, entry.path), join(to, entry.path)];
    const clear: Action[] = obstacles.includes(path) ? [{ kind: "remove_tree", path }] : [];
    switch (entry.kind) {
      case "directory":
        return [...clear, { kind: "make_directory", path, mode: entry.mode | 0o700 }];
      case "file":
        return [...clear, { kind: "copy_file", from: source, to: path }];
      case "symlink":
        return [...clear, { kind: "symlink", path, target: entry.target }];
      case "skipped":
        return entry.reason === undefined ? [] : [{
          kind: "log",
          level: "warning",
          message: `${source} is not copied: ${entry.reason}`,
        }];
    }
  });
}
