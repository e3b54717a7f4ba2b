import { join } from "node:path";
import { interruptedCheckout } from "../../../repo/errors.ts";
import { hgCatArgs, hgUpdateArgs } from "../../../repo/hg.ts";
import { forgetJournal, unfinishedTarget, withJournal } from "../journal.ts";
import { programEnds } from "../program_ends.ts";
import type { HgRepo } from "./hg.ts";
import { readChanges } from "./work_tree.ts";

/** Begins the names of directories in .hg in which patches are applied. */
export const PATCHES = "kas-patches-";

/** Does work on a repository that the next run must be able to finish or undo. */
export function withRecovery<T>(
  it: HgRepo,
  target: string | null,
  work: () => Promise<T>,
): Promise<T> {
  const { session: { host }, repo } = it;
  const isWhole = async () =>
    ["updatestate", "store/journal"].every((name) => !host.lstat(join(repo.path, ".hg", name))) &&
    (await readChanges(it)).length === 0;
  return withJournal(it.session, repo, target, work, isWhole);
}

/**
 * Ends what a killed run had begun: its locks are removed, an open transaction is undone, and a
 * work tree that was being moved arrives.
 * @throws UserError if files have changed since, which are the user's
 */
export async function recover(it: HgRepo): Promise<void> {
  const { session, hg, repo } = it;
  const { host, options } = session;
  const unfinished = await unfinishedTarget(session, repo);
  if (!unfinished) return;
  await programEnds(session, repo, "hg");
  const administration = join(repo.path, ".hg");
  const left = host.list(administration).filter((name) => name.startsWith(PATCHES));
  for (const name of ["wlock", "store/lock", ...left]) {
    await host.removeTree(join(administration, name));
  }
  if (host.lstat(join(administration, "store/journal"))) await hg.output(["recover"]);
  const { target } = unfinished;
  if (target !== null) {
    const users = options.forceCheckout
      ? []
      : await foreignChanges(it, target, await readChanges(it));
    if (users.length > 0) throw interruptedCheckout(repo, users);
    await hg.output(hgUpdateArgs(target, null, true));
    session.log.info(`Repository ${repo.name}: an interrupted checkout was finished`);
  }
  await forgetJournal(session, repo);
}

/** As many files are asked for at once: a command line's length is limited. */
const BATCH = 200;

/** The changed files that are not on their way to `target`: neither whole, nor in part. */
async function foreignChanges(
  { session: { host, temporary }, hg, repo }: HgRepo,
  target: string,
  changes: readonly string[],
): Promise<string[]> {
  const aside = temporary.make("compare");
  try {
    for (let start = 0; start < changes.length; start += BATCH) {
      await hg.run(hgCatArgs(target, aside, changes.slice(start, start + BATCH)));
    }
    return changes.filter((path) => {
      const file = join(repo.path, path);
      const kind = host.lstat(file)?.kind;
      if (kind === undefined) return false;
      const wanted = kind === "file" ? host.readText(join(aside, path)) : undefined;
      // A character that was cut in two is not one of the text.
      const text = wanted === undefined ? "" : host.readText(file)!.replace(/\uFFFD+$/, "");
      return wanted === undefined || !wanted.startsWith(text);
    });
  } finally {
    await host.removeTree(aside);
  }
}
