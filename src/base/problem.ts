import type { Note } from "./log.ts";
import type { KeyPath, Location } from "./place.ts";

export type { Key, KeyPath, Location } from "./place.ts";

/** One thing that is wrong, as a value: programs go by its kind and fields, people by its message. */
export interface Problem {
  /** What is wrong, in the subject's terms: `tag_not_found`. */
  readonly kind: string;
  /** What the message is made of. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly message: string;
  /** The key of the configuration that is to be mended, if it is one. */
  readonly key?: KeyPath;
  /** Where it stands; a problem that has only a key gets its place from the merged configuration. */
  readonly place?: Location;
}

/** What was checked, what the user should know of it, and all that is wrong with it. */
export interface Checked<T> {
  readonly value: T;
  readonly notes: readonly Note[];
  readonly problems: readonly Problem[];
}

/** Characters of a message that are shown: what it quotes of a file can be any length. */
const MOST_SHOWN = 2000;

/** The message of a problem, cut where it is very long. */
export function shownMessage({ message }: Pick<Problem, "message">): string {
  return message.length > MOST_SHOWN ? `${message.slice(0, MOST_SHOWN)} …` : message;
}

/**
 * The text shown for a problem: `file:line:column: message`. The file is shown
 * relative to `cwd` when it lies below it, as compilers and editors do.
 */
export function describeProblem(problem: Problem, cwd: string): string {
  const { place } = problem;
  const shown = shownMessage(problem);
  if (!place) return shown;
  const { file, line, column } = place;
  return `${displayPath(file, cwd)}:${line}:${column}: ${shown}`;
}

/** `path` relative to `cwd` when it lies below it, else as it is. */
export function displayPath(path: string, cwd: string): string {
  const prefix = cwd.endsWith("/") ? cwd : `${cwd}/`;
  return path.startsWith(prefix) && path.length > prefix.length ? path.slice(prefix.length) : path;
}
