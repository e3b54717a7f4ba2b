import type { Option, Positional, Syntax } from "./arguments.ts";
import { wrapWords } from "./wrap.ts";

const COLUMNS = 80;
const HELP_COLUMN = 26;

/** `usage: kas build [-h] [--update] … [config]`. */
export function usageLine(syntax: Syntax): string {
  const options = alternatives(shownOptions(syntax)).map((group) =>
    `[${group.map((option) => `${option.flags[0]}${valueText(option)}`).join(" | ")}]`
  );
  const start = `usage: ${syntax.program} `;
  const words = [...options, ...syntax.positionals.map(positionalText)];
  return start + wrap(words, start.length);
}

/** The whole help text of a program or command. */
export function helpText(syntax: Syntax, summary: string, commands: readonly {
  readonly name: string;
  readonly summary: string;
}[] = []): string {
  const sections: readonly (readonly [string, readonly string[]])[] = [
    [
      "arguments",
      syntax.positionals.filter((item) => item.help !== "")
        .map((item) => helpEntry(item.name, item.help)),
    ],
    ["commands", commands.map((command) => helpEntry(command.name, command.summary))],
    ["options", shownOptions(syntax).map((option) => helpEntry(optionText(option), option.help))],
  ];
  const texts = sections
    .filter(([, entries]) => entries.length > 0)
    .map(([title, entries]) => `${title}:\n${entries.join("\n")}`);
  return `${[usageLine(syntax), summary, ...texts].join("\n\n")}\n`;
}

const shownOptions = (syntax: Syntax) => syntax.options.filter((option) => !option.hidden);

/** The options that exclude each other together, where the first of them stands. */
function alternatives(options: readonly Option[]): readonly (readonly Option[])[] {
  return [...Map.groupBy(options, (option) => option.group ?? option).values()];
}

/** `-c TASK, --task TASK`. */
const optionText = (option: Option) =>
  option.flags.map((flag) => `${flag}${valueText(option)}`).join(", ");

function valueText(option: Option): string {
  if (option.kind === "flag") return "";
  const choices = option.choices && `{${option.choices.join(",")}}`;
  return ` ${option.metavar ?? choices ?? option.name.toUpperCase()}`;
}

function positionalText({ name, arity }: Positional): string {
  if (arity === "one") return name;
  return arity === "many" ? `[${name} ...]` : `[${name}]`;
}

function helpEntry(head: string, help: string): string {
  const start = `  ${head}`;
  const margin = start.length < HELP_COLUMN - 1
    ? start.padEnd(HELP_COLUMN)
    : `${start}\n${" ".repeat(HELP_COLUMN)}`;
  return margin + wrap(help.split(" "), HELP_COLUMN);
}

/** The words in lines; all but the first line start with `indent` blanks. */
function wrap(words: readonly string[], indent: number): string {
  return wrapWords(words, COLUMNS - indent).join(`\n${" ".repeat(indent)}`);
}

/** What fits on a line of a list; the manual has the whole text. */
export function firstSentence(text: string): string {
  return text.split(/(?<=\.) /, 1)[0]!;
}
