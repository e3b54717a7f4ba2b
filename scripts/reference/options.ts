import type { Option, Positional } from "../../src/base/arguments.ts";
import { table } from "./markdown.ts";

/** A table of what a command line can have: arguments, then options. */
export function optionTable(
  options: readonly Option[],
  positionals: readonly Positional[] = [],
): string {
  const rows = [
    ...positionals.filter(({ help }) => help !== "").map((
      { name, help },
    ) => [code(name), text(help)]),
    ...options.filter(({ hidden }) => !hidden).map((
      option,
    ) => [optionCell(option), text(option.help)]),
  ];
  return rows.length === 0 ? "It has no options of its own.\n" : table(["argument", "what"], rows);
}

function optionCell({ flags, kind, metavar, choices, name }: Option): string {
  const value = kind === "flag" ? "" : ` ${metavar ?? choices?.join("|") ?? name.toUpperCase()}`;
  return flags.map((flag) => code(flag + value)).join(", ");
}

const code = (text: string) => `\`${text}\``;

/** Plain text: a star is a star. */
const text = (help: string) => help.replaceAll("*", "\\*");
