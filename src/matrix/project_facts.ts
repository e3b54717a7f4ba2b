import type { Config } from "../config/config.ts";
import type { Repo } from "../repo/repo.ts";
import type { WorkTree } from "../repo/work_tree.ts";

/** All that is known of one project without fetching anything. */
export interface ProjectFacts {
  readonly config: Config;
  /** All repositories; none as long as some are missing. */
  readonly repos: readonly Repo[];
  /** Repositories that files are included of, and that could not be read: what is in them is unknown. */
  readonly missing: readonly MissingRepo[];
  /** What is checked out of the repositories that files are included of, by id. */
  readonly included: ReadonlyMap<string, Pick<WorkTree, "head" | "changes">>;
  /** What is in the directories of local repositories that bitbake reads, by path. */
  readonly contents: ReadonlyMap<string, Content>;
  /** Files of the patches that local repositories hold: `patchKey` → files in their order. */
  readonly patches: ReadonlyMap<string, readonly PatchContent[]>;
}

/** A repository whose files are not read. */
export interface MissingRepo {
  readonly id: string;
  /** Only a checkout verifies its signature, and nothing of it is read before. */
  readonly signed: boolean;
}

/** What is in a directory. */
export type Content =
  /** Git has committed all of it. @see gitglossary(7), "tree object" */
  | { readonly kind: "tree"; readonly id: string }
  /** Something is not as git has it. */
  | { readonly kind: "changed" }
  /** Git knows no commit of it. */
  | { readonly kind: "untracked" };

export interface PatchContent {
  readonly strip: number;
  /** SHA-256 of the file. */
  readonly digest: string;
}

/** A repository's patch in `ProjectFacts.patches`. */
export function patchKey(repo: string, patch: string): string {
  return `${repo}\0${patch}`;
}
