import { reposAbsent } from "../../repo/errors.ts";
import { isManaged } from "../../repo/repo.ts";
import type { ReadyProject } from "../project.ts";
import type { Session } from "../session.ts";
import { verifyInPlace } from "./verify_in_place.ts";

/**
 * Repositories are going to be used as they are: all must be there, and those that must be signed
 * must be as they were signed. @throws UserError
 */
export async function requirePresent(session: Session, project: ReadyProject): Promise<void> {
  const { repos } = project;
  const absent = repos.filter((repo) => isManaged(repo) && !session.host.stat(repo.path));
  if (absent.length > 0) throw reposAbsent(absent);
  await verifyInPlace(session, project, repos);
}
