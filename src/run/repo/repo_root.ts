import type { Tools } from "../tools.ts";
import { Git } from "./git/git.ts";
import { type Root, rootInFiles } from "./git/root_in_files.ts";

/**
 * Root of the work tree that a directory belongs to: git's, or that of the repository
 * which a git submodule is part of, or Mercurial's. Undefined outside version control.
 */
export async function findRepoRoot(tools: Tools, directory: string): Promise<string | undefined> {
  if (tools.session.host.stat(directory)?.kind !== "directory") return undefined;
  const found = rootInFiles(tools.session.host, directory) ?? await askGit(tools, directory);
  if (found.root !== undefined) return found.root;
  if (!hasMercurialParent(tools, directory)) return undefined;
  const root = await tools.hg(["root"], directory);
  return root.status === 0 ? root.stdout.trim() : undefined;
}

async function askGit(tools: Tools, directory: string): Promise<Root> {
  const probe = ["rev-parse", "--show-toplevel", "--show-superproject-working-tree"];
  const found = await new Git(tools, directory).ask(probe);
  return { root: found?.split("\n").sort()[0] };
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
