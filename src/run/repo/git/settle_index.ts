import { join } from "node:path";
import { UserError } from "../../../base/errors.ts";
import { refreshArgs } from "../../../repo/git.ts";
import type { FileInfo } from "../../../host/host.ts";
import type { GitRepo } from "./git.ts";
import { withRecovery } from "./recover.ts";

/** Time stamps of some file systems, and clocks of servers, are no more exact (milliseconds). */
const SETTLED_AFTER = 2000;

/**
 * Whether git may have to read files of a work tree at each look: those that were written in the
 * second of its index or later (https://git-scm.com/docs/racy-git), as all are after a checkout,
 * until somebody has the index written anew. Not so an index with the mark of `settleIndex`.
 */
export function isUnsettled({ modified }: FileInfo, now: Date): boolean {
  return modified.getMilliseconds() !== 0 && now.getTime() - modified.getTime() > SETTLED_AFTER;
}

/**
 * Has git write the index anew, and marks it by a time without a fraction of a second: earlier
 * than the true one, it can only make git read more.
 */
export async function settleIndex(it: GitRepo): Promise<void> {
  const { session: { host }, git, repo } = it;
  const index = join(repo.path, ".git/index");
  const before = host.lstat(index);
  if (!before || !isUnsettled(before, host.now())) return;
  try {
    await withRecovery(it, null, async () => {
      await git.run(refreshArgs());
      const { modified } = host.lstat(index) ?? before;
      host.setModified(index, new Date(Math.floor(modified.getTime() / 1000) * 1000));
    });
  } catch (error) {
    // Whoever may not write there has the files read each time.
    if (!(error instanceof UserError)) throw error;
  }
}
