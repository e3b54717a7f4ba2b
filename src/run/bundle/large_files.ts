import { join } from "node:path";
import type { Git } from "../repo/git/git.ts";

/** The large files of commits that git-lfs keeps beside a repository's objects. */
export interface LargeFiles {
  readonly paths: readonly string[];
  readonly missing: readonly string[];
}

/**
 * Looks for what git-lfs keeps of the files of some commits. A checkout without git-lfs has
 * pointers in their place, on both sides.
 * @param name the repository's, for what is missing
 * @param clones of the repository, in which it may have kept them
 */
export async function findLargeFiles(
  git: Git,
  name: string,
  commits: readonly string[],
  clones: readonly string[],
): Promise<LargeFiles> {
  const found = new Map<string, string>();
  const { host } = git.tools.session;
  for (const commit of commits) {
    const listed = await git.ask(["lfs", "ls-files", "--long", commit]) ?? "";
    for (const [, id, path] of listed.matchAll(/^([0-9a-f]{64}) [*-] (.*)$/gm)) {
      found.set(id!, path!);
    }
  }
  const paths: string[] = [];
  const missing: string[] = [];
  for (const id of [...found.keys()].sort()) {
    const object = `.git/lfs/objects/${id.slice(0, 2)}/${id.slice(2, 4)}/${id}`;
    const path = clones.map((clone) => join(clone, object))
      .find((file) => host.stat(file)?.kind === "file");
    if (path !== undefined) paths.push(path);
    else missing.push(`${found.get(id)} of repository ${name}: git-lfs has not fetched it`);
  }
  return { paths, missing };
}
