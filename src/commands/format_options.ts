import type { Option } from "../base/arguments.ts";

/** An option without a value. @param group at most one option of a group can be given */
export function flagOption(name: string, help: string, group?: string): Option {
  return { flags: [`--${name}`], name, kind: "flag", help, ...(group ? { group } : {}) };
}

/** Options about the form of written configuration. */
export const FORMAT_OPTIONS: readonly Option[] = [
  {
    flags: ["--indent"],
    name: "indent",
    kind: "number",
    help: "Blanks per level (default: 2).",
  },
  { flags: ["--sort"], name: "sort", kind: "flag", help: "Sort the keys." },
];
