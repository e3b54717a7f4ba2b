import { type Arguments, NO_ARGUMENTS } from "../base/arguments.ts";
import { CommandError } from "../base/errors.ts";
import { targetsOf, taskOf } from "../config/build_settings.ts";
import { bitbakeNotFound } from "../bitbake/errors.ts";
import { OutputLevel } from "../bitbake/output_level.ts";
import { BuildLog } from "../run/bitbake/build_log.ts";
import { writeAttestation } from "../run/report/attest.ts";
import { stopIfCancelled } from "../run/session.ts";
import { BUILD_OVERRIDE_OPTIONS, readBuildOverrides } from "./build_overrides.ts";
import { defineCommand } from "./command.ts";
import { openProject, type ProjectRequest } from "./open_project.ts";
import {
  CONFIG_POSITIONAL,
  KEEP_CONFIG_OPTION,
  readProjectRequest,
  SETUP_OPTIONS,
} from "./setup_options.ts";

export interface BuildOptions {
  readonly project: ProjectRequest;
  /** Further arguments for bitbake. */
  readonly bitbakeArgs: readonly string[];
  /** Which attestation to write; `max` has the variables of the configuration in it. */
  readonly provenance: "min" | "max" | undefined;
}

export const build = defineCommand<BuildOptions>({
  options: [
    ...SETUP_OPTIONS,
    KEEP_CONFIG_OPTION,
    ...BUILD_OVERRIDE_OPTIONS,
    {
      flags: ["--provenance"],
      name: "provenance",
      kind: "text",
      choices: ["true", "mode=min", "mode=max"],
      metavar: "MODE",
      help:
        "Attest the build: true, mode=min or mode=max. An attestation tells how the artifacts " +
        "were built; with mode=max, it has the variables in it.",
    },
  ],
  positionals: [
    CONFIG_POSITIONAL,
    {
      name: "extra_bitbake_args",
      arity: "many",
      help: "Further arguments for bitbake; put them after --.",
    },
  ],
  examples: [
    ["kas build kas.yml:debug.yml", "With a second file on top."],
    ["kas build kas.yml -- -k", "With -k for bitbake."],
  ],
  read,
  async run(context, options) {
    const { host, log, settings, interrupts } = context;
    const { session, project, files } = await openProject(context, options.project);
    const bitbake = host.findProgram("bitbake", project.environment);
    if (!bitbake) throw bitbakeNotFound(project.environment.PATH ?? "");
    const argv = [
      bitbake,
      "-c",
      taskOf(project.config, host.env, options.project.overrides),
      ...options.bitbakeArgs,
      ...targetsOf(project.config, host.env, options.project.overrides),
    ];
    const command = { argv, cwd: settings.buildDir, env: project.environment };
    const line = `${command.cwd}$ ${argv.join(" ")}`;
    const started = host.now();
    let status: number;
    let output: string | undefined;
    if (host.isTerminal("stdout")) {
      log.info(line);
      status = await interrupts.attachedToStop(() => host.attach(command, interrupts.signal));
    } else {
      log.debug(line);
      const levels = { stdout: new OutputLevel("info"), stderr: new OutputLevel("error") };
      const buildLog = new BuildLog(session);
      try {
        const finished = await host.run(command, {
          abort: interrupts.signal,
          usersProgram: true,
          collect: "none",
          onLine: (stream, text) => {
            buildLog.add(text);
            log.write(levels[stream].of(text), text.trim());
          },
        });
        status = finished.status;
        output = buildLog.path;
      } finally {
        buildLog.close();
      }
    }
    stopIfCancelled(session);
    if (status !== 0) throw new CommandError(argv, status, false, output);
    if (options.provenance) {
      await writeAttestation(session, project, files, {
        started,
        withEnvironment: options.provenance === "max",
        bitbakeArgs: options.bitbakeArgs,
      });
    }
    return 0;
  },
});

/** What `kas build` does without any argument. */
export const BUILD_DEFAULTS: BuildOptions = read(NO_ARGUMENTS);

function read(args: Arguments): BuildOptions {
  const first = args.text("config");
  // `kas build -- -k`: without a project file, all words are bitbake's.
  const isConfig = first !== undefined && !first.startsWith("-");
  const provenance = args.text("provenance");
  return {
    project: {
      ...readProjectRequest(args, { holds: true }),
      config: isConfig ? first : undefined,
      overrides: readBuildOverrides(args),
    },
    bitbakeArgs: [
      ...(first === undefined || isConfig ? [] : [first]),
      ...args.list("extra_bitbake_args"),
    ],
    provenance: provenance === undefined ? undefined : provenance === "mode=max" ? "max" : "min",
  };
}
