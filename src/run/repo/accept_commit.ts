import { abbreviatedCommit, commitDiffers, refNotFound } from "../../repo/errors.ts";
import { isBeginningOf, isFullCommitId, type Repo } from "../../repo/repo.ts";
import type { Session } from "../session.ts";

/**
 * Takes what git or hg has found for a repository's `commit` only if that is its id.
 * @throws UserError for no commit, and for one that is named in another way
 */
export function acceptCommit({ log }: Session, repo: Repo, found: string | undefined): string {
  const commit = repo.commit!;
  if (found === undefined) throw refNotFound(repo, "commit");
  if (!isBeginningOf(commit, found)) throw commitDiffers(repo, found);
  if (!isFullCommitId(commit)) {
    log.notes([abbreviatedCommit(repo)]);
  }
  return found;
}
