import { join } from "node:path";
import { ownCommitsArgs, parseOwnCommits } from "../../../repo/git.ts";
import type { GitRepo } from "./git.ts";
import { ownHeads } from "./own_heads.ts";

/**
 * Before a branch is set to another commit, or a detached HEAD is left: commits that no other
 * branch or tag has are kept on a branch `kas-kept/…`, and the user is told. kas resets its
 * branches, as users of kas expect, but nobody's work gets lost by it.
 * @param from the branch, or null for a detached HEAD
 * @param target what comes instead
 */
export async function keepCommits(
  it: GitRepo,
  from: string | null,
  target: string,
): Promise<void> {
  const { session, git, repo } = it;
  const ref = from === null ? "HEAD" : `refs/heads/${from}`;
  const heads = ownHeads(it);
  const known = [target, ...heads].map((id) => `^${id}\n`).join("");
  const found = await git.run(ownCommitsArgs(ref, from), { stdin: known });
  // A branch that is not there has no commits.
  const own = found.status === 0 ? parseOwnCommits(found.stdout) : [];
  // Commits of patches can be made again. What they look like counts only where an older kas
  // has made them: nobody has written down then which they were.
  if (own.length === 0 || heads.length === 0 && own.every(({ ofPatch }) => ofPatch)) return;
  const kept = `kas-kept/${from ?? "detached"}-${own[0]!.id.slice(0, 12)}`;
  await git.output(["branch", "--force", "--", kept, ref]);
  const what = from === null ? "The detached HEAD" : `Branch ${from}`;
  session.log.warning(
    `${what} of repository ${repo.name} has commits that its origin lacks: ` +
      `they are kept on branch ${kept}`,
  );
}

/** What the user has begun in the repository and not ended, in git's words. */
export function unfinished({ session, repo }: GitRepo): string | undefined {
  const marks: Readonly<Record<string, string>> = {
    "rebase-merge": "rebase",
    "rebase-apply": "rebase",
    MERGE_HEAD: "merge",
    CHERRY_PICK_HEAD: "cherry-pick",
    REVERT_HEAD: "revert",
    sequencer: "cherry-pick or revert",
    BISECT_LOG: "bisect",
  };
  const found = Object.keys(marks).find((name) =>
    session.host.lstat(join(repo.path, ".git", name)) !== undefined
  );
  return found && marks[found];
}
