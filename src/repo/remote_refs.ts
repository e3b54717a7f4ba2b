/** What a server has of a repository. */
export interface RemoteRefs {
  /** What the repository's tag or branch stands for there; undefined if it is not there. */
  readonly commit: string | undefined;
  /** Names of all tags; null for Mercurial, whose servers do not list them. */
  readonly tags: readonly string[] | null;
}
