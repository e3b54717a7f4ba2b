import { join } from "node:path";
import type { Environment } from "../base/command.ts";
import { KEY_CACHE } from "../repo/signature.ts";
import type { Settings } from "../config/settings.ts";
import { storesMissing } from "./errors.ts";
import type { BundledFile, Manifest } from "./manifest.ts";
import { SITE } from "./site_files.ts";

/** Where what a bundle holds goes. */
export interface Site {
  /** Holds the record of imports. */
  readonly root: string;
  /** Where files of the project go; undefined where it is the caller's. */
  readonly project: string | undefined;
  readonly references: string | undefined;
  readonly downloads: string | undefined;
  readonly sstate: string | undefined;
  readonly hashserv: string;
  readonly programs: string | undefined;
  readonly keys: string;
}

/** A directory that becomes a work directory. */
export function ownSite(root: string): Site {
  return {
    root,
    project: root,
    references: join(root, SITE.references),
    downloads: join(root, SITE.downloads),
    sstate: join(root, SITE.sstate),
    hashserv: join(root, SITE.hashserv),
    programs: join(root, SITE.programs),
    keys: join(root, KEY_CACHE),
  };
}

/**
 * The caller's own directories, as the variables name them.
 * @param env with absolute paths
 * @throws UserError if one is not named that the bundle has something for
 */
export function callersSite(manifest: Manifest, settings: Settings, env: Environment): Site {
  const has = (...parts: readonly string[]) =>
    manifest.files.some(({ part }) => parts.includes(part));
  const { DL_DIR, SSTATE_DIR } = env;
  const missing = [
    ...manifest.references.length > 0 && settings.refDir === undefined ? ["KAS_REPO_REF_DIR"] : [],
    ...has("download", "buildtools") && !DL_DIR ? ["DL_DIR"] : [],
    ...has("sstate") && !SSTATE_DIR ? ["SSTATE_DIR"] : [],
  ];
  if (missing.length > 0) throw storesMissing(missing);
  return {
    root: settings.refDir ?? settings.workDir,
    project: undefined,
    references: settings.refDir,
    downloads: DL_DIR,
    sstate: SSTATE_DIR,
    hashserv: env.BB_HASHSERVE_DB_DIR ?? join(settings.buildDir, "cache"),
    programs: undefined,
    keys: join(settings.workDir, KEY_CACHE),
  };
}

/** The directory that a file of a bundle goes to; undefined where it has no place. */
export function directoryOf(site: Site, { part }: BundledFile): string | undefined {
  switch (part) {
    case "project":
      return site.project;
    case "download":
    case "buildtools":
      return site.downloads;
    case "sstate":
      return site.sstate;
    case "hashserv":
      return site.hashserv;
    case "kas":
      return site.programs;
    // It goes into a keyring.
    case "key":
      return undefined;
  }
}
