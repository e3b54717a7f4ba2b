import type { Environment } from "../base/command.ts";
import type { BuildOverrides } from "../config/build_settings.ts";
import type { Config } from "../config/config.ts";
import type { LocalRepos } from "../repo/local_override.ts";
import type { Repo } from "../repo/repo.ts";

/** What a command asks the steps to set up. */
export interface SetupRequest {
  /** Absolute paths of the configuration files. */
  readonly configFiles: readonly string[];
  readonly overrides: BuildOverrides;
  /** Directories that stand in for repositories, by real paths. */
  readonly local: LocalRepos;
}

/** What the steps have found and made so far; each step returns a new one. */
export interface Project {
  /** Environment of the programs that kas starts. */
  readonly environment: Environment;
  readonly overrides: BuildOverrides;
  readonly local: LocalRepos;
  readonly config: Config | undefined;
  /** All repositories, once the configuration is complete. */
  readonly repos: readonly Repo[] | undefined;
  /** Repositories that includes still wait for. */
  readonly missingRepos: readonly string[];
  /** Root directories of the repositories that includes were read from. */
  readonly includeRoots: ReadonlyMap<string, string>;
  /** Repositories that were fetched in this run, as they were configured then. */
  readonly fetched: ReadonlySet<string>;
  /** Commits that repositories were checked out to: id → commit. */
  readonly commits: ReadonlyMap<string, string>;
}

/** A project after its configuration is complete. */
export interface ReadyProject extends Project {
  readonly config: Config;
  readonly repos: readonly Repo[];
}
