import { type UserError, userError } from "../base/errors.ts";
import type { Location, Problem } from "../base/problem.ts";
import { didYouMean } from "../base/suggest.ts";

// What a line says.

export function unterminatedString(place: Location): UserError {
  return userError("unterminated_string", {}, "unterminated string", place);
}

export function unknownCharacter(place: Location, character: string): UserError {
  const message = `unknown character "${character}"`;
  return userError("unknown_character", { character }, message, place);
}

/** @param what in words: `a string` */
export function expected(place: Location, what: string): UserError {
  return userError("expected", { what }, `expected ${what}`, place);
}

export function unexpected(place: Location, text: string): UserError {
  return userError("unexpected", { text }, `unexpected "${text}"`, place);
}

export function extraText(place: Location, text: string): UserError {
  return userError("extra_text", { text }, `extra text "${text}" at the end of the line`, place);
}

// Macros.

export function unclosedMacro(place: Location): UserError {
  return userError(
    "unclosed_macro",
    {},
    "missing end parenthesis in macro expansion",
    place,
  );
}

export function endlessMacro(place: Location): UserError {
  return userError("endless_macro", {}, "macro expands to itself", place);
}

/** @param most characters that are allowed */
export function macroTooLong(place: Location, most: number): UserError {
  return userError(
    "macro_too_long",
    { most },
    `macros expand to more than ${most} characters`,
    place,
  );
}

/** `$(error-if,y,text)`: the author of the file has the word. */
export function authorsError(place: Location, text: string): UserError {
  return userError("error_if", { text }, text, place);
}

export function shellRefused(place: Location, command: string): UserError {
  const message = `$(shell,${command}) would run a program: a menu must do without`;
  return userError("shell_refused", { command }, message, place);
}

// Statements and their properties.

/** @param what in words: `blocks` @param most how many are allowed */
export function tooMany(place: Location, what: string, most: number): UserError {
  return userError("too_many", { what, most }, `too many ${what}: ${most} are the most`, place);
}

export function unknownStatement(
  place: Location,
  text: string,
  known: readonly string[],
): UserError {
  const message = `unrecognized statement "${text}"${didYouMean(text, known)}`;
  return userError("unknown_statement", { text }, message, place);
}

/** @param keyword `endmenu`, `endif` or `endchoice` */
export function nothingToEnd(place: Location, keyword: string): UserError {
  return userError("nothing_to_end", { keyword }, `"${keyword}" without what it ends`, place);
}

/** @param place where the block begins */
export function missingEnd(place: Location, keyword: string): UserError {
  return userError("missing_end", { keyword }, `no "${keyword}" before the end of the file`, place);
}

/** @param owner `choice`, `menu`…; undefined for a symbol */
export function unknownProperty(
  place: Location,
  text: string,
  owner: string | undefined,
  known: readonly string[],
): UserError {
  const of = owner === undefined ? "" : ` of a ${owner}`;
  const message = `unrecognized property "${text}"${of}${didYouMean(text, known)}`;
  return userError("unknown_property", { text, owner }, message, place);
}

export function misplacedProperty(place: Location, keyword: string): UserError {
  return userError("misplaced_property", { keyword }, `"${keyword}" cannot stand here`, place);
}

export function unknownOption(
  place: Location,
  text: string,
  known: readonly string[],
): UserError {
  const message = `unrecognized option "${text}"${didYouMean(text, known)}`;
  return userError("unknown_option", { text }, message, place);
}

// Files.

export function kconfigNotFound(file: string): UserError {
  return userError("kconfig_not_found", { file }, `Kconfig file not found: ${file}`);
}

/** @param tried where the file would be */
export function sourceNotFound(
  place: Location,
  keyword: string,
  file: string,
  tried: string,
): UserError {
  const message = `${keyword} "${file}": no such file (${tried})`;
  return userError("source_not_found", { file, tried }, message, place);
}

/** @param files the cycle, the first file being the last, too */
export function recursiveSource(
  place: Location,
  keyword: string,
  files: readonly string[],
): UserError {
  const message = `recursive ${keyword}: ${files.join(" -> ")}`;
  return userError("recursive_source", { files }, message, place);
}

/** A pattern that looks through more directories than a menu has. */
export function sourceTooWide(place: Location, keyword: string, pattern: string): UserError {
  const message = `${keyword} "${pattern}" looks into too many directories: name the files closer`;
  return userError("source_too_wide", { pattern }, message, place);
}

export function unreadableSource(place: Location, file: string): UserError {
  return userError("unreadable_source", { file }, `cannot read ${file}`, place);
}

// The tree as a whole.

export function malformedDefault(place: Location, name: string, type: string): Problem {
  const reason = `the ${type} symbol has a malformed default: expected a single symbol or value`;
  return invalidSymbol(place, name, "malformed_default", reason);
}

/** @param reason in words: why a selection cannot have the symbol */
export function unsavable(place: Location, name: string, reason: string): UserError {
  return userError("unsavable", { name }, `${name} cannot be saved: ${reason}`, place);
}

/** A symbol that no definition makes sense of. */
export function invalidSymbol(
  place: Location,
  name: string,
  kind: string,
  reason: string,
): Problem {
  return { kind, fields: { name }, place, message: `${name}: ${reason}` };
}

/** @param names the loop, the first symbol being the last, too */
export function dependencyLoop(place: Location, names: readonly string[]): UserError {
  return userError("dependency_loop", { names }, `dependency loop: ${names.join(" -> ")}`, place);
}

export function kconfigTooDeep(file: string): UserError {
  const message = `${file}: its expressions and dependencies are nested too deeply`;
  return userError("kconfig_too_deep", { file }, message);
}

/** A selection is not saved through a link: what is there is somebody else's. */
export function savedElsewhere(path: string, real: string): UserError {
  const message = `${path} leads to ${real}: remove the link to save a selection there`;
  return userError("saved_elsewhere", { path, real }, message);
}

// The menu on the screen.

export function noTerminal(): UserError {
  return userError(
    "no_terminal",
    {},
    "kas menu needs a terminal; without one, use --set NAME=VALUE with --save or --build, " +
      "or --list",
  );
}
