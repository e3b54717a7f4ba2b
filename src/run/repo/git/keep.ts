import type { GitRepo } from "./git.ts";

/**
 * Before a local branch is set to another commit: commits that only this branch has are
 * kept on a branch `kas-kept/…`, and the user is told. kas resets its branches, as users
 * of kas expect, but nobody's work gets lost by it.
 */
export async function keepLocalCommits(
  { session, git, repo }: GitRepo,
  branch: string,
  target: string,
): Promise<void> {
  const ref = `refs/heads/${branch}`;
  const own = await git.ask([
    "log",
    "--format=%h %an/%cn",
    ref,
    "--not",
    target,
    "--remotes",
    "--tags",
    `--exclude=${branch}`,
    "--branches",
    "--",
  ]);
  const commits = own?.split("\n") ?? [];
  // Commits of earlier patches are kas's own: they can be made again.
  if (!commits.some((line) => line !== "" && !line.endsWith(" kas/kas User"))) return;
  const tip = commits[0]!.split(" ")[0];
  const kept = `kas-kept/${branch}-${tip}`;
  await git.output(["branch", "--force", "--", kept, ref]);
  session.log.warning(
    `Branch ${branch} of repository ${repo.name} has commits that its origin lacks: ` +
      `they are kept on branch ${kept}`,
  );
}
