import type { LogLevel } from "../base/log.ts";

const LEVELS: Readonly<Record<string, LogLevel>> = {
  CRITICAL: "error",
  ERROR: "error",
  WARNING: "warning",
  NOTE: "info",
};

/** Tells the levels of bitbake's lines on one stream, one by one. */
export class OutputLevel {
  #last: LogLevel;

  /** @param plain the level of lines that do not say theirs */
  constructor(private readonly plain: LogLevel) {
    this.#last = plain;
  }

  /** The level of the next line; one that is set in, or begins with "| ", goes on with the last. */
  of(line: string): LogLevel {
    const word = /^([A-Z]+): /.exec(line)?.[1];
    const told = word === undefined ? undefined : LEVELS[word];
    if (told !== undefined || !/^(?:\||\s+\S)/.test(line)) this.#last = told ?? this.plain;
    return this.#last;
  }
}
