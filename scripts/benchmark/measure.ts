import type { Measured } from "./row.ts";

/** A program that ended with a status other than 0. */
export class Refused extends Error {}

/**
 * Runs a command line once, below time(1), which tells the memory. The time is taken around both,
 * as time(1) counts in hundredths of a second: its start is the same part of all times.
 */
export function measure(
  argv: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Measured {
  const command = new Deno.Command("/usr/bin/time", {
    args: ["-q", "-f", "\n%M", ...argv],
    cwd,
    env,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  });
  const before = performance.now();
  const result = command.outputSync();
  const seconds = (performance.now() - before) / 1000;
  const text = new TextDecoder().decode(result.stderr).trim();
  const kilobytes = text.slice(text.lastIndexOf("\n") + 1);
  if (result.code !== 0) throw new Refused(`status ${result.code}: ${lastLine(text)}`);
  return { seconds, megabytes: Number(kilobytes) / 1024 };
}

/** The last line that the program wrote itself: that of time(1) is behind it. */
function lastLine(text: string): string {
  return text.split("\n").slice(0, -1).findLast((line) => line.trim() !== "") ?? "";
}
