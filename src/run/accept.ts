import { UserError } from "../base/errors.ts";
import type { Checked } from "../base/problem.ts";
import type { Log } from "./log.ts";

/** The value of what was checked, its notes logged. @throws UserError with all that is wrong */
export function accept<T>(log: Log, checked: Checked<T>): T {
  log.notes(checked.notes);
  if (checked.problems.length > 0) throw new UserError(checked.problems);
  return checked.value;
}
