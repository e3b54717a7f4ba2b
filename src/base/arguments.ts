/**
 * What a shell can offer for a value: paths (`project` is project files, joined by colons),
 * commands of kas, and what the project's files name (`repo=directory`: a repository, `=`, and a
 * directory; `key or project`: a key of the configuration, or project files).
 */
export type Offer =
  | "file"
  | "directory"
  | "project"
  | "kconfig"
  | "command"
  | "target"
  | "repo=directory"
  | "key or project";

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
  /** The value is given by `=` only, and is this one where it is left out. */
  readonly bare?: string;
  readonly choices?: readonly string[];
  /** What stands for the value in help texts. */
  readonly metavar?: string;
  readonly offers?: Offer;
  /** Options of one group exclude each other. */
  readonly group?: string;
  readonly help: string;
  readonly hidden?: boolean;
  /** Its long spelling has no abbreviations: in kas 5.5, which lacks it, those are another option's. */
  readonly whole?: boolean;
}

export interface Positional {
  readonly name: string;
  /** `behind` takes all words behind `--`, and no other ones. */
  readonly arity: "one" | "optional" | "many" | "behind";
  readonly choices?: readonly string[];
  readonly offers?: Offer;
  readonly help: string;
}

/** A command line, and what it does. */
export type Example = readonly [line: string, does: string];

/** What a program or one of its commands accepts. */
export interface Syntax {
  /** The program's name, with the command: `kas build`. */
  readonly program: string;
  readonly options: readonly Option[];
  readonly positionals: readonly Positional[];
  /** Options of the program that its commands take, too; a command's own are looked at first. */
  readonly inherited?: readonly Option[];
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

/** What an empty command line holds. */
export const NO_ARGUMENTS = new Arguments(new Set(), new Map());

/** An option without a value. @param group at most one option of a group can be given */
export function flagOption(name: string, help: string, group?: string): Option {
  return { flags: [`--${name}`], name, kind: "flag", help, ...(group ? { group } : {}) };
}
