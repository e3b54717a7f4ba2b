import { median, quartiles } from "./statistics.ts";

/** What one run of a program took. */
export interface Measured {
  readonly seconds: number;
  /** Peak memory of its largest process. */
  readonly megabytes: number;
}

/** Runs of both programs, one right after the other. */
export interface Pair {
  readonly ours: Measured;
  readonly peer: Measured;
}

/** One measure, as `--json` prints it; null is what was not measured. */
export interface Row {
  readonly name: string;
  /** Ours to the peer's: the median over the pairs. */
  readonly ratio: number | null;
  /** Quartiles of the ratio. */
  readonly spread: readonly [number, number] | null;
  readonly ours_ms: number | null;
  readonly peer_ms: number | null;
  readonly ours_mb: number | null;
  readonly peer_mb: number | null;
  /** The most that is well: of the ratio; of ours_mb in rows about memory. */
  readonly goal: number | null;
  /** null where there is no goal, or nothing to compare with. */
  readonly ok: boolean | null;
}

/** A row without numbers, for what could not be measured. */
export const emptyRow = (name: string, goal: number | null, ok: boolean | null): Row => ({
  name,
  ratio: null,
  spread: null,
  ours_ms: null,
  peer_ms: null,
  ours_mb: null,
  peer_mb: null,
  goal,
  ok,
});

/** How the times of both compare; the goal is the most that the ratio may be. */
export function timeRow(name: string, goal: number, pairs: readonly Pair[]): Row {
  const ratios = pairs.map(({ ours, peer }) => ours.seconds / peer.seconds);
  const ratio = median(ratios);
  return { name, ratio, spread: quartiles(ratios), ...medians(pairs), goal, ok: ratio <= goal };
}

/** How the memory of both compares; the goal is the most megabytes that ours may take. */
export function memoryRow(name: string, goal: number, pairs: readonly Pair[]): Row {
  const ratios = pairs.map(({ ours, peer }) => ours.megabytes / peer.megabytes);
  const found = medians(pairs);
  const ok = found.ours_mb <= goal;
  return { name, ratio: median(ratios), spread: quartiles(ratios), ...found, goal, ok };
}

function medians(pairs: readonly Pair[]) {
  return {
    ours_ms: 1000 * median(pairs.map(({ ours }) => ours.seconds)),
    peer_ms: 1000 * median(pairs.map(({ peer }) => peer.seconds)),
    ours_mb: median(pairs.map(({ ours }) => ours.megabytes)),
    peer_mb: median(pairs.map(({ peer }) => peer.megabytes)),
  };
}
