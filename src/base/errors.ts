/** A place in a text file; line and column count from 1. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One thing that is wrong, and where, if it has a place in a file. */
export interface Problem {
  readonly location?: Location;
  readonly message: string;
}

/** An error that the user can cause and mend: exit code 2, no stack trace. */
export class UserError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: string | Problem | readonly Problem[]) {
    const list = typeof problems === "string"
      ? [{ message: problems }]
      : "message" in problems
      ? [problems]
      : problems;
    super(list.map((problem) => problem.message).join("\n"));
    this.name = "UserError";
    this.problems = list;
  }
}

/**
 * A program that kas started has failed. `forward` asks for the program's own
 * exit status as kas's (only `kas shell` does), anything else is a user error.
 */
export class CommandError extends UserError {
  constructor(readonly argv: readonly string[], readonly status: number, readonly forward = false) {
    const shown = argv.map((word) => word.includes(" ") ? `'${word}'` : word).join(" ");
    super(`Command "${shown}" failed with error ${status}`);
    this.name = "CommandError";
  }
}

/** Wrong command line: shown with the usage, exit code 2. */
export class UsageError extends Error {
  constructor(readonly program: string, readonly usage: string, message: string) {
    super(message);
    this.name = "UsageError";
  }
}

/** The user (SIGINT) or the system (SIGTERM) asked kas to stop: exit code 130. */
export class Cancelled extends Error {
  constructor() {
    super("kas execution cancelled");
    this.name = "Cancelled";
  }
}

/** The exit code for an error: 2 user error, 130 cancelled, a shell's own code, 1 the rest. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommandError && error.forward) return error.status;
  if (error instanceof UserError || error instanceof UsageError) return 2;
  if (error instanceof Cancelled) return 130;
  return 1;
}

/**
 * The text shown for a problem: `file:line:column: message`. The file is shown
 * relative to `cwd` when it lies below it, as compilers and editors do.
 */
export function describeProblem(problem: Problem, cwd: string): string {
  if (!problem.location) return problem.message;
  const { file, line, column } = problem.location;
  return `${displayPath(file, cwd)}:${line}:${column}: ${problem.message}`;
}

/** `path` relative to `cwd` when it lies below it, else as it is. */
export function displayPath(path: string, cwd: string): string {
  const prefix = cwd.endsWith("/") ? cwd : `${cwd}/`;
  return path.startsWith(prefix) && path.length > prefix.length ? path.slice(prefix.length) : path;
}
