import { join } from "node:path";
import type { Host } from "../../host/host.ts";
import type { Repo } from "../../repo/repo.ts";
import type { Session } from "../session.ts";

/** What kas was doing to a repository, kept in it until it has succeeded. */
interface Journal {
  readonly pid: number;
  /** When that process started, and in which namespace: process numbers are used again. */
  readonly started: string | undefined;
  readonly namespace: string;
  /** The commit that a work tree without changes was being moved to; null for other work. */
  readonly target: string | null;
}

const administration = (repo: Repo) => join(repo.path, `.${repo.type}`);
const journalPath = (repo: Repo) => join(administration(repo), "kas-journal.json");

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
  if (host.stat(administration(repo))?.kind !== "directory") return await work();
  const { pid } = host;
  const started = processStart(host, pid);
  const journal: Journal = { pid, started, namespace: namespaceOf(host), target };
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

/**
 * The target of work that has not succeeded; undefined if there is none. Whoever may still
 * be at it is waited for: a journal that is there under the lock has no living writer, but
 * for one in another work directory.
 */
export async function unfinishedTarget(
  session: Session,
  repo: Repo,
): Promise<{ readonly target: string | null } | undefined> {
  if (!session.host.lstat(journalPath(repo))) return undefined;
  await session.lock.take();
  const journal = readJournal(session.host, repo);
  return journal && !isAlive(session.host, journal) ? journal : undefined;
}

export async function forgetJournal({ host }: Session, repo: Repo): Promise<void> {
  await host.removeTree(journalPath(repo));
}

function readJournal(host: Host, repo: Repo): Journal | undefined {
  const text = host.readText(journalPath(repo));
  if (text === undefined) return undefined;
  try {
    const { pid, started, namespace, target } = JSON.parse(text);
    return { pid, started, namespace, target: typeof target === "string" ? target : null };
  } catch {
    // A full disk leaves an empty one: then nothing was begun.
    return { pid: 0, started: undefined, namespace: "", target: null };
  }
}

function isAlive(host: Host, { pid, started, namespace }: Journal): boolean {
  if (namespace !== namespaceOf(host) || pid === host.pid) return false;
  return started !== undefined && processStart(host, pid) === started;
}

/** Start time of a process (proc_pid_stat(5), field 22); undefined if there is none. */
function processStart(host: Host, pid: number): string | undefined {
  return host.readText(`/proc/${pid}/stat`)?.split(") ").at(-1)?.split(" ")[19];
}

/** Which process numbers are ours: those of this boot and of this namespace (pid_namespaces(7)). */
function namespaceOf(host: Host): string {
  const boot = host.readText("/proc/sys/kernel/random/boot_id")?.trim() ?? "";
  return `${boot} ${host.stat("/proc/self/ns/pid")?.inode ?? ""}`;
}
