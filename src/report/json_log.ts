import { redactSecrets } from "../base/credentials.ts";
import type { LogLevel } from "../base/log.ts";
import { printable } from "../base/printable.ts";
import { type Problem, shownMessage } from "../base/problem.ts";
import { pathText } from "../config/value.ts";

/**
 * The lines for a message in a log of JSON: an object for each problem that it is about, or one
 * for the message. Times are UTC, files absolute, keys as messages show them: `repos.poky.url`.
 */
export function jsonLogLines(
  now: Date,
  level: LogLevel,
  message: string,
  problems: readonly Problem[] = [],
): string {
  const line = (text: string, more: Readonly<Record<string, unknown>> = {}) =>
    `${JSON.stringify({ time: now.toISOString(), level, message: harmless(text), ...more })}\n`;
  if (problems.length === 0) return line(message);
  return problems.map((problem) => {
    const { kind, place, key } = problem;
    return line(shownMessage(problem), {
      kind,
      ...place && { ...place, file: harmless(place.file) },
      ...key && { key: pathText(key) },
    });
  }).join("");
}

const harmless = (text: string) => printable(redactSecrets(text));
