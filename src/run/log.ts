import { type ColourMode, colourMode, usesColour } from "../base/colour.ts";
import { redactSecrets } from "../base/credentials.ts";
import {
  formatLogLine,
  isShown,
  type LogFormat,
  type LogLevel,
  type Note,
  terminalLogLine,
} from "../base/log.ts";
import { printableLine, printableMessage } from "../base/printable.ts";
import type { Host } from "../host/host.ts";
import { type About, jsonLogLines } from "../report/json_log.ts";

/** How a log looks. */
export interface LogStyle {
  readonly format?: LogFormat | undefined;
  /** What the environment says, by default. */
  readonly colour?: ColourMode | undefined;
}

/**
 * kas's log on standard error. Credentials in URLs never appear in it, at no level, and what
 * others wrote is shown harmlessly.
 * On a terminal, lines of live progress can stand below the log.
 */
export class Log {
  readonly #colour: boolean;
  readonly format: LogFormat;
  readonly #shownNotes = new Set<string>();
  #live: readonly string[] = [];

  constructor(
    private readonly host: Host,
    readonly level: LogLevel,
    { format = "text", colour = colourMode(undefined, host.env) }: LogStyle = {},
  ) {
    this.format = format;
    this.#colour = usesColour(colour, host.isTerminal("stderr"));
  }

  /** Whether `live` has somewhere to draw, and is wished. */
  get showsProgress(): boolean {
    const { host } = this;
    return this.format === "text" && isShown("info", this.level) && host.isTerminal("stderr") &&
      host.env.TERM !== "dumb";
  }

  get debugging(): boolean {
    return isShown("debug", this.level);
  }

  debug(message: string): void {
    this.write("debug", message);
  }

  info(message: string): void {
    this.write("info", message);
  }

  warning(message: string): void {
    this.write("warning", message);
  }

  /** @param about what the message is about: for programs */
  error(message: string, about: readonly About[] = []): void {
    this.write("error", message, about);
  }

  write(level: LogLevel, message: string, about: readonly About[] = []): void {
    if (!isShown(level, this.level)) return;
    if (this.format === "json") {
      return this.host.printError(jsonLogLines(this.host.now(), level, message, about));
    }
    const text = printableMessage(redactSecrets(message));
    const line = this.host.isTerminal("stderr")
      ? terminalLogLine(level, text, this.host.terminalSize().columns, this.#colour)
      : formatLogLine(this.host.now(), level, text, this.#colour);
    this.host.printError(`${this.#eraseLive()}${line}\n${this.#drawLive()}`);
  }

  /** Notes of pure code: each text is shown once a run. */
  notes(notes: readonly Note[]): void {
    for (const note of notes) {
      const { level, message } = note;
      if (this.#shownNotes.has(message)) continue;
      this.#shownNotes.add(message);
      this.write(level, message, [note]);
    }
  }

  /** Replaces the lines of progress below the log, where `showsProgress`. */
  live(lines: readonly string[]): void {
    const erase = this.#eraseLive();
    const width = this.host.terminalSize().columns - 1;
    this.#live = lines.map((line) => printableLine(redactSecrets(line)).slice(0, width));
    this.host.printError(erase + this.#drawLive());
  }

  #eraseLive(): string {
    return this.#live.length === 0 ? "" : `\x1b[${this.#live.length}A\x1b[J`;
  }

  #drawLive(): string {
    return this.#live.map((line) => `${line}\n`).join("");
  }
}
