import { join } from "node:path";
import { statusArgs, StatusReader } from "../../../repo/git.ts";
import { MOST_CHANGES, type WorkTree } from "../../../repo/work_tree.ts";
import type { GitRepo } from "./git.ts";

/** What is checked out. A clone that has no files yet counts as unchanged. */
export async function readWorkTree(it: GitRepo): Promise<WorkTree> {
  const { session, repo } = it;
  const changes: string[] = [];
  const { head, branch } = await eachChange(it, (path) => {
    if (changes.length < MOST_CHANGES) changes.push(path);
  });
  const fresh = session.host.stat(join(repo.path, ".git/index")) === undefined &&
    session.host.list(repo.path).every((name) => name === ".git");
  return { head, branch, changes: fresh ? [] : changes, fresh };
}

/** Reads the status, change by change: there may be any number of them. */
export async function eachChange(
  { git, nested }: GitRepo,
  onChange: (path: string) => void,
): Promise<Pick<WorkTree, "head" | "branch">> {
  const reader = new StatusReader(onChange);
  await git.records(statusArgs(nested), (record) => reader.add(record));
  return reader;
}
