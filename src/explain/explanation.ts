import type { Environment } from "../base/command.ts";
import type { KeyPath, Location } from "../base/problem.ts";
import type { BuildOverrides } from "../config/build_settings.ts";
import type { Config } from "../config/config.ts";
import type { ConfigFile } from "../config/include.ts";
import type { ChainLink } from "../config/provenance.ts";
import type { Value } from "../config/value.ts";
import type { LocalRepos } from "../repo/local_override.ts";

/** What explanations are made of. */
export interface ExplainFacts {
  readonly config: Config;
  /** The files of the command line, as they were asked for. */
  readonly topPaths: readonly string[];
  /** The caller's environment. */
  readonly env: Environment;
  readonly overrides: BuildOverrides;
  readonly local: LocalRepos;
  /** KAS_PREMIRRORS. */
  readonly premirrors: string;
}

/** Where a value comes from. */
export type Origin =
  | {
    readonly kind: "file";
    readonly place: Location;
    /** The key there, which is another one for what an override or a default says. */
    readonly key: KeyPath;
    readonly file: ConfigFile;
    /** Key of the repository that the file is in; undefined for the project's own. */
    readonly repo: string | undefined;
  }
  | { readonly kind: "environment"; readonly variable: string }
  | { readonly kind: "command line"; readonly option: string }
  /** Nobody says anything. */
  | { readonly kind: "default" };

export interface Sourced {
  readonly value: Value;
  readonly origin: Origin;
}

/** Why a key has its value. */
export interface Explanation extends Sourced {
  readonly key: KeyPath;
  /** The includes that lead to the file, from the command line on; empty if it is no file. */
  readonly chain: readonly ChainLink[];
  /** The values that lost, the strongest first. */
  readonly overridden: readonly Sourced[];
  /** What KAS_PREMIRRORS puts before a URL. */
  readonly mirrors: readonly string[];
}
