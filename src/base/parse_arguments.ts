import { Arguments, type Option, type Syntax } from "./arguments.ts";
import { UsageError } from "./errors.ts";
import { usageLine } from "./help_text.ts";
import { didYouMean } from "./suggest.ts";

export interface ParseResult {
  readonly values: Arguments;
  /** Options that the syntax does not know. */
  readonly unknown: readonly string[];
  /** What follows the first positional, when parsing was to stop there. */
  readonly rest: readonly string[];
  /** Where the positionals stand in the command line, those behind `--` left out. */
  readonly positionalsAt: readonly number[];
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
  return new Parser(syntax).parse(args, stopAtPositional);
}

/** The message for a value that is none of the choices. @param argument its name, as shown */
export function invalidChoice(argument: string, value: string, choices: readonly string[]): string {
  const list = choices.map((choice) => `'${choice}'`).join(", ");
  const near = didYouMean(value, choices).replace(/^, d/, " D");
  return `argument ${argument}: invalid choice: '${value}' (choose from ${list})${near}`;
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
  readonly #positionalsAt: number[] = [];
  /** The words behind `--`, where a positional takes just these. */
  readonly #behind: string[] = [];
  readonly #groups = new Map<string, Option>();
  #rest: readonly string[] = [];

  constructor(private readonly syntax: Syntax) {}

  parse(args: readonly string[], stopAtPositional: boolean): ParseResult {
    for (let index = 0; index < args.length; index++) {
      const word = args[index]!;
      if (word === "--") {
        const apart = this.syntax.positionals.some(({ arity }) => arity === "behind");
        (apart ? this.#behind : this.#positionals).push(...args.slice(index + 1));
        if (stopAtPositional) this.#rest = this.#positionals.splice(1);
        break;
      }
      const match = this.#match(word);
      if (match === "positional") {
        this.#positionals.push(word);
        this.#positionalsAt.push(index);
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
      positionalsAt: this.#positionalsAt,
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
    const own = this.#abbreviations(word, this.syntax.options);
    const abbreviated = own.length > 0
      ? own
      : this.#abbreviations(word, this.syntax.inherited ?? []);
    if (abbreviated.length > 1) {
      const flags = abbreviated.map((match) => match.flag).join(", ");
      this.#fail(`ambiguous option: ${word} could match ${flags}`);
    }
    if (abbreviated[0]) return abbreviated[0];
    if (/^-\d+$|^-\d*\.\d+$/.test(word) || word.includes(" ")) return "positional";
    return "unknown";
  }

  #byFlag(flag: string): Option | undefined {
    const { options, inherited = [] } = this.syntax;
    return [...options, ...inherited].find((option) => option.flags.includes(flag));
  }

  #abbreviations(word: string, options: readonly Option[]): Match[] {
    const all = options.flatMap((option) => option.flags.map((flag) => ({ option, flag })));
    if (word.startsWith("--")) {
      const equals = word.indexOf("=");
      const prefix = equals < 0 ? word : word.slice(0, equals);
      const value = equals < 0 ? undefined : word.slice(equals + 1);
      return all.filter(({ option, flag }) => !option.whole && flag.startsWith(prefix))
        .map((found) => ({ ...found, value }));
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
      if (option.bare !== undefined) {
        this.#add(option, option.bare);
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
      this.#fail(invalidChoice(name, value, option.choices));
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
      if (positional.arity === "behind") {
        if (this.#behind.length > 0) this.#push(positional.name, ...this.#behind);
        continue;
      }
      const needed = positionals.slice(index + 1).filter((item) => item.arity === "one").length;
      const free = Math.max(words.length - needed, 0);
      const count = positional.arity === "many" ? free : Math.min(free, 1);
      if (positional.arity === "one" && words.length === 0) missing.push(positional.name);
      const taken = words.splice(0, positional.arity === "one" ? 1 : count);
      const wrong = taken.find((word) => positional.choices?.includes(word) === false);
      if (wrong !== undefined) {
        this.#fail(invalidChoice(positional.name, wrong, positional.choices!));
      }
      if (taken.length > 0) this.#push(positional.name, ...taken);
    }
    if (missing.length > 0) {
      this.#fail(`the following arguments are required: ${missing.join(", ")}`);
    }
    this.#unknown.push(...words);
  }
}
