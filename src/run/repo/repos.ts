import type { Environment } from "../../base/command.ts";
import type { Config } from "../../config/config.ts";
import { isManaged, keyHolders, type Repo } from "../../repo/repo.ts";
import { checkoutGit } from "./git/checkout.ts";
import { fetchGit } from "./git/fetch.ts";
import { patchGit } from "./git/patch.ts";
import { gitStatus } from "./git/status.ts";
import { checkoutHg, fetchHg, patchHg } from "./hg.ts";
import { Progress } from "../progress.ts";
import type { Session } from "../session.ts";
import { forEachLimited, parallelism } from "../tools.ts";
import { refuseChanges, verifySignature } from "./verify_signature.ts";

/** Brings repositories to disk, several at once. Local ones are left alone. */
export async function fetchRepos(
  session: Session,
  environment: Environment,
  repos: readonly Repo[],
): Promise<void> {
  const progress = new Progress(session.log, session.host.isTerminal("stderr"));
  const others = [...repos.map((repo) => repo.path), session.settings.buildDir];
  for (const group of byNesting(repos.filter(isManaged))) {
    await forEachLimited(group, parallelism(session), (repo) => {
      if (repo.type === "hg") return fetchHg(session, environment, repo);
      return fetchGit(session, environment, repo, others, progress);
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

/** What a checkout depends on, apart from the repositories themselves. */
export interface CheckoutContext {
  /** Directories of all repositories so far: one inside another is no change of that one. */
  readonly directories: readonly string[];
  /** Repositories that hold the keys of signers. */
  readonly keyRepos: readonly Repo[];
  /** Patches are applied next. */
  readonly patchesFollow: boolean;
}

/** Checks repositories out, signatures verified first, and returns the commits by repository id. */
export async function checkoutRepos(
  session: Session,
  environment: Environment,
  config: Config,
  repos: readonly Repo[],
  { directories, keyRepos, patchesFollow }: CheckoutContext,
): Promise<Map<string, string>> {
  const commits = new Map<string, string>();
  const others = [...directories, session.settings.buildDir];
  const byId = new Map([...repos, ...keyRepos].map((repo) => [repo.id, repo]));
  const sources = { session, environment, config, repos: byId };
  const verify = (repo: Repo, commit: string) => verifySignature(sources, repo, commit);
  await forEachLimited(repos.filter(isUncheckedLocal), parallelism(session), async (repo) => {
    const { head, changes } = await gitStatus(session, environment, repo, others);
    refuseChanges(repo, changes);
    await verifySignature(sources, repo, head ?? "HEAD");
  });
  for (const group of byKeys(config, repos.filter(isManaged))) {
    await forEachLimited(group, parallelism(session), async (repo) => {
      const checkout = repo.type === "hg" ? checkoutHg : checkoutGit;
      const commit = await checkout(session, environment, repo, others, patchesFollow, verify);
      if (commit !== undefined) commits.set(repo.id, commit);
    });
  }
  return commits;
}

/** kas does not check local repositories out, but a signature can be asked of them, too. */
const isUncheckedLocal = (repo: Repo) => !isManaged(repo) && repo.allowedSigners !== undefined;

/** Repositories with keys of others come first: a key counts as its repository is pinned. */
function byKeys<T extends Repo>(config: Config, repos: readonly T[]): T[][] {
  const holders = new Set(keyHolders(config, repos));
  return [
    repos.filter((repo) => holders.has(repo.id)),
    repos.filter((repo) => !holders.has(repo.id)),
  ];
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
