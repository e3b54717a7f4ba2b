import { join } from "node:path";
import { HG_CHANGES_ARGS, hgPatchedBranch, hgStateArgs } from "../../../repo/hg.ts";
import { wantedRef } from "../../../repo/repo.ts";
import { isPythonCache } from "../../../repo/signature.ts";
import type { WorkTree } from "../../../repo/work_tree.ts";
import type { HgRepo } from "./hg.ts";

/** What is checked out. */
export async function readWorkTree(it: HgRepo): Promise<WorkTree> {
  const state = await it.hg.run(hgStateArgs());
  const [head, branch] = state.status === 0 ? state.stdout.split("\n") : [];
  const changes = await readChanges(it);
  const shelves = it.session.host.list(join(it.repo.path, ".hg/shelved"));
  return {
    head: head || null,
    // Named branches are part of changesets: only that of the patches is kas's to choose.
    branch: wantedRef(it.repo) !== null && branch === hgPatchedBranch(it.repo) ? branch : null,
    shownBranch: branch ?? null,
    changes,
    changeCount: changes.length,
    stashes: shelves.filter((name) => name.endsWith(".patch")).length,
    fresh: false,
  };
}

/** Paths with changes, but for those inside other repositories, and for Python's caches. */
export async function readChanges({ hg, nested }: HgRepo): Promise<string[]> {
  const output = await hg.output(HG_CHANGES_ARGS);
  return output.split("\0").filter((path) =>
    path !== "" && !isPythonCache(path) &&
    !nested.some((outer) => path === outer || path.startsWith(`${outer}/`))
  );
}
