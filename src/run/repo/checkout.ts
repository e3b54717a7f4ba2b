import { dirtyRepo, nothingToVerify, unsignedChanges } from "../../repo/errors.ts";
import { type Repo, wantedRef } from "../../repo/repo.ts";
import type { Wanted, WorkTree } from "../../repo/work_tree.ts";
import type { Session } from "../session.ts";
import type { Seal } from "./git/seal.ts";
import { readPatchRecord } from "./patch_record.ts";
import type { Vcs } from "./vcs.ts";

/** Checks a signature. @throws UserError unless it is one of an accepted signer */
export type Verify = (repo: Repo, seal: Seal) => Promise<void>;

/** What comes after a checkout, which says whether patches that are in a work tree may stay. */
export type Purpose =
  /** Project files are read. */
  | "include"
  /** Patches are applied: their commits are compared then. */
  | "patch"
  /** It is built without patches. */
  | "build"
  /** It is only looked at. */
  | "look";

/**
 * Checks out what a repository is pinned to. A repository with local changes is left as
 * it is, with a warning, unless `--force-checkout` was given.
 * @param verify checks the signature of the commit, before any of its files is there
 * @returns the commit that the repository is (or, with patches in it, is based) on;
 * undefined if nothing was done
 */
export async function checkOut(
  session: Session,
  vcs: Vcs,
  purpose: Purpose,
  verify: Verify,
): Promise<string | undefined> {
  const { log, options } = session;
  const { repo } = vcs;
  if (wantedRef(repo) === null) {
    if (repo.allowedSigners) throw nothingToVerify(repo);
    return undefined;
  }
  const state = await vcs.state();
  const changed = state.changes.length > 0;
  if (changed && !options.forceCheckout) {
    refuseUnsigned(repo, state.changes);
    log.warning(dirtyRepo(repo, state.changes, "checkout"));
    return undefined;
  }
  const wanted = await vcs.wanted(state);
  const there = state.head === wanted.commit && state.branch === wanted.branch && !state.fresh;
  const moves = changed || !there && !await patchesMayStay(session, vcs, wanted, state, purpose);
  // Whoever had the work directory meanwhile may have moved it.
  if (moves && (await session.lock.take() || state.early)) {
    return await checkOut(session, vcs, purpose, verify);
  }
  const seal = repo.allowedSigners
    ? await vcs.seal(wanted.commit ?? (await vcs.resolve(wanted.shown))!)
    : undefined;
  try {
    if (seal) await verify(repo, seal);
    if (moves) await move(session, vcs, wanted, state, purpose);
    if (seal && (moves || there)) refuseUnsigned(repo, await seal.differences(true));
  } finally {
    await seal?.close();
  }
  log.info(`Repository ${repo.name} checked out to ${repo.refspec ?? wanted.shown}`);
  return wanted.commit;
}

const PROJECT_FILE = /\.(?:ya?ml|json)$/;

async function patchesMayStay(
  session: Session,
  vcs: Vcs,
  wanted: Wanted,
  state: WorkTree,
  purpose: Purpose,
): Promise<boolean> {
  const { repo } = vcs;
  if (purpose === "build" || !isPatched(vcs, state)) return false;
  if (purpose === "patch") return true;
  const record = readPatchRecord(session, repo);
  if (!record || record.base !== wanted.commit || record.head !== state.head) return false;
  if (purpose === "look") return true;
  return !await vcs.changes(record.base, record.head, (file) => PROJECT_FILE.test(file));
}

const isPatched = ({ repo, patchedBranch }: Vcs, state: WorkTree) =>
  repo.patches.length > 0 && state.branch === patchedBranch;

async function move(
  session: Session,
  vcs: Vcs,
  wanted: Wanted,
  state: WorkTree,
  purpose: Purpose,
): Promise<void> {
  await vcs.moveTo(wanted, state);
  if (purpose !== "include" || !session.options.reads || !isPatched(vcs, state)) return;
  // Project files are read without patches; whoever only looks leaves all as it was.
  const { head, branch } = state;
  session.cleanups.push(async () =>
    await vcs.moveTo({ commit: head!, shown: head!, branch }, await vcs.state())
  );
}

/** Nothing but what was signed may be built: a changed work tree is refused. @throws UserError */
export function refuseUnsigned(repo: Repo, changes: readonly string[]): void {
  if (repo.allowedSigners && changes.length > 0) throw unsignedChanges(repo, changes);
}
