import type { Option } from "../base/arguments.ts";

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
