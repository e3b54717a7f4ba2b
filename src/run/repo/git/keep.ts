import type { Environment } from "../../../base/command.ts";
import type { Repo } from "../../../repo/repo.ts";
import type { Session } from "../../session.ts";
import { git, gitOutput } from "../../tools.ts";

/**
 * Before a local branch is set to another commit: commits that only this branch has are
 * kept on a branch `kas-kept/…`, and the user is told. kas resets its branches, as users
 * of kas expect, but nobody's work gets lost by it.
 */
export async function keepLocalCommits(
  session: Session,
  environment: Environment,
  repo: Repo,
  branch: string,
  target: string,
): Promise<void> {
  const ref = `refs/heads/${branch}`;
  const own = await git(session, environment, repo.path, [
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
  const commits = own.status === 0 ? own.stdout.trim().split("\n") : [];
  // Commits of earlier patches are kas's own: they can be made again.
  if (!commits.some((line) => line !== "" && !line.endsWith(" kas/kas User"))) return;
  const tip = commits[0]!.split(" ")[0];
  const kept = `kas-kept/${branch}-${tip}`;
  await gitOutput(session, environment, repo.path, ["branch", "--force", "--", kept, ref]);
  session.log.warning(
    `Branch ${branch} of repository ${repo.name} has commits that its origin lacks: ` +
      `they are kept on branch ${kept}`,
  );
}
