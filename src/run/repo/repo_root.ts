import type { Tools } from "../tools.ts";
import { Git } from "./git/git.ts";

/**
 * Root of the work tree that a directory belongs to: git's, or that of the repository
 * which a git submodule is part of, or Mercurial's. Undefined outside version control.
 */
export async function findRepoRoot(tools: Tools, directory: string): Promise<string | undefined> {
  if (tools.session.host.stat(directory)?.kind !== "directory") return undefined;
  const probe = ["rev-parse", "--show-toplevel", "--show-superproject-working-tree"];
  const found = await new Git(tools, directory).ask(probe);
  if (found !== undefined) return found.split("\n").sort()[0];
  if (!hasMercurialParent(tools, directory)) return undefined;
  const root = await tools.hg(["root"], directory);
  return root.status === 0 ? root.stdout.trim() : undefined;
}

/** Starting hg costs a tenth of a second: it is asked only where a `.hg` is found. */
function hasMercurialParent({ session: { host } }: Tools, directory: string): boolean {
  let path = directory;
  while (true) {
    if (host.stat(`${path}/.hg`)) return true;
    const parent = path.slice(0, path.lastIndexOf("/"));
    if (parent === path || parent === "") return host.stat("/.hg") !== undefined;
    path = parent;
  }
}
