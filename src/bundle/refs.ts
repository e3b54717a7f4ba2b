import { shortRef, tagRevision } from "../repo/git.ts";
import type { Repo } from "../repo/repo.ts";

/** A repository at its pin, whose reference the other side looks it up by. */
export interface RefWish {
  readonly repo: Repo;
  readonly commit: string;
  /** The id of the annotated tag, if it is pinned to one. */
  readonly tagObject: string | undefined;
  /** Whether a legacy refspec is a branch. */
  readonly isBranch: boolean;
}

/** What is asked of the history. */
export interface History {
  /** Whether `commit` is in the history of another one, or is that. */
  isAncestor(commit: string, of: string): Promise<boolean>;
  /** The commit that a branch of the server is at. */
  tipOf(branch: string): Promise<string | undefined>;
}

/**
 * The references of a reference repository. Branches end at the pins: so they are the same
 * whenever the clone was made. Only two pins of one branch of which none is in the other's history
 * need the branch as it is.
 */
export async function bundledRefs(
  wishes: readonly RefWish[],
  history: History,
): Promise<Record<string, string>> {
  const refs = new Map<string, string>();
  for (const { repo, commit, tagObject, isBranch } of wishes) {
    const ref = refOf(repo, isBranch);
    if (ref === undefined) continue;
    const object = ref.startsWith("refs/tags/") ? tagObject ?? commit : commit;
    const other = refs.get(ref);
    if (other === undefined || await history.isAncestor(other, object)) refs.set(ref, object);
    else if (!await history.isAncestor(object, other)) {
      refs.set(ref, await history.tipOf(shortRef(repo.branch ?? repo.refspec!)) ?? object);
    }
  }
  return Object.fromEntries([...refs].sort(([a], [b]) => a < b ? -1 : 1));
}

/** The whole name of the reference that a repository is pinned to; undefined for a commit alone. */
function refOf({ tag, branch, refspec, commit }: Repo, isBranch: boolean): string | undefined {
  if (tag !== null) return tagRevision(tag);
  const name = branch ?? refspec;
  if (name === null || commit === null && /^[0-9a-f]{40,64}$/i.test(name)) return undefined;
  if (name.startsWith("refs/")) return name;
  return branch !== null || isBranch ? `refs/heads/${name}` : tagRevision(name);
}
