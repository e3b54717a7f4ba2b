import { join } from "node:path";
import type { GitRepo } from "./git.ts";
import { readWorkTree } from "./work_tree.ts";

/**
 * Looks for what a repository is pinned to. A clone that does not have it gets the files of the
 * branch that it came with, lest all of them look deleted to whoever looks for the cause.
 */
export async function orFirstFiles<T>(it: GitRepo, find: () => Promise<T>): Promise<T> {
  try {
    return await find();
  } catch (error) {
    // The error that counts is the first one.
    await checkOutFirst(it).catch(() => {});
    throw error;
  }
}

async function checkOutFirst(it: GitRepo): Promise<void> {
  // Without a .git of its own, git would work on the repository around it.
  const own = it.session.host.stat(join(it.repo.path, ".git"));
  // What is signed is verified before its files are there.
  if (!own || it.repo.allowedSigners) return;
  const state = await readWorkTree(it);
  const { head, branch, fresh } = state;
  if (!fresh || head === null) return;
  const { moveTo } = await import("./move.ts");
  await moveTo(it, { commit: head, shown: head, branch }, state);
}
