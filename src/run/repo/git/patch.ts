import { join } from "node:path";
import type { Environment } from "../../../base/command.ts";
import { checkoutArgs, shortRef } from "../../../repo/git.ts";
import { patchDate, patchIdentity, patchMessage } from "../../../repo/patches.ts";
import type { Repo } from "../../../repo/repo.ts";
import { findPatches, patchError, type PatchFile, tellApplied } from "../find_patches.ts";
import { withJournal } from "./journal.ts";
import { gitStatus } from "./status.ts";
import { keepLocalCommits } from "./keep.ts";
import { isPatched, writePatchRecord } from "../patch_record.ts";
import type { Session } from "../../session.ts";
import { git, gitOutput } from "../../tools.ts";

/** The local branch that holds the patches. */
export function patchedBranch(repo: Repo): string {
  const { commit, tag, branch, refspec } = repo;
  return `patched-${commit ?? shortRef((tag ?? branch ?? refspec)!)}`;
}

/**
 * Applies the patches of a repository, one commit each, on a branch of their own. The
 * commits are made beside the work tree, which then changes once or, when it has these
 * patches already, not at all: files keep their times, and bitbake its caches.
 * @param base the commit to patch; undefined for the one that is checked out
 */
export async function patchGit(
  session: Session,
  environment: Environment,
  repo: Repo,
  base: string | undefined,
  repos: readonly Repo[],
  others: readonly string[],
): Promise<void> {
  if (repo.patches.length === 0) return;
  const status = await gitStatus(session, environment, repo, others);
  if (status.changes.length > 0) {
    session.log.warning(`Repo ${repo.name} is dirty - no patching`);
    return;
  }
  const patches = findPatches(session, repo, repos, patchDate);
  const branch = patchedBranch(repo);
  const wanted = { base: base ?? status.head!, patches: JSON.stringify(patches) };
  const there = status.branch === branch && isPatched(session, repo, wanted, status.head);
  if (!there) {
    const head = await commitPatches(session, environment, repo, patches, wanted.base);
    if (status.branch !== branch || status.head !== head) {
      await keepLocalCommits(session, environment, repo, branch, head);
      await withJournal(
        session,
        repo,
        head,
        () => gitOutput(session, environment, repo.path, checkoutArgs(head, branch, false)),
      );
    }
    writePatchRecord(session, repo, { ...wanted, head });
  }
  tellApplied(session, repo, patches);
}

/** Makes one commit for each patch on top of `base`; returns the last. No file of the work tree changes. */
async function commitPatches(
  session: Session,
  environment: Environment,
  repo: Repo,
  patches: readonly PatchFile[],
  base: string,
): Promise<string> {
  const directory = session.host.makeTemporaryDirectory(undefined, "kas-index-");
  const env = { GIT_INDEX_FILE: join(directory, "index") };
  const run = (args: string[], options: { env?: Environment; stdin?: string } = {}) =>
    gitOutput(session, environment, repo.path, args, {
      ...options,
      env: { ...env, ...options.env },
    });
  try {
    await run(["read-tree", base]);
    let head = base;
    for (const patch of patches) {
      const args = [
        "apply",
        "--cached",
        "--whitespace=nowarn",
        `-p${patch.strip}`,
        "--",
        patch.path,
      ];
      const applied = await git(session, environment, repo.path, args, { env });
      if (applied.status !== 0) {
        throw patchError(repo, patch, applied.stderr);
      }
      const tree = await run(["write-tree"]);
      head = await run(["commit-tree", tree, "-p", head], {
        stdin: patchMessage(patch.id, patch.path),
        env: patchIdentity(patch.date),
      });
    }
    return head;
  } finally {
    await session.host.removeTree(directory);
  }
}
