import { join, resolve } from "node:path";
import type { Arguments, Option } from "../base/arguments.ts";
import { CommandError, UserError } from "../base/errors.ts";
import { describeAction } from "../base/plan.ts";
import { cleanPlan, parseMountPoints } from "../clean/clean_plan.ts";
import { type BuildSystem, buildSystemOf } from "../config/config.ts";
import { readKasFile } from "../config/kas_file.ts";
import { configFiles } from "../config/settings.ts";
import { accept } from "../run/accept.ts";
import { perform } from "../run/perform.ts";
import { missingForUnshare } from "../run/clean/subordinate_ids.ts";
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

/** Caches in the build directory, and the variables that move them elsewhere. */
const SSTATE = { variable: "SSTATE_DIR", directory: "sstate-cache" };
const DOWNLOADS = { variable: "DL_DIR", directory: "downloads" };
type Cache = typeof SSTATE;
export const ALL_CACHES: readonly Cache[] = [SSTATE, DOWNLOADS];

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
  const buildSystem = findBuildSystem(context, args);
  log.debug(`Run clean in "${buildSystem}" mode`);
  const dryRun = args.flag("dry-run");
  if (dryRun) log.warning("Dry run, not removing anything");
  const buildDir = host.realPath(settings.buildDir);
  const directories = host.list(buildDir)
    .filter((name) => name.startsWith("tmp"))
    .map((name) => join(buildDir, name));
  const rootless = buildSystem === "isar-rootless" && host.uid !== 0 && directories.length > 0;
  const plan = cleanPlan(buildSystem, {
    env: host.env,
    cwd: host.cwd,
    uid: host.uid,
    directories,
    caches: caches
      .map(({ variable, directory }) =>
        resolve(host.cwd, host.env[variable] ?? join(settings.buildDir, directory))
      )
      .filter((path) => host.stat(path)?.kind === "directory")
      .map((path) => ({
        directory: path,
        entries: host.list(path).map((name) => join(path, name)),
      })),
    precious: preciousPaths(context),
    mounts: mountPoints(context),
    namespaceLacks: rootless ? await missingForUnshare(host) : [],
  });
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

/** Directories that no cleaning removes. */
export function preciousPaths({ host, settings }: CommandContext): string[] {
  const home = host.env.HOME ? [host.env.HOME] : [];
  return [settings.workDir, settings.buildDir, host.cwd, ...home]
    .map((path) => host.realPath(path));
}

export function mountPoints({ host }: CommandContext): string[] {
  return parseMountPoints(host.readText("/proc/self/mountinfo") ?? "");
}

/** The build system: an option's, else that of the first project file, as kas looks for it. */
function findBuildSystem({ host, log, settings }: CommandContext, args: Arguments): BuildSystem {
  const named = args.text("config");
  const [file] = configFiles(named, settings, host.cwd);
  const bytes = host.read(file!);
  if (!bytes && named) throw new UserError(`Configuration file not found: ${file}`);
  const root = bytes ? accept(log, readKasFile(file!, bytes)).root : undefined;
  const text = root?.get("build_system");
  const configured = typeof text === "string" ? buildSystemOf(text) : "openembedded";
  if (args.flag("isar-privileged") || text === "isar") return "isar-privileged";
  return args.flag("isar-rootless") ? "isar-rootless" : configured;
}
