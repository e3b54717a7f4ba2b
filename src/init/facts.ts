import type { LayerConf } from "./layer_conf.ts";

/** A layer that lies there. */
export interface LayerFacts extends LayerConf {
  /** Seen from its repository's root; empty for the root itself. */
  readonly path: string;
  /** Names of its conf/machine/*.conf, sorted. */
  readonly machines: readonly string[];
  /** Names of its conf/distro/*.conf, sorted. */
  readonly distros: readonly string[];
  /** Names of its recipes of images, sorted. */
  readonly images: readonly string[];
}

/** What git tells of a repository. */
export interface Origin {
  readonly url: string | undefined;
  /** A branch of the remote that has the commit. */
  readonly branch: string | undefined;
  /** The full id of what is checked out. */
  readonly commit: string | undefined;
}

/** A repository that lies there. */
export interface RepoFacts extends Origin {
  /** The name of its directory. */
  readonly name: string;
  /** Seen from the project file's directory. */
  readonly path: string;
  /** The project file lies in it. */
  readonly isOwn: boolean;
  readonly hasOeScript: boolean;
  readonly hasIsarScript: boolean;
  /** It holds bitbake beside or without layers. */
  readonly hasBitbake: boolean;
  readonly layers: readonly LayerFacts[];
}
