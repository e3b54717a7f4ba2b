import { join } from "node:path";
import { parseStatus, statusArgs } from "../../../repo/git.ts";
import type { WorkTree } from "../../../repo/work_tree.ts";
import type { GitRepo } from "./git.ts";

/** What is checked out. A clone that has no files yet counts as unchanged. */
export async function readWorkTree(it: GitRepo): Promise<WorkTree> {
  const status = parseStatus(await it.git.output(statusArgs(it.nested)));
  const fresh = isFresh(it);
  return { ...status, changes: fresh ? [] : status.changes, fresh };
}

/** Whether a clone has just been made, and has no files yet. */
export function isFresh({ session: { host }, repo, nested }: GitRepo): boolean {
  const others = new Set([".git", ...nested.map((path) => path.split("/")[0])]);
  return host.stat(join(repo.path, ".git/index")) === undefined &&
    host.list(repo.path).every((name) => others.has(name));
}
