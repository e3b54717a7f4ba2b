import { relative } from "node:path";
import { type Commit } from "../../report/commit_log.ts";
import { editLockfile, type LockStyle } from "../../lock/edit_lockfile.ts";
import { lockfileOf } from "../../config/include.ts";
import { formatVersion } from "../../config/kas_file.ts";
import { writeJson } from "../../config/write_json.ts";
import { isManaged } from "../../repo/repo.ts";
import { type LockCandidate, newLockfile, planLocks } from "../../lock/plan_locks.ts";
import { UserError } from "../../base/errors.ts";
import { commitsBetween } from "../report/commits_between.ts";
import { findRevisions, findTagObject } from "../repo/revisions.ts";
import type { ReadyProject } from "../project.ts";
import type { Session } from "../session.ts";
import { forEachLimited, parallelism } from "../tools.ts";

/**
 * Locks the repositories that are not pinned to a commit.
 * @param topFile the first project file of the command line
 * @param showCommits called with what a lock moved over, as it is found
 */
export async function writeLocks(
  session: Session,
  project: ReadyProject,
  topFile: string,
  style: LockStyle,
  showCommits: (name: string, commits: readonly Commit[]) => void,
): Promise<void> {
  const { host, log } = session;
  const floating = project.repos.filter((repo) => isManaged(repo) && repo.commit === null);
  if (floating.length === 0) {
    log.info("No floating repos found. Nothing to lock.");
    return;
  }
  const revisions = await findRevisions(session, { ...project, repos: floating });
  const tagObjects = new Map<string, string | undefined>();
  await forEachLimited(floating, parallelism(session), async (repo) => {
    tagObjects.set(repo.id, await findTagObject(session, project.environment, repo));
  });
  const candidates = floating.filter((repo) => revisions.has(repo.id)).map((
    { id, name },
  ): LockCandidate => ({ id, name, revision: revisions.get(id)!, tagObject: tagObjects.get(id) }));
  const lockfiles = project.config.files.filter((file) => file.lockfile).map((file) => ({
    path: file.path,
    external: file.external,
    root: file.file.root,
    version: formatVersion(file.file.root),
  }));
  for (const update of planLocks(candidates, lockfiles, lockfileOf(topFile))) {
    for (const { level, message, move } of update.notes) {
      log.write(level, message);
      if (!move) continue;
      const repo = floating.find((candidate) => candidate.id === move.id)!;
      const args = [session, project.environment, repo, move.old, move.now] as const;
      try {
        showCommits(repo.name, await commitsBetween(...args));
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        log.warning(error.message);
      }
    }
    if (update.commits.size === 0) continue;
    log.info(`Updating lockfile ${relative(host.cwd, update.path)}`);
    const old = host.readText(update.path);
    const text = old ?? `${writeJson(newLockfile(), { indent: 2, sortKeys: false })}\n`;
    const rewrite = style.rewrite || old === undefined;
    host.write(update.path, editLockfile(update.path, text, update, { ...style, rewrite }));
  }
}
