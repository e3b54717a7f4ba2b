import { newDirectory } from "../case.ts";
import { measure, Refused } from "../measure.ts";
import { exponent, type Point } from "../statistics.ts";
import type { Series } from "./series.ts";

/** The most that the exponent may be: linear, and what a machine with other work adds. */
export const LIMIT = 1.15;

const RUNS = 3;

/** How the time of a series grows; a text is why the program refuses it. */
export type Growth = { readonly points: readonly Point[]; readonly exponent: number } | string;

/** Seconds of the shortest of some runs, as other work only adds to a run; the first one warms up. */
export function shortest(argv: readonly string[], cwd: string): number {
  measure(argv, cwd);
  return Math.min(...Array.from({ length: RUNS }, () => measure(argv, cwd).seconds));
}

/**
 * Measures a series.
 * @param start seconds that the program takes to start
 * @param directory an empty one, for the projects
 */
export async function grow(
  { sizes, args, write }: Series,
  kas: string,
  start: number,
  directory: string,
): Promise<Growth> {
  const points: Point[] = [];
  try {
    for (const size of sizes) {
      const cwd = newDirectory(directory, String(size));
      await write(cwd, size);
      points.push({ size, seconds: shortest([kas, ...args], cwd) });
    }
  } catch (error) {
    if (error instanceof Refused) return error.message;
    throw error;
  }
  return { points, exponent: exponent(points, start) };
}

/** A series as a line for people. */
export function growthLine(name: string, growth: Growth): string {
  const title = name.padEnd(50);
  if (typeof growth === "string") return `${title} skipped, dist/kas refuses: ${growth}`;
  const times = growth.points.map(({ size, seconds }) =>
    `${size}: ${(seconds * 1000).toFixed(0)} ms`.padEnd(17)
  );
  const verdict = isWell(growth) ? "ok" : "MISSED";
  return `${title} ${times.join(" ")} exponent ${growth.exponent.toFixed(2)} (${verdict})`;
}

/** Whether a series grows no faster than it may; one that was too short to tell is not well. */
export const isWell = (growth: Growth): boolean =>
  typeof growth === "string" || growth.exponent <= LIMIT;
