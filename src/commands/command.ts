import type { Arguments, Option, Positional } from "../base/arguments.ts";
import type { Settings } from "../config/settings.ts";
import type { Host } from "../host/host.ts";
import type { Interrupts } from "../run/interrupts.ts";
import type { Log } from "../run/log.ts";

/** What every command is given. */
export interface CommandContext {
  readonly host: Host;
  readonly log: Log;
  readonly settings: Settings;
  readonly interrupts: Interrupts;
  /** What must be undone when the run ends, however it ends. */
  readonly cleanups: (() => Promise<void>)[];
}

/** One command of kas. */
export interface KasCommand {
  readonly name: string;
  /** One sentence for the list of commands. */
  readonly summary: string;
  readonly options: readonly Option[];
  readonly positionals: readonly Positional[];
  /** Does the command's work and returns the exit code. */
  run(context: CommandContext, args: Arguments): Promise<number>;
}
