import { join } from "node:path";
import type { Repo } from "../../../repo/repo.ts";
import type { Session } from "../../session.ts";
import type { GitRepo } from "./git.ts";
import { readWorkTree } from "./work_tree.ts";

/** What kas was doing to a repository, kept in it while it lasts. */
interface Journal {
  readonly pid: number;
  /** When that process started: process numbers are used again. */
  readonly started: string | undefined;
  /** The commit that a work tree without changes was being moved to; null for other work. */
  readonly target: string | null;
}

const administration = (repo: Repo) => join(repo.path, ".git");
const journalPath = (repo: Repo) => join(administration(repo), "kas-journal.json");

/**
 * Does work that changes a repository. Should kas be killed meanwhile, the next run knows
 * by the journal what git's half-done work and its locks are.
 * @param target the commit that the work tree, which has no changes, is being moved to
 */
export async function withJournal<T>(
  { session, repo }: GitRepo,
  target: string | null,
  work: () => Promise<T>,
): Promise<T> {
  const { host } = session;
  // A work tree of another repository has its administration elsewhere.
  if (host.stat(administration(repo))?.kind !== "directory") return await work();
  const journal: Journal = { pid: host.pid, started: processStart(session, host.pid), target };
  host.write(journalPath(repo), JSON.stringify(journal));
  try {
    return await work();
  } finally {
    await host.removeTree(journalPath(repo));
  }
}

/**
 * Ends what a killed run had begun: its locks are removed, and a work tree that was being
 * moved is moved, unless a file is neither as before nor as it was to become, but the user's.
 */
export async function recover(it: GitRepo): Promise<void> {
  const { session, git, repo } = it;
  const { host, log } = session;
  const journal = readJournal(session, repo);
  if (!journal) return;
  const start = processStart(session, journal.pid);
  if (start !== undefined && start === journal.started) return;
  await gitEnds(session, repo);
  for (const lock of findLocks(session, repo)) await host.removeTree(lock);
  const { target } = journal;
  if (target !== null) {
    const { head, changes } = await readWorkTree(it);
    if (await isOurs(it, target, changes)) {
      // HEAD stays where it is: only the files and the index are brought into one state.
      for (const commit of new Set([target, head ?? target])) {
        await git.run(["reset", "-q", "--hard", commit, "--"]);
      }
      log.info(`Repository ${repo.name}: an interrupted checkout was undone`);
    }
  }
  await host.removeTree(journalPath(repo));
}

/** Start time of a process (proc_pid_stat(5), field 22); undefined if there is none. */
function processStart({ host }: Session, pid: number): string | undefined {
  return host.readText(`/proc/${pid}/stat`)?.split(") ").at(-1)?.split(" ")[19];
}

function readJournal(session: Session, repo: Repo): Journal | undefined {
  try {
    return JSON.parse(session.host.readText(journalPath(repo)) ?? "null") ?? undefined;
  } catch {
    return undefined;
  }
}

/** A git that has outlived its kas is given time to end. */
async function gitEnds({ host }: Session, repo: Repo): Promise<void> {
  const root = host.realPath(repo.path);
  const works = () =>
    host.list("/proc").some((pid) =>
      /^\d+$/.test(pid) && host.realPath(`/proc/${pid}/cwd`) === root &&
      (host.readText(`/proc/${pid}/comm`) ?? "").startsWith("git")
    );
  for (let round = 0; round < 100 && works(); round++) {
    await host.sleep(100);
  }
}

function findLocks({ host }: Session, repo: Repo): string[] {
  const inDirectory = (directory: string): string[] =>
    host.list(directory).map((name) => join(directory, name)).flatMap((path) =>
      path.endsWith(".lock")
        ? [path]
        : host.lstat(path)?.kind === "directory"
        ? inDirectory(path)
        : []
    );
  const root = administration(repo);
  const top = host.list(root).filter((name) => name.endsWith(".lock"));
  return [...top.map((name) => join(root, name)), ...inDirectory(join(root, "refs"))];
}

/** Whether all changed files are on their way to `target`: whole, in part, or not there yet. */
async function isOurs(
  { session, git, repo }: GitRepo,
  target: string,
  changes: readonly string[],
): Promise<boolean> {
  const { host } = session;
  const run = (...args: string[]) => git.run(args);
  const differing = await run("diff", "--name-only", "-z", "--no-renames", target, "--");
  if (differing.status !== 0) return false;
  const untracked = await run("ls-files", "-z", "--others", "--exclude-standard");
  const unlike = new Set([...differing.stdout.split("\0"), ...untracked.stdout.split("\0")]);
  for (const path of changes) {
    const file = join(repo.path, path);
    const kind = host.lstat(file)?.kind;
    if (kind === undefined || !unlike.has(path)) continue;
    const wanted = await run("cat-file", "blob", `${target}:${path}`);
    if (kind !== "file" || wanted.status !== 0) return false;
    // A character that was cut in two is not one of the text.
    const text = (host.readText(file) ?? "").replace(/\uFFFD+$/, "");
    if (!wanted.stdout.startsWith(text)) return false;
  }
  return true;
}
