import { withRecovery } from "./recover.ts";
import { type Fetch, gitFetchFailed } from "./remote.ts";

/** Points origin to the first URL to look at, as the configuration may have changed. */
export async function setOrigin(it: Fetch): Promise<void> {
  const { git, repo } = it;
  const { url } = it.urls[0]!;
  await withRecovery(it, null, async () => {
    const set = await git.run(["remote", "set-url", "--", "origin", url]);
    if (set.status === 0) return;
    const add = await git.run(["remote", "add", "--", "origin", url]);
    if (add.status !== 0) throw gitFetchFailed(repo, set.stderr);
  });
}
