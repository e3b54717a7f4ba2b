import type { UserError } from "../../../base/errors.ts";
import { branchLacksCommit, tagMismatch, tagWithBranch } from "../../../repo/errors.ts";
import {
  localBranch,
  remoteBranch,
  shortRef,
  tagObjectArgs,
  tagRevision,
} from "../../../repo/git.ts";
import { isFullCommitId, type RefKind } from "../../../repo/repo.ts";
import type { Wanted, WorkTree } from "../../../repo/work_tree.ts";
import { acceptCommit } from "../accept_commit.ts";
import { resolveRef } from "./checked_out.ts";
import { isContained, isKnownContained } from "./contained.ts";
import type { GitRepo } from "./git.ts";

async function missing(it: GitRepo, kind: RefKind): Promise<UserError> {
  return await (await import("./missing_ref.ts")).missingRef(it, kind);
}

/** The commit that a repository is pinned to, and the branch to be on. @throws UserError */
export async function findWanted(it: GitRepo, state: WorkTree): Promise<Wanted> {
  const { git, repo, session } = it;
  const { commit, tag, branch } = repo;
  if (tag !== null) {
    if (branch !== null) throw tagWithBranch(repo);
    const tagged = await resolveRef(it, tagRevision(tag), state.head) ??
      await git.resolve(shortRef(tag));
    if (tagged === undefined) throw await missing(it, "tag");
    if (commit !== null && !await tagMatches(it, commit, tagged)) throw tagMismatch(repo, tagged);
    return { commit: tagged, shown: tagged, branch: null };
  }
  if (branch !== null) {
    const local = localBranch(branch);
    if (commit === null || !isKnownContained(it, commit.toLowerCase(), branch)) {
      const tip = await resolveRef(it, remoteBranch(branch), state.head);
      if (tip === undefined) throw await missing(it, "branch");
      if (commit === null) return { commit: tip, shown: tip, branch: local };
    }
    const id = acceptCommit(session, repo, await resolveCommit(it, commit, state));
    if (session.settings.cloneDepth === 0 && !await isContained(it, id, branch)) {
      throw branchLacksCommit(repo);
    }
    return { commit: id, shown: commit, branch: local };
  }
  if (commit !== null) {
    const id = acceptCommit(session, repo, await resolveCommit(it, commit, state));
    return { commit: id, shown: commit, branch: null };
  }
  return { commit: await findRefspec(it, state), shown: shortRef(repo.refspec!), branch: null };
}

/** The commit of a legacy refspec that is an id; git itself resolves any other. */
async function findRefspec(it: GitRepo, state: WorkTree): Promise<string | undefined> {
  const refspec = shortRef(it.repo.refspec!);
  if (isFullCommitId(refspec)) {
    const id = await resolveCommit(it, refspec, state);
    if (id !== undefined) return id;
  } else if (await it.git.resolve(refspec) ?? await it.git.resolve(remoteBranch(refspec))) {
    return undefined;
  }
  throw await missing(it, "refspec");
}

async function resolveCommit(
  { git }: GitRepo,
  commit: string,
  state: WorkTree,
): Promise<string | undefined> {
  return commit.toLowerCase() === state.head ? state.head : await git.findCommit(commit);
}

/** A tag stands for a commit; an annotated one also has an id of its own, which may be pinned. */
async function tagMatches({ git, repo }: GitRepo, commit: string, tagged: string) {
  const pinned = commit.toLowerCase();
  return tagged === pinned || await git.ask(tagObjectArgs(repo.tag!)) === pinned;
}
