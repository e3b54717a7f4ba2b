import { displayPath } from "../../base/problem.ts";
import type { ReadyProject } from "../project.ts";
import type { Session } from "../session.ts";
import { planUpdates } from "./write_locks.ts";

/**
 * Whether the lockfiles are what locking would make of them; what it would write is told.
 * @param topFile the first project file of the command line
 */
export async function checkLocks(
  session: Session,
  project: ReadyProject,
  topFile: string,
): Promise<boolean> {
  const { host, log } = session;
  const { updates } = await planUpdates(session, project, topFile) ?? { updates: [] };
  const outdated = updates.filter(({ commits }) => commits.size > 0);
  for (const { path, commits, notes } of outdated) {
    const moves = new Map(notes.flatMap(({ move }) => move ? [[move.id, move] as const] : []));
    for (const [id, commit] of commits) {
      const old = moves.get(id)?.old ?? "not locked";
      log.error(`${displayPath(path, host.cwd)}: ${id} would be locked: ${old} -> ${commit}`);
    }
  }
  return outdated.length === 0;
}
