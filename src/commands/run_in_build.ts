import type { Environment } from "../base/command.ts";
import { stopIfCancelled } from "../run/session.ts";
import type { CommandContext } from "./command.ts";
import type { OpenProject } from "./open_project.ts";

/**
 * Runs a program of the user's in the build directory, with the environment of the build and the
 * caller's terminal. @returns its status; 128 + the signal's number if a signal ended it
 * @param more variables beside those of the build
 */
export async function runInBuild(
  { host, settings, interrupts }: CommandContext,
  { session, project }: OpenProject,
  argv: readonly string[],
  more: Environment = {},
): Promise<number> {
  const env = { ...project.environment, GIT_TERMINAL_PROMPT: "true", ...more };
  const command = { argv, cwd: settings.buildDir, env };
  const status = await interrupts.attached(() => host.attach(command, interrupts.signal));
  stopIfCancelled(session);
  return status;
}

/** The shell of the user, and what has it run a command line. */
export function userShell(environment: Environment, commandLine?: string): string[] {
  return [
    environment.SHELL ?? "/bin/sh",
    ...(commandLine === undefined ? [] : ["-c", commandLine]),
  ];
}
