import { dirname, resolve } from "node:path";
import { unfinishedWork } from "../../../repo/errors.ts";
import { checkoutArgs, commitRevision } from "../../../repo/git.ts";
import { isManaged } from "../../../repo/repo.ts";
import type { Wanted, WorkTree } from "../../../repo/work_tree.ts";
import { sourcesOf } from "../places.ts";
import type { GitRepo } from "./git.ts";
import { keepCommits, unfinished } from "./keep.ts";
import { rememberHead } from "./own_heads.ts";
import { withRecovery } from "./recover.ts";

/** Offline, git-lfs has objects from where the repository comes from, too. */
function lfsSource({ session, repo }: GitRepo): string[] {
  if (!session.options.offline || !isManaged(repo)) return [];
  const [place] = sourcesOf(session, repo).places;
  if (place === undefined) return [];
  if (place.url.startsWith("file:")) return ["-c", `lfs.url=${place.url}`];
  // git sees a path from where the repository was cloned.
  const path = resolve(dirname(repo.path), place.url);
  return ["-c", `lfs.url=file://${path.split("/").map(encodeURIComponent).join("/")}`];
}

/** Checks a commit out, on its branch or on none. @throws UserError in the middle of a rebase */
export async function moveTo(it: GitRepo, wanted: Wanted, state: WorkTree): Promise<void> {
  const { commit, branch } = wanted;
  const { forceCheckout } = it.session.options;
  const doing = unfinished(it);
  if (doing !== undefined && !forceCheckout) throw unfinishedWork(it.repo, doing);
  await it.session.lock.take();
  if (commit !== undefined) {
    if (branch !== null) await keepCommits(it, branch, commit);
    if (state.branch === null && state.head !== null) await keepCommits(it, null, commit);
  }
  const force = forceCheckout || state.fresh;
  const args = checkoutArgs(commitRevision(commit ?? wanted.shown), branch, force);
  const target = state.changes.length === 0 ? commit ?? null : null;
  await withRecovery(it, target, () => it.git.output([...lfsSource(it), ...args]));
  if (commit !== undefined) rememberHead(it, commit);
}
