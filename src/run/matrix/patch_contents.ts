import { isAbsolute } from "node:path";
import { type PatchContent, patchKey } from "../../matrix/project_facts.ts";
import { isManaged, type Repo } from "../../repo/repo.ts";
import { findPatches } from "../repo/find_patches.ts";
import type { Session } from "../session.ts";

/**
 * The patches that lie in local repositories; those in others are known by their commits.
 * @throws UserError if one is missing
 */
export async function findPatchContents(
  session: Session,
  repos: readonly Repo[],
): Promise<Map<string, readonly PatchContent[]>> {
  const pinned = new Set(repos.filter(isManaged).map(({ id }) => id));
  const contents = new Map<string, readonly PatchContent[]>();
  for (const repo of repos.filter(isManaged)) {
    for (const patch of repo.patches) {
      if (pinned.has(patch.repo) && !isAbsolute(patch.path)) continue;
      const files = await findPatches(
        session,
        { ...repo, patches: [patch] },
        repos,
        // A patch's commit has a date; what is built of it has none.
        () => "",
      );
      contents.set(patchKey(repo.id, patch.id), files);
    }
  }
  return contents;
}
