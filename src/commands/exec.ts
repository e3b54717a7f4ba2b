import { isAbsolute, join } from "node:path";
import { programNotFound } from "../host/errors.ts";
import { defineCommand } from "./command.ts";
import { commandMissing } from "./errors.ts";
import { openProject, type ProjectRequest } from "./open_project.ts";
import { runInBuild, userShell } from "./run_in_build.ts";
import {
  CONFIG_POSITIONAL,
  LOCAL_OPTION,
  NO_WAIT_OPTION,
  OFFLINE_OPTION,
  readProjectRequest,
} from "./setup_options.ts";

export interface ExecOptions {
  readonly project: ProjectRequest;
  /** The program and its arguments; a single word is a command line for the shell. */
  readonly command: readonly string[];
}

/** As shells end for a program that is not there (POSIX, "Exit Status for Commands"). */
const NOT_FOUND = 127;

export const exec = defineCommand<ExecOptions>({
  options: [OFFLINE_OPTION, NO_WAIT_OPTION, LOCAL_OPTION],
  positionals: [
    CONFIG_POSITIONAL,
    {
      name: "command",
      arity: "behind",
      help: "The program and its arguments; one word is a command line for the shell. It runs in " +
        "the build directory, and its exit status is kas's.",
    },
  ],
  examples: [
    ["kas exec kas.yml -- bitbake -p", "A program with its arguments."],
    ["kas exec kas.yml -- 'bitbake -e | grep ^DISTRO='", "One word is a line for the shell."],
  ],
  read(args) {
    const command = args.list("command");
    if (command.length === 0) throw commandMissing();
    return {
      project: readProjectRequest(args, {
        skip: ["repos_checkout", "repos_apply_patches"],
        source: "disk",
        reads: true,
        warnUnpinned: false,
      }),
      command,
    };
  },
  async run(context, { project: request, command }) {
    const { host, log, settings } = context;
    const opened = await openProject(context, request);
    const { session, project: { environment } } = opened;
    // The command may call kas itself.
    session.lock.release();
    const [word, ...args] = command as [string, ...string[]];
    if (args.length === 0) return await runInBuild(context, opened, userShell(environment, word));
    const isBelow = word.includes("/") && !isAbsolute(word);
    const named = isBelow ? join(settings.buildDir, word) : word;
    const program = host.findProgram(named, environment);
    if (program !== undefined) return await runInBuild(context, opened, [program, ...args]);
    log.error(programNotFound(word).message);
    return NOT_FOUND;
  },
});
