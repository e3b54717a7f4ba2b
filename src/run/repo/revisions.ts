import { join } from "node:path";
import type { Environment } from "../../base/command.ts";
import type { Tracking } from "../../report/dump.ts";
import { remoteBranch, resolveArgs, shortRef, tagRevision } from "../../repo/git.ts";
import { isManaged, type Repo, wantedRef } from "../../repo/repo.ts";
import { findHgRevision, hgTracking } from "./hg.ts";
import { gitStatus } from "./git/status.ts";
import type { ReadyProject } from "../project.ts";
import type { Session } from "../session.ts";
import { forEachLimited, git, parallelism } from "../tools.ts";

/**
 * The commits that the managed repositories are pinned to, or that their tags and branches
 * stand for, by id. One that cannot be resolved keeps its name.
 */
export async function findRevisions(
  session: Session,
  project: ReadyProject,
): Promise<Map<string, string>> {
  const revisions = new Map<string, string>();
  const repos = project.repos.filter(isManaged).filter((repo) => wantedRef(repo) !== null);
  for (const repo of repos) revisions.set(repo.id, wantedRef(repo)!);
  await forEachLimited(repos, parallelism(session), async (repo) => {
    const found = await findRevision(session, project.environment, repo);
    if (found !== undefined) revisions.set(repo.id, found);
  });
  return revisions;
}

/** The commit that a repository stands for; undefined if it cannot be resolved. */
export async function findRevision(
  session: Session,
  environment: Environment,
  repo: Repo,
): Promise<string | undefined> {
  if (repo.type === "hg") return findHgRevision(session, environment, repo);
  for (const revision of revisionsOf(repo)) {
    const found = await git(session, environment, repo.path, resolveArgs(revision));
    if (found.status === 0) return found.stdout.trim();
  }
  return undefined;
}

/** The id of an annotated tag itself, which a lock may name as well as its commit. */
export async function findTagObject(
  session: Session,
  environment: Environment,
  repo: Repo,
): Promise<string | undefined> {
  if (repo.tag === null || repo.type === "hg") return undefined;
  const args = ["rev-parse", "--verify", "-q", "--end-of-options", tagRevision(repo.tag)];
  const found = await git(session, environment, repo.path, args);
  return found.status === 0 ? found.stdout.trim() : undefined;
}

function revisionsOf(repo: Repo): string[] {
  if (repo.commit !== null) return [repo.commit];
  if (repo.tag !== null) return [tagRevision(repo.tag), shortRef(repo.tag)];
  const branch = repo.branch ?? repo.refspec;
  return branch === null ? [] : [remoteBranch(branch)];
}

/** URL and commit of the local repositories, by id; those outside version control are warned of. */
export async function findTracking(
  session: Session,
  project: ReadyProject,
): Promise<Map<string, Tracking>> {
  const tracking = new Map<string, Tracking>();
  const others = [...project.repos.map((repo) => repo.path), session.settings.buildDir];
  for (const repo of project.repos.filter((candidate) => !isManaged(candidate))) {
    const found = await trackingOf(session, project.environment, repo, others);
    if (!found) {
      session.log.warning(`Repository ${repo.name} (root repo) is not under version control.`);
      continue;
    }
    if (found.dirty) {
      session.log.warning(`Repository ${repo.name} (root repo) contains uncommitted changes.`);
    }
    tracking.set(repo.id, found);
  }
  return tracking;
}

/** URL, commit and state of a local repository; undefined outside version control. */
export async function trackingOf(
  session: Session,
  environment: Environment,
  repo: Repo,
  others: readonly string[],
): Promise<Tracking & { readonly dirty: boolean } | undefined> {
  if (session.host.stat(repo.path)?.kind !== "directory") return undefined;
  if (session.host.stat(join(repo.path, ".hg"))) {
    return hgTracking(session, environment, repo, others);
  }
  const head = await git(session, environment, repo.path, resolveArgs("HEAD"));
  if (head.status !== 0) return undefined;
  const remote = await git(session, environment, repo.path, ["remote", "get-url", "origin"]);
  const url = remote.status === 0 ? remote.stdout.trim() : null;
  const { changes } = await gitStatus(session, environment, repo, others);
  return { url, commit: head.stdout.trim(), dirty: url === null || changes.length > 0 };
}
