import type { Kept } from "./kept.ts";

/** A directory that is to be emptied, as it was found. */
export interface EmptiedDirectory {
  /** The real path; that of the link itself where it is one. */
  readonly path: string;
  /** Where it leads, if it is a link. */
  readonly linkTo: string | undefined;
  readonly names: readonly string[];
  /** Files in it that belong to the history of a git repository. */
  readonly tracked: readonly string[];
  /** Names of what is a repository itself. */
  readonly repositories: readonly string[];
}

/** What tells that a directory is what it is taken for. */
export type Recognized = (names: readonly string[]) => boolean;

const BUILD_ENTRY = new RegExp(
  "^(?:tmp.*|conf|cache|sstate-cache|downloads|buildtools|workspace|CACHEDIR\\.TAG|kas-build\\.log|" +
    "bitbake[-.].*|hashserve\\..*)$",
);

/**
 * A build directory has bitbake's configuration, or nothing but what builds leave.
 * @param conf names in its directory `conf`
 */
export const isBuildDirectory = (conf: readonly string[]): Recognized => (names) =>
  conf.includes("local.conf") || conf.includes("bblayers.conf") ||
  names.every((name) => BUILD_ENTRY.test(name));

/** bitbake marks each download, and gathers those of git. */
export const isDownloads: Recognized = (names) =>
  names.length === 0 || names.some((name) => name === "git2" || name.endsWith(".done"));

/** bitbake's shared state is in directories of two hexadecimal digits, or of a distribution's name. */
export const isSharedState: Recognized = (names) =>
  names.length === 0 ||
  names.some((name) => /^(?:[0-9a-f]{2}|universal.*|sstate:.*)$/.test(name));

/** Buildtools have a file with their version; an installer comes before them. */
export const isBuildtools: Recognized = (names) =>
  names.length === 0 ||
  names.some((name) => /^version-|^environment-setup-|-buildtools-.*\.sh(?:\.part)?$/.test(name));

/**
 * Why a directory is not emptied; undefined if it is.
 * @param what what it should be, with an article
 */
export function keptDirectory(
  found: EmptiedDirectory,
  what: string,
  recognized: Recognized,
  force: boolean,
): Kept | undefined {
  const { path, linkTo, names, tracked } = found;
  if (linkTo !== undefined) {
    const reasons = [`it is a link to ${linkTo}, which is not entered: name that itself`];
    return { path, reasons, byForce: false };
  }
  if (force) return undefined;
  if (tracked.length > 0) {
    return { path, reasons: [`a git repository has files in it (${tracked[0]})`], byForce: true };
  }
  if (recognized(names)) return undefined;
  return { path, reasons: [`it does not look like ${what}`], byForce: true };
}

/** Repositories that lie in an emptied directory: they are nobody's products. */
export function keptRepositories(
  { path, repositories }: EmptiedDirectory,
  own: readonly string[],
  force: boolean,
): Kept[] {
  if (force) return [];
  return repositories.map((name) => `${path}/${name}`).filter((each) => !own.includes(each))
    .map((each) => ({
      path: each,
      reasons: ["it is a repository of its own"],
      byForce: true,
    }));
}
