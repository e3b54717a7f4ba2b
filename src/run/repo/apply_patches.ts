import { dirtyRepo } from "../../repo/errors.ts";
import type { Repo } from "../../repo/repo.ts";
import type { Session } from "../session.ts";
import { refuseUnsigned } from "./checkout.ts";
import { findPatches } from "./find_patches.ts";
import { isPatched, writePatchRecord } from "./patch_record.ts";
import type { Vcs } from "./vcs.ts";

/**
 * Applies the patches of a repository, one commit each, on a branch of their own. A work
 * tree that has them already stays as it is.
 * @param base the commit to patch; undefined for the one that is checked out
 * @param repos all repositories: patches lie in any of them
 */
export async function applyPatches(
  session: Session,
  vcs: Vcs,
  base: string | undefined,
  repos: readonly Repo[],
): Promise<void> {
  const { log } = session;
  const { repo } = vcs;
  if (repo.patches.length === 0) return;
  const state = await vcs.state();
  if (state.changes.length > 0) {
    log.warning(dirtyRepo(repo, state.changes, "patching"));
    return;
  }
  const patches = await findPatches(session, repo, repos, vcs.patchDate);
  const wanted = { base: base ?? state.head!, patches: JSON.stringify(patches) };
  // What the record of a signed repository says is made anew: others could have written it.
  const there = repo.allowedSigners === undefined && state.branch === vcs.patchedBranch &&
    isPatched(session, repo, wanted, state.head);
  if (!there) {
    // Whoever had the work directory meanwhile may have patched it.
    if (await session.lock.take()) return await applyPatches(session, vcs, base, repos);
    const head = await vcs.commitPatches(wanted.base, patches, state);
    writePatchRecord(session, repo, { ...wanted, head });
    if (repo.allowedSigners) await refuseDifferences(vcs, head);
  }
  for (const { path, id } of patches) {
    log.info(`Patch applied. (patch path: ${path}, repo: ${repo.name}, patch entry: ${id})`);
  }
}

async function refuseDifferences(vcs: Vcs, head: string): Promise<void> {
  const seal = await vcs.seal(head);
  try {
    refuseUnsigned(vcs.repo, await seal.differences(true));
  } finally {
    await seal.close();
  }
}
