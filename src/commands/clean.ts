import { type Arguments, flagOption, type Option } from "../base/arguments.ts";
import { Cancelled, CommandError } from "../base/errors.ts";
import { describeAction } from "../base/plan.ts";
import { ALL_CACHES, type Cache, SSTATE } from "../clean/caches.ts";
import { cleanedBuildSystem, cleanPlan } from "../clean/clean_plan.ts";
import { configuredBuildSystem, gatherCleanFacts } from "../run/clean/clean_facts.ts";
import { perform } from "../run/perform.ts";
import { type CommandContext, defineCommand } from "./command.ts";

export const CLEAN_OPTIONS: readonly Option[] = [
  flagOption("dry-run", "Print what would be done, and do nothing."),
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
  /** Caches that are emptied, too. */
  readonly caches: readonly Cache[];
}

export function readCleanOptions(args: Arguments, caches: readonly Cache[]): CleanOptions {
  return {
    config: args.text("config"),
    buildSystem: (["isar-privileged", "isar-rootless"] as const).find((name) => args.flag(name)),
    dryRun: args.flag("dry-run"),
    caches,
  };
}

function cleanCommand(name: string, summary: string, caches: readonly Cache[]) {
  return defineCommand<CleanOptions>({
    name,
    summary,
    options: CLEAN_OPTIONS,
    positionals: [{
      name: "config",
      arity: "optional",
      help: "Project files, to know the build system from; .config.yaml by default.",
    }],
    read: (args) => readCleanOptions(args, caches),
    run: runClean,
  });
}

export const clean = cleanCommand(
  "clean",
  "Remove build artifacts; keep sstate and downloads.",
  [],
);
export const cleansstate = cleanCommand("cleansstate", "Remove build artifacts and sstate.", [
  SSTATE,
]);
export const cleanall = cleanCommand(
  "cleanall",
  "Remove build artifacts, sstate and downloads.",
  ALL_CACHES,
);

export async function runClean(
  context: CommandContext,
  options: CleanOptions,
): Promise<number> {
  const { host, log, settings, interrupts } = context;
  const configured = configuredBuildSystem(context, options.config);
  const buildSystem = cleanedBuildSystem(options.buildSystem, configured);
  log.debug(`Run clean in "${buildSystem}" mode`);
  if (options.dryRun) log.warning("Dry run, not removing anything");
  const facts = await gatherCleanFacts(host, settings, buildSystem, options.caches);
  const plan = cleanPlan(buildSystem, facts);
  if (options.dryRun) {
    for (const action of plan.actions) {
      if (action.kind === "log") log.info(action.message);
      else host.print(`${describeAction(action, host)}\n`);
    }
    return 0;
  }
  const performer = { host, log, cancel: interrupts.signal };
  const status = await interrupts.attachedToStop(() => perform(performer, plan));
  if (interrupts.signal.aborted) throw new Cancelled();
  const attached = plan.actions.find((action) => action.kind === "attach");
  if (status !== 0 && attached?.kind === "attach") {
    throw new CommandError(attached.command.argv, status);
  }
  return 0;
}
