import type { Tracking } from "../../report/dump.ts";
import { isManaged, wantedRef } from "../../repo/repo.ts";
import type { ReadyProject } from "../project.ts";
import type { Session } from "../session.ts";
import { reposOf } from "./repos.ts";

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
  await (await reposOf(session, project)).each(repos, async (vcs, { id }) => {
    const found = await vcs.revision();
    if (found !== undefined) revisions.set(id, found);
  });
  return revisions;
}

/**
 * URL and commit of the project's own repositories, by id; those outside version control are
 * warned of. A directory that stands in for a repository is not told as one that could be cloned:
 * whoever builds by that would have it checked out.
 */
export async function findTracking(
  session: Session,
  project: ReadyProject,
): Promise<Map<string, Tracking>> {
  const { log } = session;
  const tracking = new Map<string, Tracking>();
  const local = project.repos.filter((repo) => !isManaged(repo) && !repo.replaced);
  await (await reposOf(session, project)).each(local, async (vcs, { id, name }) => {
    const found = await vcs.tracking();
    if (!found) {
      log.warning(`Repository ${name} (root repo) is not under version control.`);
      return;
    }
    // What is nowhere else counts as uncommitted.
    if (found.url === null || found.dirty) {
      log.warning(`Repository ${name} (root repo) contains uncommitted changes.`);
    }
    tracking.set(id, found);
  });
  return tracking;
}
