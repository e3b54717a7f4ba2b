import type { KeyPath, Location } from "./place.ts";
import { wrapText } from "./wrap.ts";

export const LOG_LEVELS = ["debug", "info", "warning", "error", "critical"] as const;
export type LogLevel = typeof LOG_LEVELS[number];

export const LOG_FORMATS = ["text", "json"] as const;
/** The log as people read it, or an object on each line. */
export type LogFormat = typeof LOG_FORMATS[number];

/** What pure code has to tell the user; the edges print it. Equal notes are printed once a run. */
export interface Note {
  readonly level: LogLevel;
  readonly message: string;
  /** The key of the configuration that it is about, if it is about one; for programs. */
  readonly key?: KeyPath;
  /** Where that stands, if it is known already. */
  readonly place?: Location;
}

const RESET = "\x1b[0m";
const COLOURS: Readonly<Record<LogLevel, string>> = {
  debug: RESET,
  info: RESET,
  warning: "\x1b[1;33m",
  error: "\x1b[1;31m",
  critical: "\x1b[1;31m",
};

const two = (value: number) => String(value).padStart(2, "0");

/** One log line in kas's format, local time: `2026-01-31 12:00:00 - INFO     - message`. */
export function formatLogLine(
  now: Date,
  level: LogLevel,
  message: string,
  colour: boolean,
): string {
  const date = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  const time = `${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}`;
  const line = `${date} ${time} - ${level.toUpperCase().padEnd(8)} - ${message}`;
  return coloured(level, line, colour);
}

/** A message on a terminal: without the time, and no line longer than the terminal is wide. */
export function terminalLogLine(
  level: LogLevel,
  message: string,
  columns: number,
  colour: boolean,
): string {
  const head = `${level.toUpperCase().padEnd(8)} - `;
  return coloured(level, head + wrapText(message, head.length, columns), colour);
}

function coloured(level: LogLevel, text: string, colour: boolean): string {
  return colour ? `${COLOURS[level]}${text}${RESET}` : text;
}

const rank = (level: LogLevel) => LOG_LEVELS.indexOf(level);

/** Whether a message of `level` is shown when the user asked for `threshold`. */
export function isShown(level: LogLevel, threshold: LogLevel): boolean {
  return rank(level) >= rank(threshold);
}
