import { nothingToVerify, unsignedChanges } from "../../repo/errors.ts";
import { type Repo, wantedRef } from "../../repo/repo.ts";
import type { Session } from "../session.ts";
import type { Vcs } from "./vcs.ts";

/** Throws unless the repository asks for no signature, or the commit carries an accepted one. */
export type Verify = (vcs: Vcs, commit: string) => Promise<void>;

/**
 * Checks out what a repository is pinned to. A repository with local changes is left as
 * it is, with a warning, unless `--force-checkout` was given.
 * @param patchesFollow patches are applied next: a work tree that has them already stays
 * @param verify checks the signature of the commit, before any of its files is there
 * @returns the commit that the repository is (or, with patches to follow, is based) on;
 * undefined if nothing was done
 */
export async function checkOut(
  { log, options }: Session,
  vcs: Vcs,
  patchesFollow: boolean,
  verify: Verify,
): Promise<string | undefined> {
  const { repo } = vcs;
  if (wantedRef(repo) === null) {
    if (repo.allowedSigners) throw nothingToVerify(repo);
    return undefined;
  }
  const state = await vcs.state();
  const changed = state.changes.length > 0;
  if (changed && !options.forceCheckout) {
    refuseUnsigned(repo, state.changes);
    log.warning(`Repo ${repo.name} is dirty - no checkout`);
    log.debug(`Changes in ${repo.path}: ${state.changes.slice(0, 10).join(", ")}`);
    return undefined;
  }
  const wanted = await vcs.wanted(state);
  const verified = repo.allowedSigners && (wanted.commit ?? await vcs.resolve(wanted.shown));
  if (verified !== undefined) await verify(vcs, verified);
  const there = state.head === wanted.commit && state.branch === wanted.branch && !state.fresh;
  const patched = patchesFollow && repo.patches.length > 0 && state.branch === vcs.patchedBranch;
  if (changed || !there && !patched) {
    await vcs.moveTo(wanted, state);
    if (verified !== undefined) {
      const now = await vcs.state();
      refuseUnsigned(repo, now.head === verified ? now.changes : [`HEAD (${now.head})`]);
    }
  }
  log.info(`Repository ${repo.name} checked out to ${wanted.shown}`);
  return wanted.commit;
}

/** Nothing but what was signed may be built: a changed work tree is refused. @throws UserError */
export function refuseUnsigned(repo: Repo, changes: readonly string[]): void {
  if (repo.allowedSigners && changes.length > 0) throw unsignedChanges(repo, changes);
}
