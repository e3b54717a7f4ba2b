import { type Arguments, flagOption, type Option, type Positional } from "../base/arguments.ts";
import { NO_OVERRIDES } from "../config/build_settings.ts";
import { type LocalRepos, parseLocalRepos } from "../repo/local_override.ts";
import type { RepoSource, SetupOptions } from "../run/session.ts";
import { CONFIG_CHANGING_STEPS, STEP_NAMES, type StepName } from "../run/step_names.ts";
import type { ProjectRequest } from "./open_project.ts";

/** An option of every command that changes what lies in the work directory. */
export const NO_WAIT_OPTION: Option = flagOption(
  "no-wait",
  "Fail if another kas works in the same work directory.",
);

/** An option of every command that reads the whole project. */
export const LOCAL_OPTION: Option = {
  flags: ["--local"],
  name: "local",
  kind: "list",
  metavar: "NAME=PATH",
  offers: "repo=directory",
  whole: true,
  help:
    "Take your own directory for repository NAME, as it is. It is neither fetched nor checked " +
    "out, patched or verified. Can be given several times.",
};

/** An option of every command that may get repositories, or that builds. */
export const OFFLINE_OPTION: Option = flagOption(
  "offline",
  "Ask no network: what is not here is an error.",
);

/** Options of every command that sets the project up. */
export const SETUP_OPTIONS: readonly Option[] = [
  {
    flags: ["--skip"],
    name: "skip",
    kind: "list",
    choices: STEP_NAMES,
    metavar: "STEP",
    help: `Leave a step of the set-up out. Can be given several times. Steps: ${
      STEP_NAMES.join(", ")
    }.`,
  },
  flagOption("force-checkout", "Check out even where that discards local changes."),
  flagOption("update", "Fetch branches and tags anew, without lockfiles."),
  OFFLINE_OPTION,
  NO_WAIT_OPTION,
  LOCAL_OPTION,
];

export const KEEP_CONFIG_OPTION: Option = {
  flags: ["-k", "--keep-config-unchanged"],
  name: "skip",
  kind: "flag",
  adds: CONFIG_CHANGING_STEPS,
  help: "Leave repositories and configuration as they are.",
};

export const PRESERVE_ENV_OPTION: Option = {
  flags: ["-E", "--preserve-env"],
  name: "preserve-env",
  kind: "flag",
  help: "Start from the caller's environment instead of an empty one.",
};

export const CONFIG_POSITIONAL: Positional = {
  name: "config",
  arity: "optional",
  offers: "project",
  help: "Project files, joined by colons; .config.yaml by default. That is in KAS_WORK_DIR.",
};

/** What a command decides of its set-up, whatever its command line says. */
export interface FixedSetup {
  readonly skip?: readonly StepName[];
  readonly warnUnpinned?: boolean;
  readonly source?: RepoSource;
  readonly useLocks?: boolean;
  /** Repositories are only looked at: patches that are in them stay. */
  readonly reads?: boolean;
  /** The work directory is the command's alone, also while it does its own work. */
  readonly holds?: boolean;
}

/** The set-up that a command line asks for. */
export function readSetupOptions(
  args: Arguments,
  fixed: FixedSetup = {},
): SetupOptions {
  const update = args.flag("update");
  return {
    update,
    offline: args.flag("offline"),
    useLocks: fixed.useLocks ?? !update,
    forceCheckout: args.flag("force-checkout"),
    skip: new Set([...args.list("skip") as StepName[], ...fixed.skip ?? []]),
    warnUnpinned: (fixed.warnUnpinned ?? true) && !update,
    source: fixed.source ?? "fetched",
    reads: fixed.reads ?? false,
    holds: fixed.holds ?? false,
    noWait: args.flag("no-wait"),
    preserveEnvironment: args.flag("preserve-env"),
  };
}

/** The directories that stand in for repositories. @throws UserError */
export function readLocalRepos(args: Arguments): LocalRepos {
  return parseLocalRepos(args.list("local"));
}

/** The project of a command line with one `config`, and its set-up. */
export function readProjectRequest(args: Arguments, fixed: FixedSetup = {}): ProjectRequest {
  return {
    config: args.text("config"),
    setup: readSetupOptions(args, fixed),
    overrides: NO_OVERRIDES,
    local: readLocalRepos(args),
  };
}
