import type { LocalRepo } from "../../container/facts.ts";

/** Where a project is on the host; all paths are real ones. */
export interface ProjectPlace {
  /** The project files: those of the command line, or the one that the menu saved. */
  readonly files: readonly string[];
  readonly repoDir: string;
  readonly workDir: string;
  readonly localRepos: readonly LocalRepo[];
}
