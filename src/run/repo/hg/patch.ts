import { join } from "node:path";
import { patchFailed } from "../../../repo/errors.ts";
import { hgPatchedBranch, hgResolveArgs, hgUpdateArgs } from "../../../repo/hg.ts";
import { patchMessage } from "../../../repo/patches.ts";
import type { PatchFile } from "../find_patches.ts";
import { Hg, type HgRepo } from "./hg.ts";
import { PATCHES, withRecovery } from "./recover.ts";

/**
 * Makes one commit for each patch on top of `base`, in a work tree aside that shares the
 * repository's history: no file of the repository's own changes. @returns the last commit
 */
export function makePatchCommits(
  it: HgRepo,
  patches: readonly PatchFile[],
  base: string,
): Promise<string> {
  const { hg, repo, session: { host } } = it;
  return withRecovery(it, null, async () => {
    const directory = host.makePrivateDirectory(join(repo.path, ".hg"), PATCHES);
    try {
      const tree = join(directory, "tree");
      const share = ["--config=extensions.share=", "share", "--noupdate", "--", repo.path, tree];
      await hg.output(share);
      const aside = new Hg(hg.tools, tree);
      await aside.output(hgUpdateArgs(base, null, false));
      await aside.output(["branch", "--force", "--", hgPatchedBranch(repo)]);
      for (const patch of patches) await commitPatch(it, aside, patch);
      return await aside.output(hgResolveArgs("."));
    } finally {
      await host.removeTree(directory);
    }
  });
}

async function commitPatch(
  { repo }: HgRepo,
  aside: Hg,
  { id, path, strip, date }: PatchFile,
): Promise<void> {
  const args = ["import", "--no-commit", `--strip=${strip}`, "--", path];
  const applied = await aside.run(args);
  if (applied.status !== 0) {
    throw patchFailed(repo, id, path, `hg ${args.join(" ")}`, applied.stderr.trim());
  }
  const message = patchMessage(id, path).trimEnd();
  await aside.output([
    "commit",
    "--user=kas <kas@example.com>",
    `--date=${date}`,
    `--message=${message}`,
  ]);
}
