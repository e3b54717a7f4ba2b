import { notAtNewUrl } from "../../../repo/errors.ts";
import {
  containedArgs,
  fetchAllArgs,
  fetchArgs,
  remoteBranch,
  tagRevision,
} from "../../../repo/git.ts";
import { isFullCommitId } from "../../../repo/repo.ts";
import { Git } from "./git.ts";
import { withRecovery } from "./recover.ts";
import { type Fetch, fetchFirst, fetching } from "./remote.ts";

/**
 * Replaces what is known of a repository's origin after its URL was changed: its branches and
 * tags count only as the new one has them, and what is wanted must be among them.
 * @throws UserError if the new one does not have it
 */
export async function fetchFromNewUrl(it: Fetch): Promise<void> {
  const { git, repo } = it;
  const { tag, branch } = repo;
  const commit = repo.commit ?? (isFullCommitId(repo.refspec ?? "") ? repo.refspec : null);
  await withRecovery(it, null, async () => {
    await fetchFirst(it, fetchAllArgs, git);
    if (branch?.startsWith("refs/")) {
      await fetchFirst(it, (url) => fetchArgs(repo, url, 0, false), git);
    }
    if (commit !== null) {
      const id = await git.findCommit(commit);
      const there = id !== undefined && (await git.ask(containedArgs(id)) || await serves(it, id));
      if (!there) throw notAtNewUrl(repo, it.places.at(-1)!.url);
    } else if (tag !== null) {
      await requireTag(it, tag);
    } else if (branch !== null && await git.resolve(remoteBranch(branch)) === undefined) {
      throw notAtNewUrl(repo, it.places.at(-1)!.url);
    }
  });
}

/** Whether the new URL has a commit that no branch or tag of it leads to. */
async function serves(it: Fetch, commit: string): Promise<boolean> {
  const { host, temporary } = it.session;
  const aside = temporary.make("probe");
  const probe = new Git(it.git.tools, aside, true);
  try {
    await probe.output(["init", "-q", "--bare", "--template=", "."]);
    for (const { url, env } of it.places) {
      const args = ["fetch", "-q", "--depth", "1", "--", url, commit];
      if ((await fetching(it, args, probe, env)).status === 0) return true;
    }
    return false;
  } finally {
    await host.removeTree(aside);
  }
}

/** The tag that the new URL has, in place of an older one of that name. */
async function requireTag(it: Fetch, tag: string): Promise<void> {
  const ref = tagRevision(tag);
  await fetchFirst(it, (url) => ["fetch", "-q", "--", url, `+${ref}:${ref}`], it.git);
}
