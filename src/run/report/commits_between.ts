import { join } from "node:path";
import type { Environment } from "../../base/command.ts";
import { UserError } from "../../base/errors.ts";
import { type Commit, logArgs, parseLog } from "../../report/commit_log.ts";
import { resolveArgs } from "../../repo/git.ts";
import type { Repo } from "../../repo/repo.ts";
import { publicUrl } from "../../base/credentials.ts";
import { candidateUrls } from "../../repo/url.ts";
import type { Session } from "../session.ts";
import { git, gitOutput } from "../tools.ts";

/**
 * The commits of `to` that `from` lacks, the latest first. A shallow clone is given its
 * history first. None for Mercurial.
 * @throws UserError if the repository lacks one of the two
 */
export async function commitsBetween(
  session: Session,
  environment: Environment,
  repo: Repo,
  from: string,
  to: string,
): Promise<Commit[]> {
  if (repo.type === "hg" || from === to) return [];
  if (session.host.stat(join(repo.path, ".git/shallow"))) {
    const args = ["fetch", "-q", "--unshallow", "origin"];
    const { env } = publicUrl(candidateUrls(repo.url ?? "", session.settings.premirrors)[0]!);
    await gitOutput(session, environment, repo.path, args, { lookUp: false, env });
  }
  const log = await git(session, environment, repo.path, logArgs(from, to));
  if (log.status === 0) return parseLog(log.stdout);
  const isThere = async (revision: string) =>
    (await git(session, environment, repo.path, resolveArgs(revision))).status === 0;
  const [first, second] = [await isThere(from), await isThere(to)];
  const reason = !first && !second
    ? `Commits (${from} and ${to}) are not valid`
    : !first
    ? `First commit (${from}) is not valid`
    : !second
    ? `Second commit (${to}) is not valid`
    : log.stderr.trim();
  throw new UserError(`Could not compute diff for repository "${repo.name}": ${reason}`);
}
