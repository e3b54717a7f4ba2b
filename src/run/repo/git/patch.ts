import { join } from "node:path";
import { patchFailed } from "../../../repo/errors.ts";
import { patchIdentity, patchMessage } from "../../../repo/patches.ts";
import type { PatchFile } from "../find_patches.ts";
import type { GitRepo } from "./git.ts";
import { objectsAside } from "./objects_aside.ts";

/**
 * Makes one commit for each patch on top of `base`, beside the work tree: no file of it
 * changes. @param kept whether the commits stay in the repository @returns the last commit
 */
export async function makePatchCommits(
  { session, git, repo }: GitRepo,
  patches: readonly PatchFile[],
  base: string,
  kept = true,
): Promise<string> {
  const directory = session.temporary.make("index");
  const index = {
    GIT_INDEX_FILE: join(directory, "index"),
    ...kept ? {} : objectsAside(repo.path, directory),
  };
  try {
    await git.output(["read-tree", base], { env: index });
    let head = base;
    for (const { id, path, strip, date } of patches) {
      const args = ["apply", "--cached", "--whitespace=nowarn", `-p${strip}`, "--", path];
      const applied = await git.run(args, { env: index });
      if (applied.status !== 0) {
        throw patchFailed(repo, id, path, `git ${args.join(" ")}`, applied.stderr.trim());
      }
      const tree = await git.output(["write-tree"], { env: index });
      head = await git.output(["commit-tree", tree, "-p", head], {
        stdin: patchMessage(id, path),
        env: { ...index, ...patchIdentity(date) },
      });
    }
    return head;
  } finally {
    await session.host.removeTree(directory);
  }
}
