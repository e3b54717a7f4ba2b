/** Edit distance (insert, delete, replace, swap of neighbours), stopping above `limit`. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(previous[j]! + 1, current[j - 1]! + 1, previous[j - 1]! + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, before[j - 2]! + 1);
      }
      current.push(best);
    }
    before = previous;
    previous = current;
  }
  return previous[b.length]!;
}

/** Longer words are no misspelt names, and comparing them costs the square of their length. */
const LONGEST = 100;

/**
 * The candidate that `word` is probably a misspelling of, if one is near enough. A single letter
 * is near to everything short, and of two that are equally near none is the one meant.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length < 2 || word.length > LONGEST) return undefined;
  const lower = word.toLowerCase();
  const limit = Math.max(1, Math.floor(word.length / 3));
  const far = (candidate: string) => {
    const found = distance(lower, candidate.toLowerCase(), limit);
    // What the word is the beginning of comes after what is one letter away.
    return candidate.startsWith(word) && word.length >= 4 ? Math.min(found, 1.5) : found;
  };
  const [first, second] = [...new Set(candidates)]
    .map((candidate) => ({ candidate, far: far(candidate) }))
    .filter((near) => near.far < limit + 1)
    .sort((a, b) => a.far - b.far);
  return first?.far === second?.far ? undefined : first?.candidate;
}

/** `, did you mean "x"?` for a near candidate, else the empty string. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const near = nearest(word, candidates);
  return near === undefined ? "" : `, did you mean "${near}"?`;
}
