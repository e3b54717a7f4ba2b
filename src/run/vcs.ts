import type { Environment } from "../base/command.ts";
import { isManaged, type Repo } from "../repo/repo.ts";
import { checkoutGit } from "./git_checkout.ts";
import { fetchGit } from "./git_fetch.ts";
import { patchGit } from "./git_patch.ts";
import { checkoutHg, fetchHg, patchHg } from "./hg.ts";
import { Progress } from "./progress.ts";
import type { Session } from "./session.ts";
import { forEachLimited, parallelism } from "./tools.ts";

/** Brings repositories to disk, several at once. Local ones are left alone. */
export async function fetchRepos(
  session: Session,
  environment: Environment,
  repos: readonly Repo[],
): Promise<void> {
  const progress = new Progress(session.log, session.host.isTerminal("stderr"));
  for (const group of byNesting(repos.filter(isManaged))) {
    await forEachLimited(group, parallelism(session), (repo) => {
      if (repo.type === "hg") return fetchHg(session, environment, repo);
      return fetchGit(session, environment, repo, progress);
    });
  }
}

/** Groups of repositories, so that one which lies inside another comes in a later group. */
function byNesting<T extends Repo>(repos: readonly T[]): T[][] {
  const depth = (repo: T) => repos.filter((other) => repo.path.startsWith(`${other.path}/`)).length;
  const groups: T[][] = [];
  for (const repo of repos) (groups[depth(repo)] ??= []).push(repo);
  return groups.filter((group) => group !== undefined);
}

/**
 * Checks repositories out, and returns the commits by repository id.
 * @param directories of all repositories so far: one inside another is no change of that one
 */
export async function checkoutRepos(
  session: Session,
  environment: Environment,
  repos: readonly Repo[],
  directories: readonly string[],
  patchesFollow: boolean,
): Promise<Map<string, string>> {
  const commits = new Map<string, string>();
  const others = [...directories, session.settings.buildDir];
  await forEachLimited(repos.filter(isManaged), parallelism(session), async (repo) => {
    const checkout = repo.type === "hg" ? checkoutHg : checkoutGit;
    const commit = await checkout(session, environment, repo, others, patchesFollow);
    if (commit !== undefined) commits.set(repo.id, commit);
  });
  return commits;
}

/** Applies the patches of all repositories. @param commits what they are to be based on, by id */
export async function patchRepos(
  session: Session,
  environment: Environment,
  repos: readonly Repo[],
  commits: ReadonlyMap<string, string>,
): Promise<void> {
  const others = [...repos.map((repo) => repo.path), session.settings.buildDir];
  await forEachLimited(repos.filter(isManaged), parallelism(session), (repo) => {
    const patch = repo.type === "hg" ? patchHg : patchGit;
    return patch(session, environment, repo, commits.get(repo.id), repos, others);
  });
}
