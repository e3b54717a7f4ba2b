import type { Config, RepoType } from "../config/config.ts";
import type { ConfigPlace } from "../config/config_place.ts";
import type { Layer } from "./layers.ts";

/** A repository with defaults and overrides applied: what kas works on. */
export interface Repo {
  /** Key below `repos`. */
  readonly id: string;
  readonly name: string;
  readonly type: RepoType;
  /** Where it is cloned from; null for a local repository, which kas never changes. */
  readonly url: string | null;
  /** Absolute path of the work tree. */
  readonly path: string;
  readonly commit: string | null;
  readonly tag: string | null;
  readonly branch: string | null;
  /** Deprecated form of the three above. */
  readonly refspec: string | null;
  readonly layers: readonly Layer[];
  readonly patches: readonly RepoPatch[];
  /** Names of accepted signers; undefined where no signature is asked for. */
  readonly allowedSigners: readonly string[] | undefined;
  /** A directory that the user names stands in for it (`--local`): a local one, used as it is. */
  readonly replaced: boolean;
  /** What of the configuration has the last word on a key, or on one below it: of an entry by default. */
  readonly at: (...keys: readonly string[]) => ConfigPlace;
}

/** A repository that kas clones and checks out. */
export type ManagedRepo = Repo & { readonly url: string };

/** One entry of a repository's `patches`. */
export interface RepoPatch {
  readonly id: string;
  /** Key of the repository that holds the patch. */
  readonly repo: string;
  /** A file or a quilt directory, seen from that repository's root. */
  readonly path: string;
}

/** How a reference is called that a repository can be pinned to. */
export type RefKind = "commit" | "tag" | "branch" | "refspec";

/** What a repository is pinned to: commit, tag, branch or refspec, in that order. */
export function wantedRef(repo: Repo): string | null {
  return repo.commit ?? repo.tag ?? repo.branch ?? repo.refspec;
}

/** Whether kas clones and checks out this repository (it never touches local ones). */
export function isManaged(repo: Repo): repo is ManagedRepo {
  return repo.url !== null;
}

/** Ids of the repositories that hold keys for the signatures of these, and for their own. */
export function keyHolders(config: Config, repos: readonly Repo[]): string[] {
  const holders = new Set<string>();
  const add = (signers: readonly string[]) => {
    for (const name of signers) {
      const id = config.signers.get(name)?.repo;
      if (id === undefined || holders.has(id)) continue;
      holders.add(id);
      const entry = config.repos.get(id);
      if (entry?.signed) add(entry.allowedSigners ?? []);
    }
  };
  for (const repo of repos) add(repo.allowedSigners ?? []);
  return [...holders];
}

/** Whether the text may be the beginning of an object id, as git abbreviates them. */
export function isCommitIdStart(text: string): boolean {
  return /^[0-9a-fA-F]{4,64}$/.test(text);
}

/** Whether `commit`, as it was configured, is this id or its beginning: no name of a tag or branch is. */
export function isBeginningOf(commit: string, id: string): boolean {
  return isCommitIdStart(commit) && id.startsWith(commit.toLowerCase());
}

/** Whether the text is a whole SHA-1 or SHA-256 object id, in either case. */
export function isFullCommitId(text: string): boolean {
  return /^(?:[0-9a-fA-F]{40}|[0-9a-fA-F]{64})$/.test(text);
}

/** The text in lower case, if it is a whole object id; else null. */
export function fullCommitId(text: string | null): string | null {
  return text !== null && isFullCommitId(text) ? text.toLowerCase() : null;
}

/** What may stand for another commit tomorrow; undefined for a repository pinned to a commit. */
export function floatingKind(repo: Repo): "tag" | "branch" | "refspec" | undefined {
  if (repo.commit !== null || fullCommitId(repo.refspec) !== null) return undefined;
  return (["tag", "branch", "refspec"] as const).find((key) => repo[key] !== null);
}
