import { UsageError } from "./errors.ts";
import { didYouMean } from "./suggest.ts";

/** An option of a command line. */
export interface Option {
  /** All spellings, the long one last: `["-c", "--command"]`. */
  readonly flags: readonly string[];
  /** Name of the value in `Arguments`. */
  readonly name: string;
  /** `flag` takes no value, `text` and `number` keep the last one, `list` keeps all. */
  readonly kind: "flag" | "text" | "number" | "list";
  /** A flag that adds these values to the list of its name. */
  readonly adds?: readonly string[];
  readonly choices?: readonly string[];
  /** What stands for the value in help texts. */
  readonly metavar?: string;
  /** Options of one group exclude each other. */
  readonly group?: string;
  readonly help: string;
  readonly hidden?: boolean;
}

export interface Positional {
  readonly name: string;
  readonly arity: "one" | "optional" | "many";
  readonly help: string;
}

/** What a program or one of its commands accepts. */
export interface Syntax {
  /** The program's name, with the command: `kas build`. */
  readonly program: string;
  readonly options: readonly Option[];
  readonly positionals: readonly Positional[];
}

/** The values of a command line. */
export class Arguments {
  constructor(
    private readonly flags: ReadonlySet<string>,
    private readonly lists: ReadonlyMap<string, readonly string[]>,
  ) {}

  flag(name: string): boolean {
    return this.flags.has(name);
  }

  /** All values of an option or positional, in their order. */
  list(name: string): readonly string[] {
    return this.lists.get(name) ?? [];
  }

  /** The last value. */
  text(name: string): string | undefined {
    return this.list(name).at(-1);
  }

  /** The last value of an option of kind `number`. */
  number(name: string): number | undefined {
    const text = this.text(name);
    return text === undefined ? undefined : Number(text);
  }
}

export interface ParseResult {
  readonly values: Arguments;
  /** Options that the syntax does not know. */
  readonly unknown: readonly string[];
  /** What follows the first positional, when parsing was to stop there. */
  readonly rest: readonly string[];
}

/**
 * Reads a command line as Python's argparse does: options anywhere, `--opt=value`,
 * `-ovalue`, joined short flags, unambiguous abbreviations, `--`. It is kinder in one
 * point: positionals may stand on both sides of options.
 * @param stopAtPositional everything from the second word on belongs to a sub-command
 * @throws UsageError
 */
export function parseArguments(
  syntax: Syntax,
  args: readonly string[],
  stopAtPositional = false,
): ParseResult {
  const parser = new Parser(syntax);
  return parser.parse(args, stopAtPositional);
}

/** An option found in a word, and the value written with it. */
interface Match {
  readonly option: Option;
  readonly flag: string;
  readonly value: string | undefined;
}

class Parser {
  readonly #flags = new Set<string>();
  readonly #lists = new Map<string, string[]>();
  readonly #unknown: string[] = [];
  readonly #positionals: string[] = [];
  readonly #groups = new Map<string, Option>();
  #rest: readonly string[] = [];

  constructor(private readonly syntax: Syntax) {}

  parse(args: readonly string[], stopAtPositional: boolean): ParseResult {
    for (let index = 0; index < args.length; index++) {
      const word = args[index]!;
      if (word === "--") {
        this.#positionals.push(...args.slice(index + 1));
        if (stopAtPositional) this.#rest = this.#positionals.splice(1);
        break;
      }
      const match = this.#match(word);
      if (match === "positional") {
        this.#positionals.push(word);
        if (stopAtPositional) {
          this.#rest = args.slice(index + 1);
          break;
        }
      } else if (match === "unknown") {
        this.#unknown.push(word);
      } else {
        index += this.#take(match, args.slice(index + 1));
      }
    }
    this.#assignPositionals();
    return {
      values: new Arguments(this.#flags, this.#lists),
      unknown: this.#unknown,
      rest: this.#rest,
    };
  }

  #fail(message: string): never {
    throw new UsageError(this.syntax.program, usageLine(this.syntax), message);
  }

  #match(word: string): Match | "positional" | "unknown" {
    if (!word.startsWith("-") || word === "-") return "positional";
    const exact = this.#byFlag(word);
    if (exact) return { option: exact, flag: word, value: undefined };
    const equals = word.indexOf("=");
    if (equals > 0) {
      const flag = word.slice(0, equals);
      const option = this.#byFlag(flag);
      if (option) return { option, flag, value: word.slice(equals + 1) };
    }
    const abbreviated = this.#abbreviations(word);
    if (abbreviated.length > 1) {
      const flags = abbreviated.map((match) => match.flag).join(", ");
      this.#fail(`ambiguous option: ${word} could match ${flags}`);
    }
    if (abbreviated[0]) return abbreviated[0];
    if (/^-\d+$|^-\d*\.\d+$/.test(word) || word.includes(" ")) return "positional";
    return "unknown";
  }

  #byFlag(flag: string): Option | undefined {
    return this.syntax.options.find((option) => option.flags.includes(flag));
  }

  #abbreviations(word: string): Match[] {
    const all = this.syntax.options.flatMap((option) =>
      option.flags.map((flag) => ({ option, flag }))
    );
    if (word.startsWith("--")) {
      const equals = word.indexOf("=");
      const prefix = equals < 0 ? word : word.slice(0, equals);
      const value = equals < 0 ? undefined : word.slice(equals + 1);
      return all.filter(({ flag }) => flag.startsWith(prefix)).map((found) => ({
        ...found,
        value,
      }));
    }
    return all
      .filter(({ flag }) => flag === word.slice(0, 2))
      .map((found) => ({ ...found, value: word.slice(2) }));
  }

  /** Takes an option; returns how many of the words after it were its value. */
  #take(match: Match, after: readonly string[]): number {
    const { option, flag, value } = match;
    this.#checkGroup(option);
    if (option.kind !== "flag") {
      if (value !== undefined) {
        this.#add(option, value);
        return 0;
      }
      const next = after[0];
      if (next === undefined || next === "--" || this.#match(next) !== "positional") {
        this.#fail(`argument ${option.flags.join("/")}: expected one argument`);
      }
      this.#add(option, next);
      return 1;
    }
    this.#set(option);
    if (value === undefined) return 0;
    const following = flag.startsWith("--") ? undefined : this.#byFlag(`-${value[0]}`);
    if (!following) {
      this.#fail(`argument ${option.flags.join("/")}: ignored explicit argument '${value}'`);
    }
    const rest = value.slice(1);
    const joined = {
      option: following,
      flag: `-${value[0]}`,
      value: rest === "" ? undefined : rest,
    };
    return this.#take(joined, after);
  }

  #set(option: Option): void {
    if (option.adds) this.#push(option.name, ...option.adds);
    else this.#flags.add(option.name);
  }

  #add(option: Option, value: string): void {
    const name = option.flags.join("/");
    if (option.choices && !option.choices.includes(value)) {
      const choices = option.choices.map((choice) => `'${choice}'`).join(", ");
      const near = didYouMean(value, option.choices).replace(/^, d/, " D");
      this.#fail(`argument ${name}: invalid choice: '${value}' (choose from ${choices})${near}`);
    }
    if (option.kind === "number" && !/^\s*[-+]?\d+\s*$/.test(value)) {
      this.#fail(`argument ${name}: invalid int value: '${value}'`);
    }
    this.#push(option.name, value);
  }

  #push(name: string, ...values: readonly string[]): void {
    this.#lists.set(name, [...this.#lists.get(name) ?? [], ...values]);
  }

  #checkGroup(option: Option): void {
    if (option.group === undefined) return;
    const other = this.#groups.get(option.group);
    if (other && other !== option) {
      this.#fail(
        `argument ${option.flags.join("/")}: not allowed with argument ${other.flags.join("/")}`,
      );
    }
    this.#groups.set(option.group, option);
  }

  #assignPositionals(): void {
    const { positionals } = this.syntax;
    const words = [...this.#positionals];
    const missing: string[] = [];
    for (const [index, positional] of positionals.entries()) {
      const needed = positionals.slice(index + 1).filter((item) => item.arity === "one").length;
      const free = Math.max(words.length - needed, 0);
      const count = positional.arity === "many" ? free : Math.min(free, 1);
      if (positional.arity === "one" && words.length === 0) missing.push(positional.name);
      const taken = words.splice(0, positional.arity === "one" ? 1 : count);
      if (taken.length > 0) this.#push(positional.name, ...taken);
    }
    if (missing.length > 0) {
      this.#fail(`the following arguments are required: ${missing.join(", ")}`);
    }
    this.#unknown.push(...words);
  }
}

const placeholder = (option: Option) =>
  option.metavar ?? (option.choices ? `{${option.choices.join(",")}}` : option.name.toUpperCase());

const valueOf = (option: Option) => option.kind === "flag" ? "" : ` ${placeholder(option)}`;

const positionalText = (item: Positional) =>
  item.arity === "one"
    ? item.name
    : item.arity === "many"
    ? `[${item.name} ...]`
    : `[${item.name}]`;

/** `usage: kas build [-h] [--update] … [config]`. */
export function usageLine(syntax: Syntax): string {
  const options = syntax.options
    .filter((option) => !option.hidden)
    .map((option) => `[${option.flags[0]}${valueOf(option)}]`);
  const words = [syntax.program, ...options, ...syntax.positionals.map(positionalText)];
  return wrapWords("usage: ", words, 7 + syntax.program.length + 1);
}

function wrapWords(start: string, words: readonly string[], indent: number): string {
  const lines = [start];
  for (const word of words) {
    const line = lines.at(-1)!;
    if (line.length + word.length + 1 > 80 && line.trim() !== "" && line !== start) {
      lines.push(`${" ".repeat(indent)}${word}`);
    } else {
      lines[lines.length - 1] = line === start ? start + word : `${line} ${word}`;
    }
  }
  return lines.join("\n");
}

const HELP_COLUMN = 26;

function helpEntry(head: string, help: string): string {
  const words = help.split(" ");
  const lines = [""];
  for (const word of words) {
    const line = lines.at(-1)!;
    if (line.length + word.length + 1 > 80 - HELP_COLUMN && line !== "") lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  const margin = " ".repeat(HELP_COLUMN);
  const first = `  ${head}`;
  const text = lines.join(`\n${margin}`);
  return first.length < HELP_COLUMN - 1
    ? `${first.padEnd(HELP_COLUMN)}${text}`
    : `${first}\n${margin}${text}`;
}

/** The whole help text of a program or command. */
export function helpText(syntax: Syntax, summary: string, commands: readonly {
  readonly name: string;
  readonly summary: string;
}[] = []): string {
  const sections = [usageLine(syntax), summary];
  const positionals = syntax.positionals.filter((item) => item.help !== "");
  if (positionals.length > 0) {
    const entries = positionals.map((item) => helpEntry(item.name, item.help));
    sections.push(`arguments:\n${entries.join("\n")}`);
  }
  if (commands.length > 0) {
    const entries = commands.map((command) => helpEntry(command.name, command.summary));
    sections.push(`commands:\n${entries.join("\n")}`);
  }
  const options = syntax.options.filter((option) => !option.hidden);
  const entries = options.map((option) =>
    helpEntry(option.flags.map((flag) => `${flag}${valueOf(option)}`).join(", "), option.help)
  );
  sections.push(`options:\n${entries.join("\n")}`);
  return `${sections.join("\n\n")}\n`;
}
