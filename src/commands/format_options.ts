import { type Arguments, flagOption, type Option } from "../base/arguments.ts";

/** Options about the form of written configuration. */
export const FORMAT_OPTIONS: readonly Option[] = [
  {
    flags: ["--indent"],
    name: "indent",
    kind: "number",
    help: "Blanks per level (default: 2).",
  },
  flagOption("sort", "Sort the keys."),
];

/** The form of written configuration; YAML and JSON share it. */
export interface FormatStyle {
  readonly indent: number;
  readonly sortKeys: boolean;
}

export function readFormatStyle(args: Arguments): FormatStyle {
  return { indent: args.number("indent") ?? 2, sortKeys: args.flag("sort") };
}
