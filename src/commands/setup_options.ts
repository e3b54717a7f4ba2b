import type { Arguments, Option, Positional } from "../base/arguments.ts";
import { UserError } from "../base/errors.ts";
import { type BuildOverrides, NO_OVERRIDES } from "../config/build_settings.ts";
import { configFiles } from "../config/settings.ts";
import { COMPATIBLE_KAS } from "../base/version.ts";
import { HOME_VARIABLES } from "../home/home_facts.ts";
import { stopIfCancelled } from "../run/session.ts";
import type { Session, SetupOptions } from "../run/session.ts";
import { CONFIG_CHANGING_STEPS, STEP_NAMES, type StepName } from "../run/step_names.ts";
import type { ReadyProject } from "../run/project.ts";
import { setUp } from "../run/steps.ts";
import type { CommandContext } from "./command.ts";

/** Options of every command that sets the project up. */
export const SETUP_OPTIONS: readonly Option[] = [
  {
    flags: ["--skip"],
    name: "skip",
    kind: "list",
    choices: STEP_NAMES,
    metavar: "STEP",
    help: `Leave a step of the set-up out; can be given several times. Steps: ${
      STEP_NAMES.join(", ")
    }.`,
  },
  {
    flags: ["--force-checkout"],
    name: "force-checkout",
    kind: "flag",
    help: "Check repositories out even where that discards local changes.",
  },
  {
    flags: ["--update"],
    name: "update",
    kind: "flag",
    help: "Fetch branches and tags anew, and do without lockfiles.",
  },
];

export const KEEP_CONFIG_OPTION: Option = {
  flags: ["-k", "--keep-config-unchanged"],
  name: "skip",
  kind: "flag",
  adds: CONFIG_CHANGING_STEPS,
  help: "Leave repositories and the build's configuration as they are.",
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
  help: "Project files, separated by colons; .config.yaml in KAS_WORK_DIR by default.",
};

/** The set-up that a command line asks for. */
export function readSetupOptions(
  args: Arguments,
  fixed: { readonly skip?: readonly StepName[]; readonly warnUnpinned?: boolean } = {},
): SetupOptions {
  const update = args.flag("update");
  return {
    update,
    forceCheckout: args.flag("force-checkout"),
    skip: new Set([...args.list("skip") as StepName[], ...fixed.skip ?? []]),
    warnUnpinned: (fixed.warnUnpinned ?? true) && !update,
    preserveEnvironment: args.flag("preserve-env"),
  };
}

/** A session for a command that sets the project up. @throws UserError if `-E` has no terminal */
export function openSession(context: CommandContext, options: SetupOptions): Session {
  const { host, log, settings, interrupts, cleanups } = context;
  checkContainerVersion(context);
  if (options.preserveEnvironment) {
    for (const variable of HOME_VARIABLES) {
      if (host.env[variable] === undefined) continue;
      log.warning(
        `Environment variable "${variable}" ignored because user environment is being used`,
      );
    }
    if (!host.isTerminal("stdout")) {
      throw new UserError("--preserve-env can only be run from a tty");
    }
    log.warning(
      "Preserving the current environment block may have unintended side effects on the build.",
    );
  }
  return { host, log, settings, options, cancel: interrupts.signal, cleanups };
}

/** Sets the project of a command line up, all but the steps left out. */
export async function setUpProject(
  context: CommandContext,
  args: Arguments,
  options: SetupOptions,
  build: { readonly config?: string | undefined; readonly overrides: BuildOverrides } = {
    config: args.text("config"),
    overrides: NO_OVERRIDES,
  },
): Promise<{ session: Session; project: ReadyProject }> {
  const session = openSession(context, options);
  const files = configFiles(build.config, context.settings, context.host.cwd);
  const project = await setUp(session, { configFiles: files, overrides: build.overrides });
  stopIfCancelled(session);
  return { session, project };
}

function checkContainerVersion({ host, log }: CommandContext): void {
  const launcher = host.env.KAS_CONTAINER_SCRIPT_VERSION;
  if (!launcher || launcher === COMPATIBLE_KAS) return;
  log.warning(
    `kas-container (${launcher}) and kas (${COMPATIBLE_KAS}) versions do not match`,
  );
}
