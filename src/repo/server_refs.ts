/** What a server has of a repository. */
export interface ServerRefs {
  /** What the repository's tag or branch stands for there; undefined if it is not there. */
  readonly commit: string | undefined;
  /** The id of the wanted tag itself, if it is an annotated one. */
  readonly tagObject: string | undefined;
  /** Names of all tags; null for Mercurial, whose servers do not list them. */
  readonly tags: readonly string[] | null;
}
