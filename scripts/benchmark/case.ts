import { join } from "node:path";
import type { Peer } from "./peer.ts";
import type { Measured } from "./row.ts";

/** Where a case works, and with what. */
export interface Setting {
  /** The directory of all cases: each makes its own in it. */
  readonly directory: string;
  /** The program of this project. */
  readonly kas: string;
  readonly peer: Peer;
}

/** Runs one program once. */
export type Run = () => Measured;

/** The same work for both programs. */
export interface Contest {
  readonly ours: Run;
  readonly peer: Run;
}

/** One thing that is measured. */
export interface Case {
  readonly name: string;
  /** The most that the ratio of the times may be. */
  readonly goal: number;
  /** The most megabytes that ours may take, if that is a measure of its own. */
  readonly memoryGoal?: number;
  /** Counted runs of each program. */
  readonly pairs: number;
  /** Long runs are not warmed up: what the first one pays for does not show in them. */
  readonly isLong?: boolean;
  /** Whether kas 3.1 lacks what is measured. */
  readonly needsNew?: boolean;
  /** Makes what the runs work on; a text is the reason why this cannot be measured here. */
  prepare(setting: Setting): Promise<Contest | string>;
}

/** A directory that did not exist. */
export function newDirectory(...path: string[]): string {
  const directory = join(...path);
  Deno.mkdirSync(directory);
  return directory;
}

/** Removes what an earlier run has left: the first one has none before it. */
export function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
