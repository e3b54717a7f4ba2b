import { branchContainsArgs, remoteBranch } from "../../../repo/git.ts";
import type { GitRepo } from "./git.ts";
import { KnownFacts } from "./known_facts.ts";
import { RefFiles } from "./ref_files.ts";

const tipOf = ({ session: { host }, repo }: GitRepo, branch: string) =>
  new RefFiles(host, repo.path).ref(remoteBranch(branch))?.id;

const isKnown = (it: GitRepo, commit: string, tip: string | undefined) =>
  tip !== undefined && (tip === commit || new KnownFacts(it).isContained(commit, tip));

/** Whether it is known without git that a commit is in the history of a branch of origin. */
export function isKnownContained(it: GitRepo, commit: string, branch: string): boolean {
  return isKnown(it, commit, tipOf(it, branch));
}

/** Whether a commit is in the history of a branch of origin. */
export async function isContained(it: GitRepo, commit: string, branch: string): Promise<boolean> {
  const tip = tipOf(it, branch);
  if (isKnown(it, commit, tip)) return true;
  const { status } = await it.git.run(branchContainsArgs(commit, branch));
  if (status === 0 && tip !== undefined) new KnownFacts(it).rememberContained(commit, tip);
  return status === 0;
}
