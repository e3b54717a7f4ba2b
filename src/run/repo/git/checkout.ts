import type { Environment } from "../../../base/command.ts";
import { UserError } from "../../../base/errors.ts";
import {
  branchContainsArgs,
  checkoutArgs,
  commitRevision,
  type GitStatus,
  localBranch,
  remoteBranch,
  resolveArgs,
  shortRef,
  tagRevision,
} from "../../../repo/git.ts";
import {
  branchLacksCommit,
  refuseTagWithBranch,
  tagMismatch,
  tagNotFound,
} from "../../../repo/ref_errors.ts";
import { isFullCommitId, type Repo, wantedRef } from "../../../repo/repo.ts";
import { recover, withJournal } from "./journal.ts";
import { keepLocalCommits } from "./keep.ts";
import { patchedBranch } from "./patch.ts";
import { gitStatus, isFresh } from "./status.ts";
import type { Session } from "../../session.ts";
import { git, gitOutput } from "../../tools.ts";
import { refuseChanges } from "../verify_signature.ts";

/** Throws unless the repository asks for no signature, or the commit carries an accepted one. */
export type Verify = (repo: Repo, commit: string) => Promise<void>;

/** What the work tree of a repository is to be. */
interface Wanted {
  /** Full id of the commit; undefined for a legacy refspec, which git resolves itself. */
  readonly commit: string | undefined;
  /** What git is told to check out, as the log shows it. */
  readonly shown: string;
  /** The local branch to be on; null for none. */
  readonly branch: string | null;
}

/**
 * Checks out what a repository is pinned to. A repository with local changes is left as
 * it is, with a warning, unless `--force-checkout` was given.
 * @param others directories of the other repositories and of the build
 * @param patchesFollow patches are applied next: a work tree that has them already stays
 * @param verify checks the signature of the commit, before any of its files is there
 * @returns the commit that the repository is (or, with patches to follow, is based) on
 */
export async function checkoutGit(
  session: Session,
  environment: Environment,
  repo: Repo,
  others: readonly string[],
  patchesFollow: boolean,
  verify: Verify,
): Promise<string | undefined> {
  if (wantedRef(repo) === null) {
    if (!repo.allowedSigners) return undefined;
    throw new UserError(
      `Repository ${repo.name} is signed, but no commit, tag or branch says what is to be checked`,
    );
  }
  await recover(session, environment, repo, others);
  const status = await gitStatus(session, environment, repo, others);
  if (!session.options.forceCheckout) refuseChanges(repo, status.changes);
  if (status.changes.length > 0 && !session.options.forceCheckout) {
    session.log.warning(`Repo ${repo.name} is dirty - no checkout`);
    session.log.debug(`Changes in ${repo.path}: ${status.changes.slice(0, 10).join(", ")}`);
    return undefined;
  }
  const wanted = await findWanted(session, environment, repo, status);
  const verified = repo.allowedSigners && (wanted.commit ??
    await gitOutput(session, environment, repo.path, resolveArgs(wanted.shown)));
  if (verified !== undefined) await verify(repo, verified);
  const onBranch = wanted.branch === null
    ? status.branch === null
    : status.branch === wanted.branch;
  const there = wanted.commit !== undefined && status.head === wanted.commit && onBranch &&
    !isFresh(session, repo);
  const patched = patchesFollow && repo.patches.length > 0 && status.branch === patchedBranch(repo);
  if (!(there || patched) || status.changes.length > 0) {
    if (wanted.branch !== null && wanted.commit !== undefined) {
      await keepLocalCommits(session, environment, repo, wanted.branch, wanted.commit);
    }
    const revision = wanted.commit ?? wanted.shown;
    const args = checkoutArgs(
      commitRevision(revision),
      wanted.branch,
      session.options.forceCheckout || isFresh(session, repo),
    );
    const target = status.changes.length === 0 ? wanted.commit ?? null : null;
    await withJournal(
      session,
      repo,
      target,
      () => gitOutput(session, environment, repo.path, args),
    );
    if (verified !== undefined) {
      const now = await gitStatus(session, environment, repo, others);
      refuseChanges(repo, now.head === verified ? now.changes : [`HEAD (${now.head})`]);
    }
  }
  session.log.info(`Repository ${repo.name} checked out to ${wanted.shown}`);
  return wanted.commit;
}

async function findWanted(
  session: Session,
  environment: Environment,
  repo: Repo,
  status: GitStatus,
): Promise<Wanted> {
  const resolve = async (revision: string): Promise<string | undefined> => {
    const found = await git(session, environment, repo.path, resolveArgs(revision));
    return found.status === 0 ? found.stdout.trim() : undefined;
  };
  const resolveCommit = async (commit: string): Promise<string> => {
    if (commit.toLowerCase() === status.head) return status.head;
    const id = await resolve(commit);
    if (id !== undefined) return id;
    throw new UserError(
      `Commit "${commit}" cannot be found in repository "${repo.name}" (${repo.url})`,
    );
  };

  refuseTagWithBranch(repo);
  if (repo.tag !== null) {
    const commit = await resolve(tagRevision(repo.tag)) ?? await resolve(shortRef(repo.tag));
    if (commit === undefined) throw tagNotFound(repo);
    if (repo.commit !== null && !await tagMatches(session, environment, repo, commit)) {
      throw tagMismatch(repo, commit);
    }
    return { commit, shown: commit, branch: null };
  }
  if (repo.branch !== null) {
    const tip = await resolve(remoteBranch(repo.branch));
    if (tip === undefined) {
      throw new UserError(`Branch "${repo.branch}" cannot be found in repository "${repo.name}"`);
    }
    const branch = localBranch(repo.branch);
    if (repo.commit === null) return { commit: tip, shown: tip, branch };
    const commit = await resolveCommit(repo.commit);
    if (session.settings.cloneDepth === 0) {
      const args = branchContainsArgs(commit, repo.branch);
      if ((await git(session, environment, repo.path, args)).status !== 0) {
        throw branchLacksCommit(repo);
      }
    }
    return { commit, shown: repo.commit, branch };
  }
  if (repo.commit !== null) {
    return { commit: await resolveCommit(repo.commit), shown: repo.commit, branch: null };
  }
  const refspec = shortRef(repo.refspec!);
  const commit = isFullCommitId(refspec) ? await resolveCommit(refspec) : undefined;
  if (commit === undefined) await requireRefspec(session, repo, resolve, refspec);
  return { commit, shown: refspec, branch: null };
}

/** A tag stands for a commit; an annotated one also has an id of its own, which may be pinned. */
async function tagMatches(
  session: Session,
  environment: Environment,
  repo: Repo,
  commit: string,
): Promise<boolean> {
  const pinned = repo.commit!.toLowerCase();
  if (commit === pinned) return true;
  const args = ["rev-parse", "--verify", "-q", "--end-of-options", tagRevision(repo.tag!)];
  const found = await git(session, environment, repo.path, args);
  return found.stdout.trim() === pinned;
}

async function requireRefspec(
  session: Session,
  repo: Repo,
  resolve: (revision: string) => Promise<string | undefined>,
  refspec: string,
): Promise<void> {
  if (await resolve(refspec) ?? await resolve(remoteBranch(refspec))) return;
  session.log.debug(`${refspec} is neither local nor origin's in ${repo.path}`);
  throw new UserError(`Refspec "${refspec}" cannot be found in repository "${repo.name}"`);
}
