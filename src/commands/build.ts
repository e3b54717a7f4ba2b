import { CommandError, UserError } from "../base/errors.ts";
import { targetsOf, taskOf } from "../config/build_settings.ts";
import { configFiles } from "../config/settings.ts";
import { writeAttestation } from "../run/report/attest.ts";
import { stopIfCancelled } from "../run/session.ts";
import type { KasCommand } from "./command.ts";
import {
  CONFIG_POSITIONAL,
  KEEP_CONFIG_OPTION,
  readSetupOptions,
  SETUP_OPTIONS,
  setUpProject,
} from "./setup_options.ts";

export const build: KasCommand = {
  name: "build",
  summary: "Check the repositories out and build the targets with bitbake.",
  options: [
    ...SETUP_OPTIONS,
    KEEP_CONFIG_OPTION,
    {
      flags: ["--target"],
      name: "target",
      kind: "list",
      help: "Build this target; can be given several times.",
    },
    {
      flags: ["-c", "--cmd", "--task"],
      name: "task",
      kind: "text",
      help: "Run this task of the targets.",
    },
    {
      flags: ["--provenance"],
      name: "provenance",
      kind: "text",
      choices: ["true", "mode=min", "mode=max"],
      help: "Write an attestation of how the artifacts were built.",
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
  async run(context, args) {
    const { host, log, interrupts } = context;
    const first = args.text("config");
    // `kas build -- -k`: without a project file, all words are bitbake's.
    const bitbakeOnly = first?.startsWith("-") ?? false;
    const extra = [...(bitbakeOnly ? [first!] : []), ...args.list("extra_bitbake_args")];
    const overrides = { targets: args.list("target"), task: args.text("task") };
    const { session, project } = await setUpProject(
      context,
      args,
      readSetupOptions(args),
      {
        config: bitbakeOnly ? undefined : first,
        overrides,
      },
    );
    const bitbake = host.findProgram("bitbake", project.environment);
    if (!bitbake) {
      throw new UserError(
        `bitbake is not in the PATH of the build environment (${
          project.environment.PATH ?? ""
        }): ` +
          "does a repository of the project hold it?",
      );
    }
    const argv = [
      bitbake,
      "-c",
      taskOf(project.config, host.env, overrides),
      ...extra,
      ...targetsOf(project.config, host.env, overrides),
    ];
    const command = { argv, cwd: context.settings.buildDir, env: project.environment };
    const line = `${command.cwd}$ ${argv.join(" ")}`;
    const started = host.now();
    let status: number;
    if (host.isTerminal("stdout")) {
      log.info(line);
      status = await interrupts.attached(() => host.attach(command));
    } else {
      log.debug(line);
      const finished = await host.run(command, {
        abort: interrupts.signal,
        usersProgram: true,
        onLine: (stream, text) => log.write(stream === "stdout" ? "info" : "error", text.trim()),
      });
      status = finished.status;
    }
    stopIfCancelled(session);
    if (status !== 0) throw new CommandError(argv, status);
    const provenance = args.text("provenance");
    if (provenance) {
      const topFiles = configFiles(bitbakeOnly ? undefined : first, context.settings, host.cwd);
      await writeAttestation(session, project, topFiles, {
        started,
        withEnvironment: provenance === "mode=max",
        bitbakeArgs: extra,
      });
    }
    return 0;
  },
};
