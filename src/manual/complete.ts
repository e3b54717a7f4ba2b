import type { Offer, Option, Positional } from "../base/arguments.ts";
import { firstSentence } from "../base/help_text.ts";

/** What a line may hold; its words are read as far as they are there. */
export interface LineSyntax {
  readonly options: readonly Option[];
  readonly positionals: readonly Positional[];
}

/** A word that is offered, and what it is. */
export interface Candidate {
  readonly word: string;
  readonly about?: string;
}

/** What can stand where the cursor is. */
export type Expectation =
  | { readonly kind: "words"; readonly words: readonly Candidate[] }
  /** Something that must be looked for; each offer stands behind `before`. */
  | {
    readonly kind: "offer";
    readonly offer: Offer;
    readonly before: string;
    readonly typed: string;
  };

/** What the words before the cursor say. */
export interface WordsRead {
  readonly positionals: readonly string[];
  /** Where the first positional stands. */
  readonly firstAt: number | undefined;
  /** All values of options, by the options' names. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  /** The last word is an option that lacks its value. */
  readonly waiting: Option | undefined;
  /** Behind `--`. */
  readonly ended: boolean;
}

const NOTHING: Expectation = { kind: "words", words: [] };

/** @param stopAtPositional what follows the first positional is not read */
export function readWords(
  options: readonly Option[],
  words: readonly string[],
  stopAtPositional = false,
): WordsRead {
  const positionals: string[] = [];
  const values = new Map<string, string[]>();
  const add = ({ name }: Option, value: string) =>
    values.set(name, [...values.get(name) ?? [], value]);
  let firstAt: number | undefined;
  let waiting: Option | undefined;
  let ended = false;
  for (const [index, word] of words.entries()) {
    if (waiting) {
      add(waiting, word);
      waiting = undefined;
    } else if (!ended && word === "--") {
      ended = true;
    } else if (ended || word === "-" || !word.startsWith("-")) {
      firstAt ??= index;
      positionals.push(word);
      if (stopAtPositional) break;
    } else {
      const found = valueOption(options, word);
      if (found?.value === undefined) waiting = found?.option;
      else add(found.option, found.value);
    }
  }
  return { positionals, firstAt, values, waiting, ended };
}

/** What can stand behind `before` for a word that begins with `typed`. */
export function expectation(
  { options, positionals }: LineSyntax,
  before: readonly string[],
  typed: string,
): Expectation {
  const read = readWords(options, before);
  if (read.waiting) return expectedValue(read.waiting, "", typed);
  const equals = typed.startsWith("--") ? typed.indexOf("=") : -1;
  if (!read.ended && equals > 0) {
    const option = valueOption(options, typed)?.option;
    return option
      ? expectedValue(option, typed.slice(0, equals + 1), typed.slice(equals + 1))
      : NOTHING;
  }
  if (!read.ended && typed.startsWith("-")) return { kind: "words", words: flags(options, typed) };
  const next = positionals[read.positionals.length] ??
    positionals.findLast(({ arity }) => arity === "many");
  return next ? expectedValue(next, "", typed) : NOTHING;
}

function expectedValue(
  { choices, offers }: Option | Positional,
  before: string,
  typed: string,
): Expectation {
  if (offers) return { kind: "offer", offer: offers, before, typed };
  const words = (choices ?? []).filter((word) => word.startsWith(typed));
  return { kind: "words", words: words.map((word) => ({ word: before + word })) };
}

function flags(options: readonly Option[], typed: string): Candidate[] {
  return options.filter((option) => !option.hidden).flatMap(({ flags, help }) =>
    flags.filter((flag) => flag.startsWith(typed)).map((word) => ({
      word,
      about: firstSentence(help),
    }))
  );
}

/** The option that takes a value in this word or the next one: `--opt`, `--opt=x`, `-o`, `-kox`. */
function valueOption(
  options: readonly Option[],
  word: string,
): { readonly option: Option; readonly value: string | undefined } | undefined {
  const withFlag = (flag: string) => options.find((option) => option.flags.includes(flag));
  if (word.startsWith("--")) {
    const equals = word.indexOf("=");
    const option = withFlag(equals < 0 ? word : word.slice(0, equals));
    if (!option || option.kind === "flag") return undefined;
    return { option, value: equals < 0 ? undefined : word.slice(equals + 1) };
  }
  for (const [index, letter] of [...word].entries()) {
    const option = index > 0 ? withFlag(`-${letter}`) : undefined;
    if (!option || option.kind === "flag") continue;
    return { option, value: word.slice(index + 1) || undefined };
  }
  return undefined;
}
