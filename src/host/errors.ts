import { type UserError, userError } from "../base/errors.ts";

export function noCurrentDirectory(): UserError {
  return userError(
    "no_current_directory",
    {},
    "the current directory does not exist any more: change to another one",
  );
}

export function notATerminal(): UserError {
  return userError("not_a_terminal", {}, "this needs a terminal");
}

/**
 * Something with a path went wrong.
 * @param action what was tried, as in "cannot ACTION PATH"
 * @param reason the system's words for it
 */
export function pathFailed(action: string, path: string, reason: string): UserError {
  return userError("path_failed", { action, path, reason }, `cannot ${action} ${path}: ${reason}`);
}

/** @param path the file itself, links followed */
export function readOnlyFile(path: string): UserError {
  return userError(
    "read_only_file",
    { path },
    `cannot write ${path}: it is read-only; allow it (chmod u+w ${path}), or do without the change`,
  );
}

/** A link has come into a path since it was looked at. */
export function movedMeanwhile(path: string): UserError {
  return pathFailed("remove", path, "where it lay has become a link, and leads elsewhere");
}

export function noSuchFile(path: string): UserError {
  return pathFailed("read", path, "no such file");
}

export function tooMuchToCopy(directory: string, limit: number): UserError {
  return userError(
    "too_much_to_copy",
    { directory, limit },
    `${directory} is not copied, it has more than ${limit} files: name a directory that has only ` +
      "what is needed",
  );
}

export function outputFailed(reason: string): UserError {
  return userError("output_failed", { reason }, `cannot write the output: ${reason}`);
}

export function programNotFound(program: string): UserError {
  return userError(
    "program_not_found",
    { program },
    `"${program}" is not installed, or not in the PATH`,
  );
}

export function cannotStart(program: string, reason: string): UserError {
  return userError("cannot_start", { program, reason }, `cannot start ${program}: ${reason}`);
}

/** @param words what the program said */
export function programFailed(argv: readonly string[], status: number, words: string): UserError {
  return userError(
    "program_failed",
    { argv, status, words },
    `"${argv.join(" ")}" failed: ${words}`,
  );
}

/** @param status the server's answer (RFC 9110, section 15), if there was one */
export function downloadFailed(reason: string, status?: number): UserError {
  return userError(
    "download_failed",
    status === undefined ? { reason } : { reason, status },
    reason,
  );
}

/** @param most characters */
export function outputTooLong(program: string, most: number): UserError {
  return userError(
    "output_too_long",
    { program, most },
    `${program} printed more than ${most / 2 ** 20} MiB, and was ended`,
  );
}
