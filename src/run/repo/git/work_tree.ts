import { join } from "node:path";
import { parseStatus, statusArgs } from "../../../repo/git.ts";
import type { WorkTree } from "../../../repo/work_tree.ts";
import type { GitRepo } from "./git.ts";

/** What is checked out. A clone that has no files yet counts as unchanged. */
export async function readWorkTree({ session, git, repo, nested }: GitRepo): Promise<WorkTree> {
  const status = parseStatus(await git.output(statusArgs(nested)));
  const fresh = session.host.stat(join(repo.path, ".git/index")) === undefined &&
    session.host.list(repo.path).every((name) => name === ".git");
  return { ...status, changes: fresh ? [] : status.changes, fresh };
}
