import { join } from "node:path";
import { interruptedCheckout } from "../../../repo/errors.ts";
import { programEnds } from "../program_ends.ts";
import { forgetJournal, unfinishedTarget, withJournal } from "../journal.ts";
import type { GitRepo } from "./git.ts";
import { readWorkTree } from "./work_tree.ts";

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
    const { head, changes } = await readWorkTree(it);
    if (!session.options.forceCheckout) {
      const users = await foreignChanges(it, target, changes);
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

function findLocks({ session: { host }, repo }: GitRepo): string[] {
  const inDirectory = (directory: string): string[] =>
    host.list(directory).map((name) => join(directory, name)).flatMap((path) =>
      path.endsWith(".lock")
        ? [path]
        : host.lstat(path)?.kind === "directory"
        ? inDirectory(path)
        : []
    );
  const root = join(repo.path, ".git");
  const top = host.list(root).filter((name) => name.endsWith(".lock"));
  return [...top.map((name) => join(root, name)), ...inDirectory(join(root, "refs"))];
}

/** The changed files that are not on their way to `target`: neither whole, nor in part. */
async function foreignChanges(
  { session, git, repo }: GitRepo,
  target: string,
  changes: readonly string[],
): Promise<string[]> {
  const differing = await git.ask(["diff", "--name-only", "-z", "--no-renames", target, "--"]);
  if (differing === undefined) return [...changes];
  const untracked = await git.output(["ls-files", "-z", "--others", "--exclude-standard"]);
  const unlike = new Set([...differing.split("\0"), ...untracked.split("\0")]);
  const foreign: string[] = [];
  for (const path of changes) {
    const file = join(repo.path, path);
    const kind = session.host.lstat(file)?.kind;
    if (kind === undefined || !unlike.has(path)) continue;
    const wanted = await git.run(["cat-file", "blob", `${target}:${path}`]);
    // A character that was cut in two is not one of the text.
    const text = kind === "file" ? session.host.readText(file)?.replace(/\uFFFD+$/, "") : undefined;
    const partial = text !== undefined && wanted.status === 0 && wanted.stdout.startsWith(text);
    if (!partial) foreign.push(path);
  }
  return foreign;
}
