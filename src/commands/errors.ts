import { type UserError, userError } from "../base/errors.ts";
import { didYouMean } from "../base/suggest.ts";

/** Two options of a command line do not go together. */
export function invalidCombination(reason: string): UserError {
  return userError(
    "invalid_combination",
    { reason },
    `Invalid combination of arguments: ${reason}`,
  );
}

/** Project files as words of their own, where other words stand among them. */
export function configsApart(configs: readonly string[]): UserError {
  return invalidCombination(`project files are joined by a colon: ${configs.join(":")}`);
}

/** `--conf` is about one variable. */
export function keysWithConf(keys: readonly string[]): UserError {
  return invalidCombination(`--conf cannot be used with keys (${keys.join(", ")})`);
}

/** A lockfile of a project that is not the one which was read. */
export function localNotLocked(): UserError {
  return invalidCombination(
    "--local cannot be used for a lockfile: it pins commits, and could not say that a directory " +
      "of yours was used",
  );
}

/** `kas exec` without a command. */
export function commandMissing(): UserError {
  return userError(
    "command_missing",
    {},
    "there is no command to run: it stands behind --, as in kas exec kas.yml -- bitbake -p",
  );
}

export function jsonWithoutList(): UserError {
  return userError("json_without_list", {}, "--json goes with --list");
}

/** A `--set` that is not NAME=VALUE. */
export function notAnAssignment(word: string): UserError {
  return userError("not_an_assignment", { word }, `--set ${word}: write it as NAME=VALUE`);
}

/** @param hint a name that may have been meant, as a question; may be empty */
export function unknownSymbol(name: string, value: string, hint: string): UserError {
  return userError(
    "unknown_symbol",
    { name, value },
    `--set ${name}=${value}: there is no symbol ${name}${hint}`,
  );
}

/** A value that the symbol's type does not allow. */
export function invalidValue(name: string, value: string, reason: string): UserError {
  return userError(
    "invalid_value",
    { name, value, reason },
    `--set ${name}=${value}: ${reason}`,
  );
}

/** A value that the other values keep from taking effect. */
export function assignmentWithoutEffect(name: string, value: string, reason: string): UserError {
  return userError(
    "assignment_without_effect",
    { name, value, reason },
    `--set ${name}=${value} has no effect: ${reason}`,
  );
}

/** A report needs a place to go. */
export function outputMissing(): UserError {
  return userError(
    "output_missing",
    {},
    "a report goes to a file: name it with -o FILE, or print it with -o -",
  );
}

/** A directory, pipe or device where a file is to be written. */
export function outputNoFile(path: string): UserError {
  return userError(
    "output_no_file",
    { path },
    `cannot write ${path}: it is there and no file; name another one`,
  );
}

/** A page that would take a project file's place. */
export function outputOfProject(path: string): UserError {
  return userError(
    "output_of_project",
    { path },
    `cannot write ${path}: that is the name of a project file; a page has one as report.html`,
  );
}

export function preserveEnvironmentNeedsTerminal(): UserError {
  return userError(
    "preserve_env_needs_terminal",
    {},
    "--preserve-env can only be run from a tty",
  );
}

/** What help or a manual page is asked for. @param known what there is */
export function unknownTopic(topic: string, known: readonly string[]): UserError {
  return userError(
    "unknown_topic",
    { topic, known },
    `there is no command "${topic}"${didYouMean(topic, known)}; known are: ${known.join(", ")}`,
  );
}

/** Words that `kas entrypoint idmap` does not know. */
export function unknownArguments(words: readonly string[]): UserError {
  return userError("unknown_arguments", { words }, `unknown arguments: ${words.join(" ")}`);
}

/** An id map that `kas entrypoint idmap` is to read. */
export function idMapNotFound(file: string): UserError {
  return userError("id_map_not_found", { file }, `cannot read ${file}: no such file`);
}
