import { isWithin } from "../../clean/is_within.ts";
import type { JudgedRepos, Kept } from "../../clean/kept.ts";
import { isManaged, type ManagedRepo } from "../../repo/repo.ts";
import type { ReadyProject } from "../project.ts";
import { isMarkedClone } from "../repo/clone_mark.ts";
import { reposOf } from "../repo/repos.ts";
import type { Vcs } from "../repo/vcs.ts";
import type { Session } from "../session.ts";
import { realPlace } from "./emptied_directory.ts";
import { judgeReferences } from "./judge_references.ts";

/** @param force nothing is asked of the repositories: all that are there are removed */
export async function judgeRepos(
  session: Session,
  project: ReadyProject,
  { force, keepReferences }: { readonly force: boolean; readonly keepReferences: boolean },
): Promise<JudgedRepos> {
  const { host } = session;
  const managed = project.repos.filter(isManaged);
  const there = managed.filter((repo) => host.lstat(realPlace(host, repo.path)) !== undefined);
  const places = new Map(there.map((repo) => [repo.path, realPlace(host, repo.path)]));
  const kept: Kept[] = [];
  if (!force) {
    await (await reposOf(session, project)).each(there, async (vcs, repo) => {
      const path = places.get(repo.path)!;
      const reasons = await reasonsToKeep(session, vcs, repo, path);
      if (reasons.length > 0) kept.push({ path, reasons, byForce: true });
    });
  }
  kept.sort((a, b) => a.path < b.path ? -1 : 1);
  const repos = [...new Set(places.values())];
  if (keepReferences) return { repos, kept };
  const removed = new Set(repos.filter((path) => !kept.some((each) => each.path === path)));
  const references = await judgeReferences(session, project, removed, force);
  return {
    repos: [...repos, ...references.repos],
    kept: [...kept, ...references.kept],
  };
}

async function reasonsToKeep(
  { host, settings }: Session,
  vcs: Vcs,
  repo: ManagedRepo,
  path: string,
): Promise<readonly string[]> {
  const kind = host.lstat(path)!.kind;
  if (kind === "symlink") return [`it is a link to ${host.realPath(path)}`];
  if (kind !== "directory") return [`it is no clone of ${repo.url}`];
  const inside = isWithin(path, host.realPath(settings.workDir));
  const marked = inside || isMarkedClone(host, path, repo);
  return [
    ...(marked ? [] : ["it is outside the work directory, and nothing says that kas cloned it"]),
    ...await vcs.ownWork(),
  ];
}
