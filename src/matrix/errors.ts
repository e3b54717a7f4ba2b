import { type UserError, userError } from "../base/errors.ts";

/** A pattern, or a part of one, that is no name of a file and matches none. */
export function nothingMatches(pattern: string, directory: string): UserError {
  return userError(
    "nothing_matches",
    { pattern, directory },
    `no project file matches "${pattern}" in ${directory}`,
  );
}

/** A file that others are meant to include, or to stand beside. */
export function noProject(config: string): UserError {
  return userError(
    "no_project",
    { config },
    `${config} names no repositories, so that nothing can be built of it: join it to a project ` +
      `file (PROJECT:${config}), or leave it out`,
  );
}

export function noMachine(config: string): UserError {
  return userError(
    "no_machine",
    { config },
    `${config} names no machine: set "machine" in it, name machines by --machine, or leave it out`,
  );
}

/** @param missing repositories whose files may name the machine */
export function machineNotKnown(config: string, missing: readonly string[]): UserError {
  const names = missing.map((name) => `"${name}"`).join(", ");
  return userError(
    "machine_not_known",
    { config, missing },
    `${config}: which machine it is for may stand in files of ${names}, which could not be read: ` +
      `check it out (kas checkout ${config}), or name the machine (--machine)`,
  );
}
