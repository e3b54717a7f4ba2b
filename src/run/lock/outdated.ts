import { lockOf } from "../../config/lock_of.ts";
import { refNotFound } from "../../repo/errors.ts";
import { newestTag } from "../../repo/newest_tag.ts";
import { floatingKind, isManaged, type ManagedRepo, wantedRef } from "../../repo/repo.ts";
import type { OutdatedRepo } from "../../report/outdated.ts";
import type { ReadyProject } from "../project.ts";
import { reposOf } from "../repo/repos.ts";
import type { Vcs } from "../repo/vcs.ts";
import type { Session } from "../session.ts";

/**
 * What `lock --update` would move, by what the servers have now. Nothing is changed.
 * @param project read without its lockfiles
 */
export async function findOutdated(
  session: Session,
  project: ReadyProject,
): Promise<OutdatedRepo[]> {
  const floating = project.repos.filter((repo): repo is ManagedRepo =>
    isManaged(repo) && floatingKind(repo) !== undefined
  );
  const found = new Map<string, OutdatedRepo | undefined>();
  await (await reposOf(session, project)).each(floating, async (vcs, repo) => {
    found.set(repo.id, await outdated(session, project, vcs));
  });
  return floating.flatMap(({ id }) => found.get(id) ?? []);
}

/** Undefined for a repository that stays where it is. */
async function outdated(
  { host }: Session,
  project: ReadyProject,
  vcs: Vcs,
): Promise<OutdatedRepo | undefined> {
  const { repo } = vcs;
  const lock = lockOf(project.config.files, repo.id);
  const isThere = host.stat(repo.path) !== undefined;
  const { commit: to, tags, tagObject } = await vcs.serverRefs();
  if (to === undefined) throw refNotFound(repo, floatingKind(repo)!);
  const from = lock?.commit ?? (isThere ? await vcs.revision() : undefined);
  // An annotated tag may be locked by an id of its own.
  if (from === to || from !== undefined && from === tagObject) return undefined;
  return {
    name: repo.name,
    path: repo.path,
    ref: wantedRef(repo)!,
    from: from ?? null,
    to,
    commits: isThere && from !== undefined ? await commitsBetween(vcs, from, to) : null,
    newestTag: newestTag(tags ?? [], repo.tag ?? undefined) ?? null,
    lockedBy: lock?.path ?? null,
  };
}

async function commitsBetween(vcs: Vcs, from: string, to: string): Promise<number | null> {
  const isFetched = await vcs.resolve(to) !== undefined;
  const distance = await (isFetched ? vcs.distance(from, to) : vcs.distanceToRemote(from, to));
  return distance?.behind ?? null;
}
