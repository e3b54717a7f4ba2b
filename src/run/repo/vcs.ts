import type { Repo } from "../../repo/repo.ts";
import type { Commit } from "../../report/commit_log.ts";
import type { Tracking } from "../../report/dump.ts";
import type { ServerRefs } from "../../repo/server_refs.ts";
import type { Distance, Wanted, WorkTree } from "../../repo/work_tree.ts";
import type { Progress } from "../progress.ts";
import type { PatchFile } from "./find_patches.ts";
import type { Seal } from "./git/seal.ts";

/**
 * One repository under version control, bound to its run, its environment and its
 * neighbours. Whoever works on repositories goes through this; git and Mercurial implement it.
 */
export interface Vcs {
  readonly repo: Repo;
  /** The local branch for the patches. */
  readonly patchedBranch: string;
  /** The local branch that a checkout is on; null for none. */
  readonly checkoutBranch: string | null;
  /** The date that a patch's text tells of itself. */
  patchDate(text: string): string | undefined;

  /**
   * Brings the repository to disk, with what it is pinned to. Nothing is fetched when that is
   * there already, unless `--update` asks for it.
   */
  fetch(progress: Progress): Promise<void>;
  /** What is checked out; what a killed run has left half done is mended first. */
  state(): Promise<WorkTree>;
  /** What the repository is pinned to. @throws UserError if it does not have that */
  wanted(state: WorkTree): Promise<Wanted>;
  /** How two commits stand to each other; undefined if the repository lacks one of them. */
  distance(from: string, to: string): Promise<Distance | undefined>;
  /** The same for a commit that only the server may have; undefined, too, if that cannot be told. */
  distanceToRemote(from: string, to: string): Promise<Distance | undefined>;
  /** What the server has now. @throws UserError if it cannot be asked */
  serverRefs(): Promise<ServerRefs>;
  /** The full id of a commit; undefined if the repository does not have it. */
  resolve(revision: string): Promise<string | undefined>;
  /** The verified objects of a commit, apart from the repository. @throws UserError but for git */
  seal(commit: string): Promise<Seal>;
  /** Checks a commit out. @param state what is checked out now */
  moveTo(wanted: Wanted, state: WorkTree): Promise<void>;
  /**
   * Makes one commit for each patch on top of `base`, on the branch for patches, and checks
   * the last one out. The work tree has no local changes. @returns the id of the last commit
   */
  commitPatches(base: string, patches: readonly PatchFile[], state: WorkTree): Promise<string>;

  /** The id of the last commit that `commitPatches` would make: nothing is written. */
  patchedCommit(base: string, patches: readonly PatchFile[]): Promise<string>;

  /** The commit that the repository stands for; undefined if it cannot be resolved. */
  revision(): Promise<string | undefined>;
  /** When a commit was made, in seconds since 1970; undefined if the repository does not have it. */
  commitTime(commit: string): Promise<number | undefined>;
  /** The id of an annotated tag itself, which a lock may name as well as its commit. */
  tagObject(): Promise<string | undefined>;
  /** URL, commit and state of what is on disk; undefined outside version control. */
  tracking(): Promise<Tracking & { readonly dirty: boolean } | undefined>;
  /** Whether a path that differs between two commits is one of those asked for. */
  changes(from: string, to: string, asked: (path: string) => boolean): Promise<boolean>;
  /** Whether a file belongs to the history of the repository. */
  tracks(file: string): Promise<boolean>;
  /**
   * The commits of `to` that `from` lacks, the latest first; none for Mercurial.
   * @throws UserError if the repository lacks one of the two
   */
  commitsBetween(from: string, to: string): Promise<Commit[]>;
  /**
   * Why the repository holds more than its URL and the patches can give again: changes, commits,
   * stashes and the like. Empty if it is kas's alone.
   */
  ownWork(): Promise<string[]>;
}
