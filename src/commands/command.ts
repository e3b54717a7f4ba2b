import type { Arguments, Example, Option, Positional } from "../base/arguments.ts";
import type { CommandLine } from "../base/joined_words.ts";
import type { Settings } from "../config/settings.ts";
import type { Host } from "../host/host.ts";
import type { Interrupts } from "../run/interrupts.ts";
import type { Log } from "../run/log.ts";

/** A command as the table has it: what it does is loaded only when it is called. */
export interface CommandEntry {
  readonly name: string;
  /** One sentence for the list of commands. */
  readonly summary: string;
  /** It builds nothing: kas-container does not know it. */
  readonly hostOnly?: true;
  /** It tells of kas itself: kas-container does it without a container, and no log of a run begins. */
  readonly aboutKas?: true;
  load(): Promise<CommandDefinition>;
}

/** What every command is given. */
export interface CommandContext {
  readonly host: Host;
  readonly log: Log;
  readonly settings: Settings;
  readonly interrupts: Interrupts;
  /** All commands: some tell of the others. */
  readonly commands: readonly CommandEntry[];
  readonly line: CommandLine;
  /** What must be undone when the run ends, however it ends. */
  readonly cleanups: (() => Promise<void>)[];
}

/** A command, but for its name: the type of its options is its own affair. */
export interface CommandDefinition {
  readonly options: readonly Option[];
  readonly positionals: readonly Positional[];
  readonly examples?: readonly Example[];
  /** Reads a command line and returns the work that it asks for. @throws UserError */
  prepare(args: Arguments): (context: CommandContext) => Promise<number>;
}

/** The whole of a command. */
export interface KasCommand extends CommandDefinition, Omit<CommandEntry, "load"> {}

export async function loadCommand({ load, ...entry }: CommandEntry): Promise<KasCommand> {
  return { ...entry, ...await load() };
}

/** A command whose command line means `O`. */
export interface Command<O> extends CommandDefinition {
  /**
   * What a command line asks for; needs no host.
   * @throws UserError if options do not go together
   */
  read(args: Arguments): O;
  /** Does the command's work and returns the exit code. */
  run(context: CommandContext, options: O): Promise<number>;
}

export function defineCommand<O>(definition: Omit<Command<O>, "prepare">): Command<O> {
  const { read, run } = definition;
  return {
    ...definition,
    prepare: (args) => {
      const options = read(args);
      return (context) => run(context, options);
    },
  };
}
