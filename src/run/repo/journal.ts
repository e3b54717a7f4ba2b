import { join } from "node:path";
import type { Host } from "../../host/host.ts";
import type { Repo } from "../../repo/repo.ts";
import { fateOf, ownIdentity, type ProcessIdentity, readIdentity } from "../process_identity.ts";
import type { Session } from "../session.ts";
import { administration } from "./administration.ts";

/** What kas was doing to a repository, kept in it until it has succeeded. */
interface Journal {
  /** Who was doing it; undefined where that cannot be read. */
  readonly owner: ProcessIdentity | undefined;
  /** The commit that a work tree without changes was being moved to; null for other work. */
  readonly target: string | null;
}

const journalPath = (repo: Repo) => join(administration(repo.path, repo), "kas-journal.json");

/**
 * Does work that changes a repository. Should it not succeed (kas or git was killed, the disk
 * is full), the next run knows by the journal what was half done.
 * @param target the commit that the work tree, which has no changes, is being moved to
 * @param isWhole tells after a failure whether the repository is as it was
 */
export async function withJournal<T>(
  session: Session,
  repo: Repo,
  target: string | null,
  work: () => Promise<T>,
  isWhole: () => Promise<boolean>,
): Promise<T> {
  const { host, cancel } = session;
  await session.lock.take();
  // A work tree of another repository has its administration elsewhere.
  if (host.stat(administration(repo.path, repo))?.kind !== "directory") return await work();
  const journal: Journal = { owner: ownIdentity(host), target };
  host.write(journalPath(repo), JSON.stringify(journal));
  try {
    const result = await work();
    await host.removeTree(journalPath(repo));
    return result;
  } catch (error) {
    if (!cancel.aborted && await isWhole()) await host.removeTree(journalPath(repo));
    throw error;
  }
}

/** Whether work on a repository has been begun, and may not have succeeded. */
export function hasJournal(host: Host, repo: Repo): boolean {
  return host.lstat(journalPath(repo)) !== undefined;
}

/**
 * The target of work that has not succeeded; undefined if there is none. Whoever may still
 * be at it is waited for: a journal that is there under the lock has no living writer, but
 * for one in another work directory.
 */
export async function unfinishedTarget(
  session: Session,
  repo: Repo,
): Promise<{ readonly target: string | null } | undefined> {
  if (!hasJournal(session.host, repo)) return undefined;
  await session.lock.take();
  const journal = readJournal(session.host, repo);
  if (journal?.owner && isOtherAlive(session.host, journal.owner)) return undefined;
  return journal;
}

export async function forgetJournal({ host }: Session, repo: Repo): Promise<void> {
  await host.removeTree(journalPath(repo));
}

function readJournal(host: Host, repo: Repo): Journal | undefined {
  const text = host.readText(journalPath(repo));
  if (text === undefined) return undefined;
  try {
    const { owner, target } = JSON.parse(text);
    return {
      owner: readIdentity(owner),
      target: typeof target === "string" ? target : null,
    };
  } catch {
    // A full disk leaves an empty one: then nothing was begun.
    return { owner: undefined, target: null };
  }
}

/** Of other namespaces nobody lives here: whoever works under the lock would be waited for. */
function isOtherAlive(host: Host, owner: ProcessIdentity): boolean {
  return owner.pid !== host.pid && fateOf(host, owner) === "alive";
}
