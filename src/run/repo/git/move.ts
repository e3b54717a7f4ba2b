import { checkoutArgs, commitRevision } from "../../../repo/git.ts";
import type { Wanted, WorkTree } from "../../../repo/work_tree.ts";
import type { GitRepo } from "./git.ts";
import { withJournal } from "./journal.ts";
import { keepLocalCommits } from "./keep.ts";

/** Checks a commit out, on its branch or on none. */
export async function moveTo(it: GitRepo, wanted: Wanted, state: WorkTree): Promise<void> {
  const { commit, branch } = wanted;
  if (branch !== null && commit !== undefined) await keepLocalCommits(it, branch, commit);
  const force = it.session.options.forceCheckout || state.fresh;
  const args = checkoutArgs(commitRevision(commit ?? wanted.shown), branch, force);
  const target = state.changes.length === 0 ? commit ?? null : null;
  await withJournal(it, target, () => it.git.output(args));
}
