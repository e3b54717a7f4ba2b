import { firstUnprintable } from "../base/printable.ts";

/**
 * The first character of a text that no name has, as `U+001B`: one that is not printable, that
 * ends a line, or half of a pair. Undefined where none is.
 */
export function hiddenCharacter(text: string): string | undefined {
  // Nearly every name: known by one search.
  if (/^[ -~]*$/.test(text)) return undefined;
  const code = (firstUnprintable(text) ?? /\p{Surrogate}/u.exec(text)?.[0])?.codePointAt(0);
  return code === undefined ? undefined : `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}

/** Why a text cannot stand between the quotes of bitbake's configuration; undefined if it can. */
export function quotingMistake(text: string): string | undefined {
  const hidden = hiddenCharacter(text);
  if (hidden !== undefined) return `the character ${hidden}`;
  const found = /["\\]|\$\{/.exec(text)?.[0];
  return found && `"${found}"`;
}

/** Why a text is no name of a machine, distro or multiconfig; undefined if it is one. */
export function nameMistake(text: string): string | undefined {
  const found = /[\s/'$`]/.exec(text)?.[0];
  return quotingMistake(text) ?? (found && `"${found}"`);
}

/** Whether a text is the name of a file in a directory, and no way out of it. */
export function isFileName(text: string): boolean {
  return text !== "" && text !== "." && text !== ".." && !/^-|\//.test(text);
}

/** Whether a path has a step up. */
export function stepsUp(path: string): boolean {
  return path.split("/").includes("..");
}
