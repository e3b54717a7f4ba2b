import { UserError } from "../../base/errors.ts";
import { describeProblem } from "../../base/problem.ts";
import { includesUnreachable } from "../../config/errors.ts";
import { reposAbsent } from "../../repo/errors.ts";
import { isManaged, type Repo } from "../../repo/repo.ts";
import type { Project } from "../project.ts";
import { isWorkTree } from "../repo/nested_repositories.ts";
import { resolveKnown } from "../repo/resolve_known.ts";
import { verifyInPlace } from "../repo/verify_in_place.ts";
import type { Session } from "../session.ts";

/**
 * Follows includes into the repositories that are on disk, as they are there. A repository that
 * must be signed is verified before a file of it is read.
 * @param load reads the configuration anew, with further repositories
 * @returns the project; `missingRepos` are those whose files could not be read
 * @throws UserError if one is not there and all must be
 */
export async function readPresent(
  session: Session,
  project: Project,
  load: (project: Project) => Promise<Project>,
): Promise<Project> {
  let current = project;
  const seen = new Set<string>();
  while (true) {
    const wanted = resolveMissing(session, current).filter(({ id }) => !seen.has(id));
    const found = wanted.filter((repo) => isPresent(session, repo));
    if (found.length === 0) break;
    for (const { id } of found) seen.add(id);
    current = await readOn(session, current, found, load);
  }
  const { missingRepos } = current;
  const known = resolveMissing(session, current);
  if (missingRepos.length > 0 && known.length === 0) {
    throw includesUnreachable(current.config!, missingRepos);
  }
  if (known.length > 0 && session.options.source === "disk") throw reposAbsent(known);
  return current;
}

/** The repositories that includes wait for, as far as the configuration tells of them yet. */
function resolveMissing(session: Session, { config, local, missingRepos }: Project): Repo[] {
  return resolveKnown(session, config!, local, missingRepos);
}

function isPresent({ host }: Session, repo: Repo): boolean {
  return isManaged(repo) ? isWorkTree(host, repo.path) : host.stat(repo.path)?.kind === "directory";
}

/** Reads with these repositories; one whose files cannot be used is left out, and told. */
async function readOn(
  session: Session,
  project: Project,
  found: readonly Repo[],
  load: (project: Project) => Promise<Project>,
): Promise<Project> {
  try {
    await verifyInPlace(session, project, found);
    const roots = found.map((repo) => [repo.id, repo.path] as const);
    return await load({ ...project, includeRoots: new Map([...project.includeRoots, ...roots]) });
  } catch (error) {
    if (!(error instanceof UserError) || session.options.source === "disk") throw error;
    let current = project;
    if (found.length > 1) {
      for (const repo of found) current = await readOn(session, current, [repo], load);
      return current;
    }
    const reasons = error.problems.map((problem) => describeProblem(problem, session.host.cwd));
    session.log.warning(
      `Project files of repository ${found[0]!.name} are left out: ${reasons.join("\n")}`,
    );
    return current;
  }
}
