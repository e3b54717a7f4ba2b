import type { BuildSystem } from "../config/config.ts";

/** One entry of `repos` in a first project file. */
export interface ProjectRepo {
  readonly id: string;
  /** What is said of it above. */
  readonly note: string;
  readonly url: string | undefined;
  /** Where it lies, if that is not told by its id. */
  readonly path: string | undefined;
  readonly branch: string | undefined;
  readonly commit: string | undefined;
  /** The layers in use; undefined for the root alone. */
  readonly layers: readonly string[] | undefined;
  /** Layers that it has, too. */
  readonly others: readonly string[];
}

/** What a first project file says. */
export interface FirstProject {
  readonly buildSystem: BuildSystem;
  readonly machine: string;
  /** Others that there are, of the layers in use; so for the next two. */
  readonly machines: readonly string[];
  readonly distro: string;
  readonly distros: readonly string[];
  readonly target: string;
  readonly targets: readonly string[];
  readonly repos: readonly ProjectRepo[];
  /** Paths that bitbake's configuration cannot hold. */
  readonly leftOut: readonly string[];
  /** Collections that layers in use need and that are nowhere. */
  readonly missing: readonly Missing[];
}

/** A collection that is needed and that no layer has. */
export interface Missing {
  readonly collection: string;
  readonly neededBy: string;
}

/** What is said of it, in the file and while it is written. */
export function missingText({ collection, neededBy }: Missing): string {
  return `Missing: ${collection}, which ${neededBy} needs; add the repository that has it`;
}
