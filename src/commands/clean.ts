import { type Arguments, flagOption, type Option } from "../base/arguments.ts";
import { Cancelled, CommandError } from "../base/errors.ts";
import { describeAction } from "../base/plan.ts";
import { ALL_CACHES, type Cache, SSTATE } from "../clean/caches.ts";
import { cleanedBuildSystem, cleanPlan } from "../clean/clean_plan.ts";
import { notRemoved } from "../clean/errors.ts";
import type { Kept } from "../clean/kept.ts";
import { configuredBuildSystem, gatherCleanFacts } from "../run/clean/clean_facts.ts";
import { perform } from "../run/perform.ts";
import { WorkDirLock } from "../run/work_dir_lock.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { NO_WAIT_OPTION } from "./setup_options.ts";

export const CLEAN_OPTIONS: readonly Option[] = [
  flagOption("dry-run", "Print what would be done, and do nothing."),
  flagOption("force", "Remove what holds work of the user's, too."),
  NO_WAIT_OPTION,
  {
    flags: ["--isar-privileged", "--isar"],
    name: "isar-privileged",
    kind: "flag",
    group: "build system",
    help: "Clean after an Isar build with root privileges.",
  },
  flagOption("isar-rootless", "Clean after an Isar build without root.", "build system"),
];

export interface CleanOptions {
  /** Project files, separated by colons; undefined is .config.yaml in the work directory. */
  readonly config: string | undefined;
  /** The build system that an option names. */
  readonly buildSystem: "isar-privileged" | "isar-rootless" | undefined;
  readonly dryRun: boolean;
  /** What is not kas's alone is removed, too, unless it is precious. */
  readonly force: boolean;
  /** Fail instead of waiting for another kas in the same work directory. */
  readonly noWait: boolean;
  /** Caches that are emptied, too. */
  readonly caches: readonly Cache[];
}

export function readCleanOptions(args: Arguments, caches: readonly Cache[]): CleanOptions {
  return {
    config: args.text("config"),
    buildSystem: (["isar-privileged", "isar-rootless"] as const).find((name) => args.flag(name)),
    dryRun: args.flag("dry-run"),
    force: args.flag("force"),
    noWait: args.flag("no-wait"),
    caches,
  };
}

function cleanCommand(caches: readonly Cache[]) {
  return defineCommand<CleanOptions>({
    options: CLEAN_OPTIONS,
    positionals: [{
      name: "config",
      arity: "optional",
      offers: "project",
      help: "Project files, to know the build system from.",
    }],
    read: (args) => readCleanOptions(args, caches),
    run: runClean,
  });
}

export const clean = cleanCommand([]);
export const cleansstate = cleanCommand([SSTATE]);
export const cleanall = cleanCommand(ALL_CACHES);

async function runClean(context: CommandContext, options: CleanOptions): Promise<number> {
  const { host, log, settings, interrupts } = context;
  const lock = new WorkDirLock(host, log, settings.workDir, options.noWait, interrupts.signal);
  if (!options.dryRun) await lock.take();
  const kept = await cleanUp(context, options);
  if (kept.length > 0) throw notRemoved(kept);
  return 0;
}

/**
 * Cleans, or tells what would be done; the work directory is the caller's.
 * @param around what is known to stay already
 * @returns what else stays
 */
export async function cleanUp(
  context: CommandContext,
  options: CleanOptions,
  around: readonly Kept[] = [],
): Promise<readonly Kept[]> {
  const { host, log, settings, interrupts } = context;
  const configured = await configuredBuildSystem(context, options.config);
  const buildSystem = cleanedBuildSystem(options.buildSystem, configured);
  log.debug(`Run clean in "${buildSystem}" mode`);
  if (options.dryRun) log.warning("Dry run, not removing anything");
  const { caches, force } = options;
  const facts = await gatherCleanFacts(host, settings, buildSystem, caches, force, around);
  const plan = cleanPlan(buildSystem, facts);
  if (options.dryRun) {
    for (const action of plan.actions) {
      if (action.kind === "log") log.info(action.message);
      else host.print(`${describeAction(action, host)}\n`);
    }
    return facts.kept;
  }
  const attached = plan.actions.find((action) => action.kind === "attach");
  const performer = { host, log, cancel: interrupts.signal };
  const work = () => perform(performer, plan);
  const status = attached ? await interrupts.attachedToStop(work) : await work();
  if (interrupts.signal.aborted) throw new Cancelled();
  if (status !== 0 && attached?.kind === "attach") {
    throw new CommandError(attached.command.argv, status);
  }
  return facts.kept;
}
