import type { KeyPath, Location, Problem } from "./problem.ts";

/** The exit codes of kas; a shell's and the engine's own status come through as they are. */
export const EXIT = {
  ok: 0,
  internal: 1,
  /** kas-container and the entrypoint have only one code for errors of their own. */
  launcher: 1,
  user: 2,
  cancelled: 130,
  /** As a shell shows a program that SIGPIPE has ended: 128 + 13. */
  outputClosed: 141,
} as const;

/** An error that the user can cause and mend: no stack trace. */
export class UserError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: Problem | readonly Problem[]) {
    const list = "message" in problems ? [problems] : problems;
    super(list.map((problem) => problem.message).join("\n"));
    this.name = "UserError";
    this.problems = list;
  }
}

/**
 * A user error with one problem.
 * @param at the key of the configuration that it is about, or the place in a file
 */
export function userError(
  kind: string,
  fields: Problem["fields"],
  message: string,
  at?: KeyPath | Location,
): UserError {
  return new UserError({
    kind,
    fields,
    message,
    ...(at === undefined ? {} : "file" in at ? { place: at } : { key: at }),
  });
}

/**
 * A program that kas started has failed. `forward` asks for the program's own
 * exit status as kas's (only `kas shell` does), anything else is a user error.
 */
export class CommandError extends UserError {
  constructor(
    readonly argv: readonly string[],
    readonly status: number,
    readonly forward = false,
    output?: string,
  ) {
    const shown = argv.map((word) => word.includes(" ") ? `'${word}'` : word).join(" ");
    super({
      kind: "command_failed",
      fields: { argv, status },
      message: `Command "${shown}" failed with error ${status}` +
        (output === undefined ? "" : `: its output is in ${output}`),
    });
    this.name = "CommandError";
  }
}

/** Wrong command line: shown with the usage. */
export class UsageError extends Error {
  constructor(readonly program: string, readonly usage: string, message: string) {
    super(message);
    this.name = "UsageError";
  }
}

/** The user (SIGINT) or the system (SIGTERM, SIGHUP) asked kas to stop. */
export class Cancelled extends Error {
  constructor() {
    super("kas execution cancelled");
    this.name = "Cancelled";
  }
}

/** Standard output was closed by its reader (`kas dump | head`): end quietly. */
export class OutputClosed extends Error {}

/** The exit code for an error. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommandError && error.forward) return error.status;
  if (error instanceof UserError || error instanceof UsageError) return EXIT.user;
  if (error instanceof Cancelled) return EXIT.cancelled;
  if (error instanceof OutputClosed) return EXIT.outputClosed;
  return EXIT.internal;
}
