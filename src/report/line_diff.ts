/** A line of a comparison: in both texts, or in one of them. */
export type DiffLine = readonly [mark: " " | "-" | "+", text: string];

/** A stretch of changes with the lines around it; positions count from 1. */
export interface Hunk {
  readonly heading: string;
  readonly lines: readonly DiffLine[];
}

const CONTEXT = 3;
/** Pairs of lines that are compared: time and memory grow with them. */
const MOST_PAIRS = 4_000_000;

/** Lines of two texts side by side: what they begin with stays, and what is common after that. */
function compareLines(old: readonly string[], now: readonly string[]): DiffLine[] {
  const shorter = Math.min(old.length, now.length);
  let start = 0;
  while (start < shorter && old[start] === now[start]) start++;
  const isLarge = (old.length - start) * (now.length - start) > MOST_PAIRS;
  let end = 0;
  while (isLarge && end < shorter - start && old.at(-1 - end) === now.at(-1 - end)) end++;
  const [oldPart, nowPart] = [old, now].map((lines) => lines.slice(start, lines.length - end));
  const same = (lines: readonly string[]) => lines.map((line): DiffLine => [" ", line]);
  return [
    ...same(old.slice(0, start)),
    ...compareParts(oldPart!, nowPart!),
    ...same(old.slice(old.length - end)),
  ];
}

/** A longest common subsequence stays, the rest changes; in very large texts, all does. */
function compareParts(old: readonly string[], now: readonly string[]): DiffLine[] {
  if (old.length * now.length > MOST_PAIRS) {
    return [
      ...old.map((line): DiffLine => ["-", line]),
      ...now.map((line): DiffLine => ["+", line]),
    ];
  }
  const width = now.length + 1;
  const lengths = new Uint32Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--) {
      lengths[i * width + j] = old[i] === now[j]
        ? lengths[(i + 1) * width + j + 1]! + 1
        : Math.max(lengths[(i + 1) * width + j]!, lengths[i * width + j + 1]!);
    }
  }
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      lines.push([" ", old[i]!]);
      i++;
      j++;
    } else if (
      j === now.length ||
      i < old.length && lengths[(i + 1) * width + j]! >= lengths[i * width + j + 1]!
    ) {
      lines.push(["-", old[i++]!]);
    } else lines.push(["+", now[j++]!]);
  }
  return lines;
}

/** The changes between two texts in unified format (diff(1)), three lines of context. */
export function unifiedDiff(old: string, now: string): Hunk[] {
  const split = (text: string) => text.replace(/\n$/, "").split("\n");
  const lines = compareLines(split(old), split(now));
  const changed = lines.flatMap(([mark], index) => mark === " " ? [] : [index]);
  const hunks: Hunk[] = [];
  for (let at = 0; at < changed.length;) {
    let last = at;
    while (last + 1 < changed.length && changed[last + 1]! - changed[last]! <= 2 * CONTEXT) last++;
    const start = Math.max(changed[at]! - CONTEXT, 0);
    const part = lines.slice(start, changed[last]! + CONTEXT + 1);
    const before = lines.slice(0, start);
    const range = (mark: "-" | "+") => {
      const count = part.filter((line) => line[0] !== (mark === "-" ? "+" : "-")).length;
      const first = before.filter((line) => line[0] !== (mark === "-" ? "+" : "-")).length + 1;
      return count === 1 ? `${first}` : `${count === 0 ? first - 1 : first},${count}`;
    };
    hunks.push({ heading: `@@ -${range("-")} +${range("+")} @@`, lines: part });
    at = last + 1;
  }
  return hunks;
}
