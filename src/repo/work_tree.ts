/** No more changed paths are listed: whether there are some decides, and a few are shown. */
export const MOST_CHANGES = 1000;

/** What is checked out in a repository. */
export interface WorkTree {
  /** Full id of the commit that is checked out; null before the first one. */
  readonly head: string | null;
  /** Local branch that is checked out; null for none (git: HEAD is detached). */
  readonly branch: string | null;
  /**
   * Paths with staged, unstaged or untracked changes, but for those inside other repositories:
   * the first of them, `MOST_CHANGES` at most.
   */
  readonly changes: readonly string[];
  /** How many there are in all. */
  readonly changeCount: number;
  /** Changes that the user has put aside: git's stashes, Mercurial's shelves. */
  readonly stashes: number;
  /** The branch as people know it: Mercurial's named one, too. */
  readonly shownBranch: string | null;
  /** How a local repository of git stands to its upstream, where that was asked for. */
  readonly upstream?: Distance | undefined;
  /** A clone has just made it: it has no files yet. */
  readonly fresh: boolean;
  /** It was looked at before the work on the repository began: look again to change something. */
  readonly early?: true;
}

/** How two commits stand to each other. */
export interface Distance {
  /** Commits that the first has and the second lacks. */
  readonly ahead: number;
  /** Commits that the second has and the first lacks. */
  readonly behind: number;
}

/** What a repository is to have checked out. */
export interface Wanted {
  /** Full id of the commit; undefined for a legacy refspec, which git resolves itself. */
  readonly commit: string | undefined;
  /** The commit as the user named it, for the log. */
  readonly shown: string;
  /** The local branch to be on; null for none. */
  readonly branch: string | null;
}
