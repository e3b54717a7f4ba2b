import { Arguments, type Option } from "../base/arguments.ts";
import { GLOBAL_OPTIONS, type GlobalChoices, readGlobalChoices } from "../base/global_options.ts";
import { invalidChoice } from "../base/parse_arguments.ts";
import { invalidValue, valueMissing } from "./errors.ts";

/** The global options in a line of kas-container, which goes by them itself, as kas does. */
export class GlobalWords {
  readonly #lists = new Map<string, string[]>();

  get choices(): GlobalChoices {
    return readGlobalChoices(new Arguments(new Set(), this.#lists));
  }

  /**
   * How many words from `index` on are a global option: 0 if that is none.
   * @throws UserError for a value that is missing or wrong
   */
  take(argv: readonly string[], index: number): number {
    const word = argv[index]!;
    for (const option of GLOBAL_OPTIONS) {
      const flag = option.flags.find((flag) => word === flag || startsWithFlag(word, flag));
      if (flag === undefined) continue;
      if (option.kind === "flag") {
        if (word !== flag) continue;
        this.#add(option, ...option.adds!);
        return 1;
      }
      if (word !== flag) {
        this.#add(option, word.slice(flag.length + (flag.startsWith("--") ? 1 : 0)));
        return 1;
      }
      const value = argv[index + 1];
      if (value === undefined) throw valueMissing(word);
      this.#add(option, value);
      return 2;
    }
    return 0;
  }

  #add(option: Option, ...values: readonly string[]): void {
    for (const value of values) {
      if (option.choices?.includes(value) === false) {
        throw invalidValue(invalidChoice(option.flags.join("/"), value, option.choices));
      }
    }
    this.#lists.set(option.name, [...this.#lists.get(option.name) ?? [], ...values]);
  }
}

/** Whether the word is the flag with its value: `-ldebug`, `--log-level=debug`. */
function startsWithFlag(word: string, flag: string): boolean {
  return word.startsWith(flag.startsWith("--") ? `${flag}=` : flag);
}
