import type { ReadyProject } from "../project.ts";
import type { RepoStatus } from "../../repo/repo_status.ts";
import type { Session } from "../session.ts";
import { RepoLook } from "./repo_look.ts";
import { reposOf } from "./repos.ts";

/**
 * How the repositories of a project stand to what it wants, in its order. Nothing is changed.
 * @param asksServers whether servers are asked what their branches and tags stand for now
 */
export async function repoStatuses(
  session: Session,
  project: ReadyProject,
  asksServers: boolean,
): Promise<RepoStatus[]> {
  const repos = await reposOf(session, project);
  repos.askAhead();
  const found = new Map<string, RepoStatus>();
  await repos.each(project.repos, async (vcs, { id }, tools) => {
    const look = new RepoLook(tools, project, vcs, asksServers);
    found.set(id, await look.status());
  });
  return project.repos.map(({ id }) => found.get(id)!);
}
