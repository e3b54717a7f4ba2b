// What a series of measured numbers says.

/** The value below which a share (0 to 1) of the values lies, interpolated between neighbours. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)]!;
  const above = sorted[Math.ceil(place)]!;
  return below + (above - below) * (place - Math.floor(place));
}

/** The middle value; of an even number of values, the mean of the two in the middle. */
export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Lower and upper quartile: unlike the extremes, they stay where one run of many was disturbed. */
export const quartiles = (values: readonly number[]): [number, number] => [
  quantile(values, 0.25),
  quantile(values, 0.75),
];

/** A size and what it took, in seconds. */
export interface Point {
  readonly size: number;
  readonly seconds: number;
}

/**
 * The power of the size that time grows with, over the whole range: 1 is linear, 2 quadratic.
 * @param start seconds that a run takes whatever the size
 * @returns NaN where a time is no longer than the start: then the size was too small to tell
 */
export function exponent(points: readonly Point[], start: number): number {
  const [first, last] = [points.at(0)!, points.at(-1)!];
  const [least, most] = [first.seconds - start, last.seconds - start];
  return least > 0 && most > 0 ? Math.log2(most / least) / Math.log2(last.size / first.size) : NaN;
}
