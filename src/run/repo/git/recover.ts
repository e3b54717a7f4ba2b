import { join } from "node:path";
import type { Host } from "../../../host/host.ts";
import { interruptedCheckout } from "../../../repo/errors.ts";
import { programEnds } from "../program_ends.ts";
import { forgetJournal, unfinishedTarget, withJournal } from "../journal.ts";
import type { GitRepo } from "./git.ts";
import { eachChange, readWorkTree } from "./work_tree.ts";

/** Does work on a git repository that the next run must be able to finish or undo. */
export function withRecovery<T>(
  it: GitRepo,
  target: string | null,
  work: () => Promise<T>,
): Promise<T> {
  const isWhole = async () =>
    findLocks(it).length === 0 && (await readWorkTree(it)).changes.length === 0;
  return withJournal(it.session, it.repo, target, work, isWhole);
}

/**
 * Ends what a killed run had begun: its locks are removed, and a work tree that was being
 * moved is brought into one state.
 * @throws UserError if files have changed since, which are the user's
 */
export async function recover(it: GitRepo): Promise<void> {
  const { session, git, repo } = it;
  const unfinished = await unfinishedTarget(session, repo);
  if (!unfinished) return;
  await programEnds(session, repo, "git");
  for (const lock of findLocks(it)) await session.host.removeTree(lock);
  const { target } = unfinished;
  if (target !== null) {
    const { head } = await readWorkTree(it);
    if (!session.options.forceCheckout) {
      const users = await foreignChanges(it, target);
      if (users.length > 0) throw interruptedCheckout(repo, users);
    }
    // HEAD stays where it is: only the files and the index are brought into one state.
    for (const commit of new Set([target, head ?? target])) {
      await git.output(["reset", "-q", "--hard", commit, "--"]);
    }
    session.log.info(`Repository ${repo.name}: an interrupted checkout was undone`);
  }
  await forgetJournal(session, repo);
}

const findLocks = ({ session: { host }, repo }: GitRepo) => locksIn(host, join(repo.path, ".git"));

/** The files by which git keeps others from what it is writing. @param root git's own directory */
export function locksIn(host: Host, root: string): string[] {
  const inDirectory = (directory: string): string[] =>
    host.list(directory).map((name) => join(directory, name)).flatMap((path) =>
      path.endsWith(".lock")
        ? [path]
        : host.lstat(path)?.kind === "directory"
        ? inDirectory(path)
        : []
    );
  const top = host.list(root).filter((name) => name.endsWith(".lock"));
  return [...top.map((name) => join(root, name)), ...inDirectory(join(root, "refs"))];
}

/** git writes one file at a time, or a few: of so many that are there, some are the user's. */
const MOST_PARTIAL = 1000;

/** The changed files that are not on their way to `target`: neither whole, nor in part. */
async function foreignChanges(it: GitRepo, target: string): Promise<string[]> {
  const { session: { host }, git, repo } = it;
  // Without the target everything is foreign.
  const known = await git.resolve(target) !== undefined;
  const unlike = new Set<string>();
  const add = (path: string) => void unlike.add(path);
  if (known) {
    await git.records(["diff", "--name-only", "-z", "--no-renames", target, "--"], add);
    await git.records(["ls-files", "-z", "--others", "--exclude-standard"], add);
  }
  const candidates: string[] = [];
  await eachChange(it, (path) => {
    if (candidates.length >= MOST_PARTIAL) return;
    if (known && !(unlike.has(path) && host.lstat(join(repo.path, path)))) return;
    candidates.push(path);
  });
  const foreign: string[] = [];
  for (const path of candidates) {
    if (!known || !await isPartial(it, path, `${target}:${path}`)) foreign.push(path);
  }
  return foreign;
}

/** Whether a file is the beginning of a blob. */
async function isPartial({ session: { host }, git, repo }: GitRepo, path: string, blob: string) {
  const file = join(repo.path, path);
  if (host.lstat(file)?.kind !== "file") return false;
  // A character that was cut in two is not one of the text.
  const text = host.readText(file)!.replace(/\uFFFD+$/, "");
  let read = 0;
  let same = true;
  const onText = (piece: string) => {
    same &&= text.startsWith(piece.slice(0, Math.max(0, text.length - read)), read);
    read += piece.length;
  };
  const { status } = await git.run(["cat-file", "blob", blob], { collect: "none", onText });
  return status === 0 && same && read >= text.length;
}
