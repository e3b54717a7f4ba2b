import { resolve } from "node:path";
import { type ColourMode, colourMode } from "../base/colour.ts";
import type { Environment } from "../base/command.ts";
import { invalidCloneDepth } from "./errors.ts";

/** A CI system or editor that runs kas, to which kas adapts. */
export type ManagedEnvironment = "GitHub Actions" | "GitLab CI" | "VSCode Remote Containers";

/** What the environment variables of kas say; all directories are absolute. */
export interface Settings {
  readonly workDir: string;
  readonly buildDir: string;
  /** A bundle was imported into the work directory: no network is asked there. */
  readonly imported: boolean;
  /** Where paths of local repositories begin, if that is not the work directory. */
  readonly localDir?: string;
  /** Directory of reference repositories (KAS_REPO_REF_DIR). */
  readonly refDir: string | undefined;
  /** Depth of clones (KAS_CLONE_DEPTH); 0 is the whole history. */
  readonly cloneDepth: number;
  /** `pattern replacement` lines of KAS_PREMIRRORS. */
  readonly premirrors: string;
  readonly managed: ManagedEnvironment | undefined;
  /** Colours of kas and of what it starts. */
  readonly colour: ColourMode;
}

/** The file that kas uses when the command line names none, in the work directory. */
export const DEFAULT_CONFIG = ".config.yaml";

/** What project files are mostly called, the best to offer first. */
export const USUAL_NAMES: readonly string[] = [
  ...["kas.yml", "kas.yaml", "kas-project.yml"],
  DEFAULT_CONFIG,
];

/** The file that tells that a bundle was imported into a work directory. */
export const BUNDLE_RECORD = ".kas-bundle.json";

/** Where what is imported waits until all of it is there. */
export const STAGING = ".kas-import";
/** Tells which files an import was replacing when it was killed. */
export const IMPORT_JOURNAL = `${STAGING}/switch.json`;

/** Where a bundle that is imported into a work directory puts reference repositories. */
export const IMPORTED_REFERENCES = "repo-ref";

/** Where an imported bundle puts what builds download. */
export const IMPORTED_DOWNLOADS = "downloads";

/** The work directory (KAS_WORK_DIR), absolute. */
export function workDirectory(env: Environment, cwd: string): string {
  return resolve(cwd, env.KAS_WORK_DIR ?? "");
}

/**
 * @param imported whether a bundle was imported into the work directory
 * @throws UserError if KAS_CLONE_DEPTH is no number
 */
export function readSettings(
  env: Environment,
  cwd: string,
  imported: boolean,
  colour = colourMode(undefined, env),
): Settings {
  const workDir = workDirectory(env, cwd);
  const depth = env.KAS_CLONE_DEPTH ?? "0";
  if (!/^[0-9]+$/.test(depth)) throw invalidCloneDepth(depth);
  return {
    workDir,
    imported,
    buildDir: env.KAS_BUILD_DIR === undefined
      ? resolve(workDir, "build")
      : resolve(cwd, env.KAS_BUILD_DIR),
    refDir: env.KAS_REPO_REF_DIR
      ? resolve(cwd, env.KAS_REPO_REF_DIR)
      : imported
      ? resolve(workDir, IMPORTED_REFERENCES)
      : undefined,
    cloneDepth: Number(depth),
    premirrors: env.KAS_PREMIRRORS ?? "",
    managed: managedEnvironment(env),
    colour,
  };
}

function managedEnvironment(env: Environment): ManagedEnvironment | undefined {
  if (env.GITHUB_ACTIONS === "true") return "GitHub Actions";
  if (env.GITLAB_CI === "true") return "GitLab CI";
  if (env.REMOTE_CONTAINERS === "true") return "VSCode Remote Containers";
  return undefined;
}

/** The configuration files that a command line argument names, absolute. */
export function configFiles(
  argument: string | undefined,
  settings: Settings,
  cwd: string,
): string[] {
  if (!argument) return [resolve(settings.workDir, DEFAULT_CONFIG)];
  return argument.split(":").map((file) => resolve(cwd, file));
}
