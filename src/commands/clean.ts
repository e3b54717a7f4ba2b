import type { Arguments, Option } from "../base/arguments.ts";
import { CommandError } from "../base/errors.ts";
import { describeAction } from "../base/plan.ts";
import { ALL_CACHES, type Cache, SSTATE } from "../clean/caches.ts";
import { cleanedBuildSystem, cleanPlan } from "../clean/clean_plan.ts";
import { configuredBuildSystem, gatherCleanFacts } from "../run/clean/clean_facts.ts";
import { perform } from "../run/perform.ts";
import type { CommandContext, KasCommand } from "./command.ts";

export const CLEAN_OPTIONS: readonly Option[] = [
  {
    flags: ["--dry-run"],
    name: "dry-run",
    kind: "flag",
    help: "Print what would be done, and do nothing.",
  },
  {
    flags: ["--isar-privileged", "--isar"],
    name: "isar-privileged",
    kind: "flag",
    group: "build system",
    help: "Clean after an Isar build with root privileges.",
  },
  {
    flags: ["--isar-rootless"],
    name: "isar-rootless",
    kind: "flag",
    group: "build system",
    help: "Clean after an Isar build without root.",
  },
];

function cleanCommand(name: string, summary: string, caches: readonly Cache[]): KasCommand {
  return {
    name,
    summary,
    options: CLEAN_OPTIONS,
    positionals: [{
      name: "config",
      arity: "optional",
      help: "Project files, to know the build system from; .config.yaml by default.",
    }],
    run: (context, args) => runClean(context, args, caches),
  };
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
  args: Arguments,
  caches: readonly Cache[],
): Promise<number> {
  const { host, log, settings, interrupts } = context;
  const configured = configuredBuildSystem(host, settings, args.text("config"));
  const asked = (["isar-privileged", "isar-rootless"] as const).find((name) => args.flag(name));
  const buildSystem = cleanedBuildSystem(asked, configured);
  log.debug(`Run clean in "${buildSystem}" mode`);
  const dryRun = args.flag("dry-run");
  if (dryRun) log.warning("Dry run, not removing anything");
  const facts = await gatherCleanFacts(host, settings, buildSystem, caches);
  const plan = cleanPlan(buildSystem, facts);
  if (dryRun) {
    for (const action of plan.actions) {
      if (action.kind === "log") log.info(action.message);
      else host.print(`${describeAction(action, host.env)}\n`);
    }
    return 0;
  }
  const status = await interrupts.attached(() => perform(host, log, plan));
  const attached = plan.actions.find((action) => action.kind === "attach");
  if (status !== 0 && attached?.kind === "attach") {
    throw new CommandError(attached.command.argv, status);
  }
  return 0;
}
