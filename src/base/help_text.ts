import type { Example, Option, Positional, Syntax } from "./arguments.ts";
import { wrapWords } from "./wrap.ts";

const COLUMNS = 80;
/** The widest head of an entry that has its text beside it. */
const WIDEST_HEAD = 26;
/** The same of examples. */
const WIDEST_LINE = 44;

/** What the help of a program or command tells. */
export interface HelpSubject {
  readonly syntax: Syntax;
  readonly summary: string;
  readonly commands?: readonly { readonly name: string; readonly summary: string }[];
  readonly examples?: readonly Example[];
  /** Lines at the end: exit codes, and where the rest is told. */
  readonly end: readonly string[];
}

/** `usage: kas build [-h] [--update] … [config]`. */
export function usageLine(syntax: Syntax): string {
  const options = alternatives(shownOptions(syntax)).map((group) =>
    `[${group.map((option) => `${option.flags[0]}${valueText(option)}`).join(" | ")}]`
  );
  return usage(syntax, options);
}

/**
 * The help text: as it is to fit a screen, each entry is one sentence, and the usage shows only
 * those options that exclude each other.
 */
export function helpText(
  { syntax, summary, commands = [], examples = [], end }: HelpSubject,
): string {
  const exclusive = alternatives(shownOptions(syntax)).filter((group) => group.length > 1)
    .map((group) => `[${group.map((option) => option.flags[0]).join(" | ")}]`);
  const sections: readonly (readonly [title: string, readonly Entry[], widest?: number])[] = [
    [
      "arguments",
      syntax.positionals.filter((item) => item.help !== "").map(({ name, help }) => [name, help]),
    ],
    ["commands", commands.map(({ name, summary }) => [name, summary])],
    ["options", shownOptions(syntax).map((option) => [optionText(option), option.help])],
    ["examples", examples, WIDEST_LINE],
  ];
  const texts = sections.filter(([, entries]) => entries.length > 0)
    .map(([title, entries, widest]) => `${title}:\n${entryLines(entries, widest)}`);
  return `${
    [usage(syntax, ["[options]", ...exclusive]), summary, ...texts, end.join("\n")].join("\n\n")
  }\n`;
}

/** What fits on a line of a list; the manual has the whole text. */
export function firstSentence(text: string): string {
  return text.split(/(?<=\.) /, 1)[0]!;
}

/** `-c, --task TASK`. */
export function optionText(option: Option): string {
  return option.flags.join(", ") + valueText(option);
}

export function positionalText({ name, arity }: Positional): string {
  if (arity === "one") return name;
  if (arity === "behind") return `-- ${name} ...`;
  return arity === "many" ? `[${name} ...]` : `[${name}]`;
}

/** The options that a user is to know of. */
export function shownOptions({ options }: Pick<Syntax, "options">): readonly Option[] {
  return options.filter((option) => !option.hidden);
}

/** What is explained, and how. */
type Entry = readonly [string, string];

function usage({ program, positionals }: Syntax, options: readonly string[]): string {
  const start = `usage: ${program} `;
  return start + wrap([...options, ...positionals.map(positionalText)], start.length);
}

/** The options that exclude each other together, where the first of them stands. */
function alternatives(options: readonly Option[]): readonly (readonly Option[])[] {
  return [...Map.groupBy(options, (option) => option.group ?? option).values()];
}

function valueText(option: Option): string {
  if (option.kind === "flag") return "";
  const choices = option.choices && `{${option.choices.join(",")}}`;
  const value = option.metavar ?? choices ?? option.name.toUpperCase();
  return option.bare === undefined ? ` ${value}` : `[=${value}]`;
}

/** The entries with their texts in one column. */
function entryLines(entries: readonly Entry[], widest = WIDEST_HEAD): string {
  const heads = entries.map(([head]) => head.length).filter((length) => length <= widest);
  const column = Math.max(...heads, 8) + 4;
  return entries.map(([head, text]) => {
    const start = `  ${head}`;
    const margin = start.length < column - 1
      ? start.padEnd(column)
      : `${start}\n${" ".repeat(column)}`;
    return margin + wrap(firstSentence(text).split(" "), column);
  }).join("\n");
}

/** The words in lines; all but the first line start with `indent` blanks. */
function wrap(words: readonly string[], indent: number): string {
  return wrapWords(words, COLUMNS - indent).join(`\n${" ".repeat(indent)}`);
}
