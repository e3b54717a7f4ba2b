import { join } from "node:path";
import { publicUrl } from "../../../base/credentials.ts";
import { wantedRef } from "../../../repo/repo.ts";
import { cloneArgs } from "../../../repo/git.ts";
import { cloneAside } from "../clone_aside.ts";
import { Git } from "./git.ts";
import { prepareReference } from "./reference.ts";
import { type Fetch, fetchFirst } from "./remote.ts";

/** Clones a repository. Files are left for the checkout, unless none will come. */
export async function clone(it: Fetch): Promise<void> {
  const reference = await prepareReference(it);
  const { session, repo, progress } = it;
  const { settings } = session;
  const options = {
    depth: settings.cloneDepth,
    // What is signed is verified before its files are there.
    checkout: wantedRef(repo) === null ||
      session.options.skip.has("repos_checkout") && !repo.allowedSigners,
    progress: progress.shown,
    // git borrows from no history that ends somewhere.
    ...(reference === undefined || session.host.stat(join(reference, "shallow"))
      ? {}
      : { reference }),
  };
  if (settings.cloneDepth > 0 && repo.refspec !== null) {
    session.log.warning(
      `Shallow cloning is not supported for legacy refspec on repository "${repo.name}". ` +
        "Performing full clone.",
    );
  }
  await cloneAside(session, repo, async (aside) => {
    const args = (url: string) => cloneArgs(repo, url, aside, options);
    const git = new Git(it.git.tools, settings.workDir);
    const isPlace = session.options.offline || reference === undefined;
    await fetchFirst(isPlace ? it : { ...it, places: [publicUrl(reference)] }, args, git);
  });
}
