import {
  branchLacksCommit,
  refNotFound,
  tagMismatch,
  tagWithBranch,
} from "../../../repo/errors.ts";
import { hgOnBranchArgs, hgTagArgs, hgWantedArgs } from "../../../repo/hg.ts";
import type { Wanted } from "../../../repo/work_tree.ts";
import { acceptCommit } from "../accept_commit.ts";
import type { HgRepo } from "./hg.ts";

/** The changeset that a repository is pinned to. @throws UserError */
export async function findWanted({ session, hg, repo }: HgRepo): Promise<Wanted> {
  const { commit, tag, branch } = repo;
  if (tag !== null && branch !== null) throw tagWithBranch(repo);
  const found = await hg.changeset(hgWantedArgs(repo));
  if (tag !== null) {
    const tagged = await hg.changeset(hgTagArgs(tag));
    if (tagged === undefined) throw refNotFound(repo, "tag");
    if (commit !== null && tagged !== found) throw tagMismatch(repo, tagged);
  }
  if (commit !== null) acceptCommit(session, repo, found);
  if (commit !== null && branch !== null) {
    const contained = await hg.changeset(hgOnBranchArgs(commit, branch));
    if (contained === undefined) throw branchLacksCommit(repo);
  }
  if (found !== undefined) return { commit: found, shown: found, branch: null };
  throw refNotFound(repo, branch !== null ? "branch" : "refspec");
}
