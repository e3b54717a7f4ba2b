import { UserError } from "../../base/errors.ts";
import { lockfileOf } from "../../config/include.ts";
import { formatVersion } from "../../config/kas_file.ts";
import { withYamlLibrary } from "../../config/yaml_library.ts";
import type { LockStyle } from "../../lock/edit_lockfile.ts";
import { lockPlan } from "../../lock/lock_plan.ts";
import {
  type LockCandidate,
  type LockfileUpdate,
  type LockMove,
  planLocks,
} from "../../lock/plan_locks.ts";
import { isManaged, type Repo } from "../../repo/repo.ts";
import type { Commit } from "../../report/commit_log.ts";
import { perform } from "../perform.ts";
import type { ReadyProject } from "../project.ts";
import { type Repos, reposOf } from "../repo/repos.ts";
import { findRevisions } from "../repo/revisions.ts";
import type { Session } from "../session.ts";

/**
 * Locks the repositories that are not pinned to a commit.
 * @param topFile the first project file of the command line
 * @param showCommits called with what a lock moved over, after the message that tells of it
 */
export async function writeLocks(
  session: Session,
  project: ReadyProject,
  topFile: string,
  style: LockStyle,
  showCommits: (name: string, commits: readonly Commit[]) => void,
): Promise<void> {
  const { host, log } = session;
  const planned = await planUpdates(session, project, topFile);
  if (planned === undefined) return;
  const { updates, repos } = planned;
  for (const { level, message, move } of updates.flatMap((update) => update.notes)) {
    log.write(level, message);
    if (!move) continue;
    const repo = project.repos.find((candidate) => candidate.id === move.id)!;
    const commits = await findCommits(session, repos, repo, move);
    if (commits) showCommits(repo.name, commits);
  }
  const texts = new Map(updates.map(({ path }) => [path, host.readText(path)]));
  const plan = await withYamlLibrary(() => lockPlan(updates, texts, style, host.cwd));
  await perform(session, plan);
}

/** What is to be done to lockfiles; undefined, told by a message, if no repository can be locked. */
export async function planUpdates(
  session: Session,
  project: ReadyProject,
  topFile: string,
): Promise<{ readonly updates: readonly LockfileUpdate[]; readonly repos: Repos } | undefined> {
  const floating = project.repos.filter((repo) => isManaged(repo) && repo.commit === null);
  if (floating.length === 0) {
    session.log.info("No floating repos found. Nothing to lock.");
    return undefined;
  }
  const repos = await reposOf(session, project);
  const candidates = await findCandidates(session, project, repos, floating);
  const lockfiles = project.config.files.filter((file) => file.lockfile).map((file) => ({
    path: file.path,
    external: file.external,
    root: file.file.root,
    version: formatVersion(file.file.root),
  }));
  return { updates: planLocks(candidates, lockfiles, lockfileOf(topFile)), repos };
}

async function findCandidates(
  session: Session,
  project: ReadyProject,
  repos: Repos,
  floating: readonly Repo[],
): Promise<LockCandidate[]> {
  const revisions = await findRevisions(session, { ...project, repos: floating });
  const tagObjects = new Map<string, string | undefined>();
  await repos.each(floating, async (vcs, { id }) => {
    tagObjects.set(id, await vcs.tagObject());
  });
  return floating.filter(({ id }) => revisions.has(id)).map(({ id, name }) => ({
    id,
    name,
    revision: revisions.get(id)!,
    tagObject: tagObjects.get(id),
  }));
}

/** The commits a lock moved over; undefined, with a warning, where they cannot be told. */
async function findCommits(
  session: Session,
  repos: Repos,
  repo: Repo,
  { old, now }: LockMove,
): Promise<Commit[] | undefined> {
  try {
    return await repos.vcs(repo).commitsBetween(old, now);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    session.log.warning(error.message);
    return undefined;
  }
}
