import { Cancelled, exitCodeOf, OutputClosed, UsageError, UserError } from "../base/errors.ts";
import { describeProblem } from "../base/problem.ts";
import type { Host } from "../host/host.ts";
import type { Log } from "../run/log.ts";

/** Shows an error to the user, once, and returns the exit code. The only place that does. */
export function reportError(host: Host, log: Log, error: unknown): number {
  if (error instanceof OutputClosed) return exitCodeOf(error);
  if (error instanceof UsageError) {
    host.printError(`${error.usage}\n${error.program}: error: ${error.message}\n`);
  } else if (error instanceof UserError) {
    log.error(error.problems.map((problem) => describeProblem(problem, host.cwd)).join("\n"));
  } else if (error instanceof Cancelled) {
    log.error(error.message);
  } else {
    const text = error instanceof Error ? error.message : String(error);
    log.error(`internal error: ${text} (please report it; -l debug shows where)`);
    if (error instanceof Error) log.debug(error.stack ?? "");
  }
  return exitCodeOf(error);
}
