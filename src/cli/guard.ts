import {
  Cancelled,
  EXIT,
  exitCodeOf,
  OutputClosed,
  UsageError,
  UserError,
} from "../base/errors.ts";
import { printable } from "../base/printable.ts";
import { describeProblem, type Problem } from "../base/problem.ts";
import type { Host } from "../host/host.ts";
import type { Log } from "../run/log.ts";

/** How a program tells its errors, and what it ends with then. */
export interface Voice {
  /** Exit code of errors that the user can mend. */
  readonly userCode: number;
  /** Messages are all that may be on standard error: no usage. */
  readonly messagesAlone?: boolean;
  /** @param problems what the message is about */
  error(message: string, problems?: readonly Problem[]): void;
  /** Tells what helps to mend the program itself. */
  debug(message: string): void;
}

/** kas's own voice: its log. */
export function logVoice(log: Log): Voice {
  return {
    userCode: EXIT.user,
    error: (message, problems) => log.error(message, problems),
    messagesAlone: log.format === "json",
    debug: (message) => log.debug(message),
  };
}

/** What is shown of an error, and the exit code. */
export interface Verdict {
  readonly code: number;
  /** Lines for standard error, as they are, with the message in them. */
  readonly usage?: string;
  readonly message?: string;
  /** What the message is made of. */
  readonly problems?: readonly Problem[];
  /** Where an internal error happened. */
  readonly detail?: string | undefined;
}

/** @param userCode exit code of errors that the user can mend, but for wrong command lines */
export function judge(error: unknown, cwd: string, userCode: number): Verdict {
  const code = exitCodeOf(error);
  if (error instanceof OutputClosed) return { code };
  if (error instanceof UsageError) {
    return {
      code,
      usage: `${error.usage}\n${error.program}: error: ${printable(error.message)}\n`,
      message: error.message,
    };
  }
  if (error instanceof UserError) {
    const lines = error.problems.map((problem) => describeProblem(problem, cwd));
    const { problems } = error;
    return { code: code === EXIT.user ? userCode : code, message: lines.join("\n"), problems };
  }
  if (error instanceof Cancelled) return { code, message: error.message };
  const [text, detail] = error instanceof Error ? [error.message, error.stack] : [String(error)];
  const message = `internal error: ${text} (please report it; -l debug shows where)`;
  return { code, message, detail };
}

/**
 * Does a program's work and returns its exit code; an error is shown to the user, once.
 * A reader that closes the output ends the program quietly.
 */
export async function guard(
  host: Pick<Host, "cwd" | "printError">,
  voice: Voice,
  work: () => Promise<number>,
): Promise<number> {
  try {
    return await work();
  } catch (error) {
    const { code, usage, message, problems, detail } = judge(error, host.cwd, voice.userCode);
    unlessClosed(() => {
      if (usage !== undefined && !voice.messagesAlone) host.printError(usage);
      else if (message !== undefined) voice.error(message, problems);
      if (detail !== undefined) voice.debug(detail);
    });
    return code;
  }
}

/** Shows something that is no reason to stop where nobody reads standard error any more. */
export function unlessClosed(show: () => void): void {
  try {
    show();
  } catch {
    // The exit code still tells.
  }
}
