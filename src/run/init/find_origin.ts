import type { Origin } from "../../init/facts.ts";
import { branchContainsArgs, branchesContainingArgs } from "../../repo/git.ts";
import { parseRefNames } from "../../repo/ref_names.ts";
import { Git } from "../repo/git/git.ts";
import type { Tools } from "../tools.ts";

/** Where a clone comes from, and what is checked out in it. */
export async function findOrigin(tools: Tools, directory: string): Promise<Origin> {
  const git = new Git(tools, directory);
  const [url, commit, current] = await Promise.all([
    git.ask(["remote", "get-url", "origin"]),
    git.resolve("HEAD"),
    git.ask(["symbolic-ref", "--quiet", "--short", "HEAD"]),
  ]);
  if (url === undefined || commit === undefined) return { url, commit, branch: undefined };
  const isOnCurrent = current !== undefined &&
    (await git.run(branchContainsArgs(commit, current))).status === 0;
  const branch = isOnCurrent
    ? current
    : parseRefNames(await git.ask(branchesContainingArgs(commit)) ?? "").branches[0];
  return { url, commit, branch };
}
