import { fetchArgs } from "../../../repo/git.ts";
import { refreshReference } from "./reference.ts";
import { type Fetch, fetchFirst } from "./remote.ts";

/** Fetches what the repository is pinned to. */
export async function fetchWanted(it: Fetch): Promise<void> {
  const { session, repo, progress } = it;
  // What comes to the reference repository need not come again to its clones.
  await refreshReference(it);
  const args = (url: string) =>
    fetchArgs(
      repo,
      url === it.urls[0]!.url ? "origin" : url,
      session.settings.cloneDepth,
      progress.shown,
    );
  await fetchFirst(it, args, it.git);
}
