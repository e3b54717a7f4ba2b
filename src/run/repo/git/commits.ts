import { join } from "node:path";
import { fetchFailed, noCommitLog, nothingToAsk } from "../../../repo/errors.ts";
import { remoteBranch, shortRef, tagRevision, withoutFetchHead } from "../../../repo/git.ts";
import { isBeginningOf, isManaged, type Repo } from "../../../repo/repo.ts";
import { type Commit, logArgs, parseLog } from "../../../report/commit_log.ts";
import { overNetwork } from "../over_network.ts";
import { sourcesOf } from "../places.ts";
import { refersTo } from "./checked_out.ts";
import type { GitRepo } from "./git.ts";
import { RefFiles } from "./ref_files.ts";

/** The commit that a repository is pinned to, by whatever name. */
export async function findRevision(it: GitRepo): Promise<string | undefined> {
  const { git, repo } = it;
  const checkedOut = checkedOutRevision(it);
  if (checkedOut !== undefined) return checkedOut;
  if (repo.commit !== null) {
    const found = await git.findCommit(repo.commit);
    return found !== undefined && isBeginningOf(repo.commit, found) ? found : undefined;
  }
  for (const revision of revisionsOf(repo)) {
    const found = await git.resolve(revision);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The same, if it is the one checked out and files tell so: then it is there, too. */
function checkedOutRevision(it: GitRepo): string | undefined {
  const { session, repo } = it;
  const files = new RefFiles(session.host, repo.path);
  const head = files.head();
  if (head === undefined) return undefined;
  if (repo.commit !== null) return repo.commit.toLowerCase() === head ? head : undefined;
  const [revision] = revisionsOf(repo);
  return revision !== undefined && refersTo(it, files.ref(revision), head) ? head : undefined;
}

function revisionsOf(repo: Repo): string[] {
  if (repo.tag !== null) return [tagRevision(repo.tag), shortRef(repo.tag)];
  const branch = repo.branch ?? repo.refspec;
  return branch === null ? [] : [remoteBranch(branch)];
}

/** Gives a shallow clone its history. */
async function unshallow({ session, git, repo }: Pick<GitRepo, "session" | "git" | "repo">) {
  if (!isManaged(repo)) return;
  const { urls, places } = sourcesOf(session, repo);
  const [place] = places;
  if (place === undefined) throw nothingToAsk(repo);
  const from = place.url === urls[0]!.url
    ? ["origin"]
    : ["--", place.url, "+refs/heads/*:refs/remotes/origin/*"];
  const args = withoutFetchHead(["fetch", "-q", "--unshallow", ...from]);
  const { status, stderr } = await overNetwork(
    session,
    repo,
    () => git.run(args, { lookUp: false, env: place.env, collect: "tail" }),
  );
  if (status !== 0) throw fetchFailed(repo, stderr.trim());
}

/** The commits of `to` that `from` lacks; a shallow clone is given its history first. */
export async function commitsBetween(
  { session, git, repo }: GitRepo,
  from: string,
  to: string,
): Promise<Commit[]> {
  if (from === to) return [];
  if (session.host.stat(join(repo.path, ".git/shallow"))) {
    await unshallow({ session, git, repo });
  }
  const log = await git.run(logArgs(from, to));
  if (log.status === 0) return parseLog(log.stdout);
  const [first, second] = [await git.resolve(from), await git.resolve(to)];
  throw noCommitLog(
    repo,
    !first && !second
      ? `Commits (${from} and ${to}) are not valid`
      : !first
      ? `First commit (${from}) is not valid`
      : !second
      ? `Second commit (${to}) is not valid`
      : log.stderr.trim(),
  );
}
