import { join } from "node:path";
import { flagOption } from "../base/arguments.ts";
import { type BuildSystem, buildSystemOf } from "../config/config.ts";
import { DEFAULT_CONFIG } from "../config/settings.ts";
import { works } from "../doctor/diagnose.ts";
import { unknownMode } from "../doctor/errors.ts";
import { reportJson, reportText } from "../doctor/report.ts";
import { configuredBuildSystem } from "../run/clean/clean_facts.ts";
import { examine } from "../run/doctor/examine.ts";
import { type CommandContext, defineCommand } from "./command.ts";

const MODES: readonly BuildSystem[] = ["openembedded", "isar-privileged", "isar-rootless"];
const ENGINES = ["podman", "docker", "none"] as const;
/** Nothing that was asked for works. */
const NOTHING_WORKS = 1;

export interface DoctorOptions {
  /** The build system to judge; undefined: the project's, or all. */
  readonly mode: BuildSystem | undefined;
  readonly engine: typeof ENGINES[number] | undefined;
  readonly json: boolean;
}

export const doctor = defineCommand<DoctorOptions>({
  options: [
    {
      flags: ["--engine"],
      name: "engine",
      kind: "text",
      choices: ENGINES,
      help: "Builds are made in containers of this engine, or right here (none). By default the " +
        "one that kas-container would take; in a container that has no engine, none.",
    },
    flagOption("json", "Print a list of check, level, message, remedy and modes."),
  ],
  positionals: [{
    name: "mode",
    arity: "optional",
    help: `The build system: ${MODES.join(", ")}. By default that of .config.yaml or kas.yml; ` +
      "without those files, all.",
  }],
  examples: [["kas doctor isar-rootless", "Can this host build for Isar without root?"]],
  read: (args) => {
    const mode = MODES.find((known) => known === args.text("mode"));
    if (mode === undefined && args.text("mode") !== undefined) {
      throw unknownMode(args.text("mode")!, MODES);
    }
    const engine = ENGINES.find((known) => known === args.text("engine"));
    return { mode, engine, json: args.flag("json") };
  },
  async run(context, { mode, engine, json }) {
    const { host, log, settings, cleanups, interrupts } = context;
    const asked = mode ?? await projectsBuildSystem(context);
    const modes = asked === undefined ? MODES : [asked];
    const cancel = interrupts.signal;
    const diagnoses = await examine({ host, log, settings, cancel, cleanups }, modes, engine);
    host.print((json ? reportJson : reportText)(diagnoses));
    return diagnoses.some(({ findings }) => works(findings)) ? 0 : NOTHING_WORKS;
  },
});

/** The build system of the project in the work or current directory; undefined without one. */
async function projectsBuildSystem(context: CommandContext): Promise<BuildSystem | undefined> {
  const { host, settings } = context;
  const files = [join(settings.workDir, DEFAULT_CONFIG), join(host.cwd, "kas.yml")];
  const file = files.find((path) => host.stat(path)?.kind === "file");
  if (file === undefined) return undefined;
  return buildSystemOf(await configuredBuildSystem(context, file));
}
