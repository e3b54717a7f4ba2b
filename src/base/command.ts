/** Environment variables of a child process; a child sees these and no others. */
export type Environment = Readonly<Record<string, string>>;

/** A program to start. `argv[0]` is looked up in the PATH of `env`. */
export interface Command {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Environment;
  /** Text for standard input; without it the input is empty. */
  readonly stdin?: string;
}

const SAFE_WORD = /^[A-Za-z0-9_@%+=:,./-]+$/;

/** The word as a POSIX shell needs it to read it back unchanged. */
export function quoteWord(word: string): string {
  return SAFE_WORD.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`;
}

/** The command line as a POSIX shell needs it to start exactly this argv. */
export function quoteArgv(argv: readonly string[]): string {
  return argv.map(quoteWord).join(" ");
}
