import type { Lock } from "../config/lock_of.ts";
import { fullCommitId, isManaged, type Repo, wantedRef } from "./repo.ts";
import type { Distance } from "./work_tree.ts";

/** What the patches of the project are in a repository. */
export type PatchState =
  /** They are checked out, and nothing else on top of the wanted commit. */
  | "applied"
  /** They are, but commits were added to or changed since. */
  | "amended"
  /** They are not, or not as the project has them now. */
  | "missing";

/** How a repository on disk stands to what the project wants. */
export interface RepoStatus {
  readonly name: string;
  readonly path: string;
  /** `local`: it is used as it is; `replaced`: so is a directory of `--local` in its place. */
  readonly kind: "managed" | "local" | "replaced";
  /** Full id of the commit that the project wants; null for none, or one that is not known yet. */
  readonly wanted: string | null;
  /** Whether that commit is in the repository; null where no commit is wanted. */
  readonly fetched: boolean | null;
  /** What the commit was named by: a commit, tag, branch or refspec. */
  readonly ref: string | null;
  /** Full id of the commit that is checked out; null where nothing is. */
  readonly actual: string | null;
  /** The branch that kas would check it out on; null for none. */
  readonly wantedBranch: string | null;
  /** The branch that is checked out; null for none. */
  readonly branch: string | null;
  /** Whether it is the wanted commit, on the branch that kas would check it out on. */
  readonly asWanted: boolean;
  /**
   * How what is checked out stands to what is wanted, with the patches; a local repository of git
   * to its upstream. Null where that is not known.
   */
  readonly distance: Distance | null;
  /** Files with changes. */
  readonly changes: number;
  readonly stashes: number;
  /** Null for a repository without patches. */
  readonly patched: PatchState | null;
  /** Path of the lockfile whose commit is wanted; null if no lockfile says it. */
  readonly lockedBy: string | null;
  /** Whether it is as signed; null if nobody asks for that, or it cannot be told. */
  readonly signed: boolean | null;
  /** What else keeps it from being as wanted, or from being looked at. */
  readonly problems: readonly string[];
}

/** Whether a repository is not as the project wants it; a local one is as it is. */
export function differs(status: RepoStatus): boolean {
  if (status.problems.length > 0) return true;
  if (status.kind !== "managed") return status.signed === false;
  const isPatched = status.patched === null || status.patched === "applied";
  return !status.asWanted || status.changes > 0 || !isPatched || status.signed === false;
}

/** The status of a repository that is not on disk. */
export function absentStatus(repo: Repo, lock: Lock | undefined): RepoStatus {
  const ref = wantedRef(repo);
  return {
    name: repo.name,
    path: repo.path,
    kind: repo.replaced ? "replaced" : isManaged(repo) ? "managed" : "local",
    wanted: fullCommitId(ref),
    fetched: ref === null ? null : false,
    ref,
    actual: null,
    wantedBranch: null,
    branch: null,
    asWanted: false,
    distance: null,
    changes: 0,
    stashes: 0,
    patched: null,
    lockedBy: lock !== undefined && lock.commit === ref ? lock.path : null,
    signed: null,
    problems: [],
  };
}
