import { redactSecrets } from "../base/credentials.ts";
import { EXIT } from "../base/errors.ts";
import { isShown, type LogFormat, type LogLevel } from "../base/log.ts";
import { printableMessage } from "../base/printable.ts";
import type { Problem } from "../base/problem.ts";
import { wrapText } from "../base/wrap.ts";
import type { Host } from "../host/host.ts";
import { jsonLogLines } from "../report/json_log.ts";
import type { Voice } from "./guard.ts";

const KINDS: Readonly<Record<LogLevel, string>> = {
  debug: "Debug",
  info: "Note",
  warning: "Warning",
  error: "Error",
  critical: "Error",
};

/** Columns before the lines of a message but the first, on a terminal. */
const INDENT = 4;

/** How kas-container tells things: in its name, without times, or as a log of JSON. */
export class LauncherVoice implements Voice {
  readonly userCode = EXIT.launcher;
  level: LogLevel;

  /** @param format of the messages, those about a wrong command line too */
  constructor(private readonly host: Host, private readonly format: LogFormat) {
    this.level = host.env.KAS_VERBOSE ? "debug" : "info";
  }

  get messagesAlone(): boolean {
    return this.format === "json";
  }

  error(message: string, problems: readonly Problem[] = []): void {
    this.say("error", message, problems);
  }

  debug(message: string): void {
    this.say("debug", message);
  }

  /** A line of a shell that is about to be done: only for who wants to know all. */
  trace(line: string): void {
    if (this.messagesAlone) this.debug(line);
    else if (isShown("debug", this.level)) this.host.printError(`+ ${line}\n`);
  }

  say(level: LogLevel, message: string, problems: readonly Problem[] = []): void {
    if (!isShown(level, this.level)) return;
    const { host } = this;
    if (this.messagesAlone) host.printError(jsonLogLines(host.now(), level, message, problems));
    else {
      const text = `kas-container: ${KINDS[level]}: ${printableMessage(redactSecrets(message))}`;
      const shown = host.isTerminal("stderr")
        ? wrapText(text, INDENT, host.terminalSize().columns)
        : text;
      host.printError(`${shown}\n`);
    }
  }
}
