import { formatLogLine, isShown, type LogLevel, type Note } from "../base/log.ts";
import { redactSecrets } from "../base/credentials.ts";
import { printableLine, printableMessage } from "../base/printable.ts";
import type { Host } from "../host/host.ts";

/**
 * kas's log on standard error. Credentials in URLs never appear in it, at no level, and what
 * others wrote is shown harmlessly.
 * On a terminal, lines of live progress can stand below the log.
 */
export class Log {
  readonly #colour: boolean;
  readonly #shownNotes = new Set<string>();
  #live: readonly string[] = [];

  /** @param noColor no colours on a terminal, either */
  constructor(
    private readonly host: Host,
    readonly level: LogLevel,
    noColor = !!host.env.NO_COLOR,
  ) {
    this.#colour = host.isTerminal("stderr") && !noColor;
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

  error(message: string): void {
    this.write("error", message);
  }

  write(level: LogLevel, message: string): void {
    if (!isShown(level, this.level)) return;
    const text = printableMessage(redactSecrets(message));
    const line = formatLogLine(this.host.now(), level, text, this.#colour);
    this.host.printError(`${this.#eraseLive()}${line}\n${this.#drawLive()}`);
  }

  /** Notes of pure code: each text is shown once a run. */
  notes(notes: readonly Note[]): void {
    for (const { level, message } of notes) {
      if (this.#shownNotes.has(message)) continue;
      this.#shownNotes.add(message);
      this.write(level, message);
    }
  }

  /** Replaces the lines of progress below the log; only for terminals. */
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
