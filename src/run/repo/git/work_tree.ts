import { join } from "node:path";
import { statusArgs, statusBelowArgs, StatusReader, WorkTreeReader } from "../../../repo/git.ts";
import { isManaged } from "../../../repo/repo.ts";
import type { WorkTree } from "../../../repo/work_tree.ts";
import type { GitRepo } from "./git.ts";
import { RefFiles } from "./ref_files.ts";

/** What is checked out. A clone that has no files yet counts as unchanged. */
export async function readWorkTree(it: GitRepo): Promise<WorkTree> {
  const fresh = isFresh(it);
  const files = new RefFiles(it.session.host, it.repo.path);
  const at = fresh ? files.checkedOut() : undefined;
  // git would tell each of its files as deleted.
  if (at) return { ...at, ...UNTOUCHED, shownBranch: at.branch, fresh };
  const reader = new WorkTreeReader();
  const local = !isManaged(it.repo) && it.session.options.source === "found";
  const args = local ? statusBelowArgs(it.nested, true) : statusArgs(it.nested);
  await it.git.records(args, (record) => reader.add(record));
  return { ...reader.workTree(), ...fresh ? UNTOUCHED : {}, fresh };
}

const UNTOUCHED = { changes: [], changeCount: 0, stashes: 0 };

/** Reads the status, change by change: there may be any number of them. */
export async function eachChange(
  { git, nested }: GitRepo,
  onChange: (path: string) => void,
): Promise<Pick<WorkTree, "head" | "branch">> {
  const reader = new StatusReader(onChange);
  await git.records(statusArgs(nested), (record) => reader.add(record));
  return reader;
}

/** Whether a clone has just been made, and has no files yet. */
export function isFresh({ session: { host }, repo, nested }: GitRepo): boolean {
  const others = new Set([".git", ...nested.map((path) => path.split("/")[0])]);
  return host.stat(join(repo.path, ".git/index")) === undefined &&
    host.list(repo.path).every((name) => others.has(name));
}
