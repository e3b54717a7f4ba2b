import { join } from "node:path";
import { CommandError } from "../base/errors.ts";
import { HISTORY_FILE } from "../clean/work_files.ts";
import { NO_OVERRIDES, targetsOf, taskOf } from "../config/build_settings.ts";
import { defineCommand } from "./command.ts";
import { openProject, type ProjectRequest } from "./open_project.ts";
import { runInBuild, userShell } from "./run_in_build.ts";
import {
  CONFIG_POSITIONAL,
  KEEP_CONFIG_OPTION,
  PRESERVE_ENV_OPTION,
  readProjectRequest,
  SETUP_OPTIONS,
} from "./setup_options.ts";

export interface ShellOptions {
  readonly project: ProjectRequest;
  /** Command line for the shell; undefined is an interactive shell. */
  readonly commandLine: string | undefined;
}

export const shell = defineCommand<ShellOptions>({
  options: [
    ...SETUP_OPTIONS,
    PRESERVE_ENV_OPTION,
    KEEP_CONFIG_OPTION,
    {
      flags: ["-c", "--command"],
      name: "command",
      kind: "text",
      help: "Run this command line instead of an interactive shell.",
    },
  ],
  positionals: [CONFIG_POSITIONAL],
  examples: [
    ["kas shell kas.yml -c 'bitbake -e'", "Its exit status is kas's."],
  ],
  read: (args) => ({
    project: readProjectRequest(args),
    commandLine: args.text("command") || undefined,
  }),
  async run(context, { project: request, commandLine }) {
    const { host, log, settings } = context;
    const opened = await openProject(context, request);
    const { session, project } = opened;
    // Whoever works in the shell may call kas there.
    session.lock.release();
    const task = taskOf(project.config, host.env, NO_OVERRIDES);
    const targets = targetsOf(project.config, host.env, NO_OVERRIDES);
    log.info(`To start the default build, run: bitbake -c ${task} ${targets.join(" ")}`);
    const argv = userShell(project.environment, commandLine);
    const history = { HISTFILE: join(settings.workDir, HISTORY_FILE) };
    const status = await runInBuild(context, opened, argv, history);
    if (status !== 0) {
      log.error("Shell returned non-zero exit status");
      throw new CommandError(argv, status, true);
    }
    return 0;
  },
});
