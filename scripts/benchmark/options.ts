/** What `scripts/bench` was asked for. */
export interface Options {
  readonly format: "text" | "json" | "markdown";
  /** Parts of the names of the rows that are wanted; none: all rows. */
  readonly words: readonly string[];
}

/** Reads the command line; a text is what is wrong with it. */
export function readOptions(args: readonly string[]): Options | string {
  const words = args.filter((arg) => !isOption(arg));
  const formats = args.filter(isOption);
  const unknown = formats.find((option) => option !== "--json" && option !== "--markdown");
  if (unknown !== undefined) return `unknown option ${unknown} (known: --json, --markdown)`;
  if (formats.length > 1) return "one of --json and --markdown is enough";
  return { format: formats[0] === "--json" ? "json" : formats[0] ? "markdown" : "text", words };
}

/** `--version` is the name of a row. */
const isOption = (arg: string) => arg.startsWith("--") && arg !== "--version";

/** Whether a row of this name is wanted. */
export const isWanted = ({ words }: Options, name: string): boolean =>
  words.length === 0 || words.some((word) => name.includes(word));
