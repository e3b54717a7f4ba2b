/**
 * Characters that show something else than is there, or end lines: controls, marks that turn
 * the direction of writing, line and paragraph separators, halves of pairs
 * (https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing).
 */
const HIDDEN =
  // deno-lint-ignore no-control-regex
  /[\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/u;

/** The first hidden character of a text, as `U+001B`; undefined where none is. */
export function hiddenCharacter(text: string): string | undefined {
  const found = HIDDEN.exec(text)?.[0];
  return found && codeOf(found);
}

/** The text with its hidden characters shown. */
export function shown(text: string): string {
  return HIDDEN.test(text)
    ? text.replace(new RegExp(HIDDEN, "gu"), (found) => `<${codeOf(found)}>`)
    : text;
}

const codeOf = (character: string) =>
  `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`;

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
