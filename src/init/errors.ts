import { type UserError, userError } from "../base/errors.ts";

/** A project file is the user's: it is never written over. */
export function projectExists(file: string): UserError {
  return userError(
    "project_exists",
    { file },
    `${file} is there already, and is left as it is: name another directory, or move it away`,
  );
}

/** @param found what no machine has in its name */
export function badMachine(machine: string, found: string): UserError {
  return userError(
    "bad_machine",
    { machine, found },
    `"${machine}" is no name of a machine: it cannot have ${found}`,
  );
}
