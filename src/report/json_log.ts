import { redactSecrets } from "../base/credentials.ts";
import type { LogLevel } from "../base/log.ts";
import { printable } from "../base/printable.ts";
import { type Problem, shownMessage } from "../base/problem.ts";
import { keyText } from "../config/value.ts";

/** What a message is about: a problem, or a note. */
export type About = Pick<Problem, "message" | "key" | "place"> & Partial<Pick<Problem, "kind">>;

/**
 * The lines for a message in a log of JSON: an object for each thing that it is about, or one
 * for the message. Times are UTC, files absolute, keys as `kas validate --json` has them.
 */
export function jsonLogLines(
  now: Date,
  level: LogLevel,
  message: string,
  about: readonly About[] = [],
): string {
  const line = (text: string, more: Readonly<Record<string, unknown>> = {}) =>
    `${JSON.stringify({ time: now.toISOString(), level, message: harmless(text), ...more })}\n`;
  if (about.length === 0) return line(message);
  return about.map((thing) => {
    const { kind, place, key } = thing;
    return line(shownMessage(thing), {
      ...kind !== undefined && { kind },
      ...place && { ...place, file: harmless(place.file) },
      ...key && { key: harmless(key.map(keyText).join(".")) },
    });
  }).join("");
}

const harmless = (text: string) => printable(redactSecrets(text));
