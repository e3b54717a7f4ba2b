import { join } from "node:path";
import type { Environment } from "../../../base/command.ts";
import { type GitStatus, parseStatus, statusArgs } from "../../../repo/git.ts";
import { nestedIn, type Repo } from "../../../repo/repo.ts";
import type { Session } from "../../session.ts";
import { gitOutput } from "../../tools.ts";

/** State of a work tree. One that a clone has just made, without files, counts as unchanged. */
export async function gitStatus(
  session: Session,
  environment: Environment,
  repo: Repo,
  others: readonly string[],
): Promise<GitStatus> {
  const args = statusArgs(nestedIn(repo, others));
  const output = await gitOutput(session, environment, repo.path, args);
  const status = parseStatus(output);
  return isFresh(session, repo) ? { ...status, changes: [] } : status;
}

/** A clone without checkout has no index yet, and no files. */
export function isFresh(session: Session, repo: Repo): boolean {
  return session.host.stat(join(repo.path, ".git/index")) === undefined &&
    session.host.list(repo.path).every((name) => name === ".git");
}
