import type { MenuNode } from "./model.ts";

/** A line within the frame. */
export interface Line {
  readonly text: string;
  readonly selected?: boolean;
  readonly kind?: "menu" | "comment" | "problem" | "hidden" | "field";
}

/** What the frame shows. */
export interface Body {
  readonly title: string;
  readonly lines: readonly Line[];
  /** There is more above or below. */
  readonly above: boolean;
  readonly below: boolean;
  readonly status: string;
  /** Where text is typed: a row of the body, and the text before the cursor. */
  readonly cursor?: { readonly row: number; readonly before: string };
}

export type Excerpt = Pick<Body, "lines" | "above" | "below">;

/**
 * As many lines as there is room for of a list whose items may take several, those around
 * the item that is selected; only items near to it are asked for.
 */
export function around(
  selected: number,
  count: number,
  height: number,
  linesOf: (index: number) => readonly Line[],
): Excerpt {
  if (count === 0) return { lines: [], above: false, below: false };
  const before: Line[] = [];
  let first = selected;
  while (first > 0 && before.length < height) before.unshift(...linesOf(--first));
  const own = linesOf(selected);
  const after: Line[] = [];
  let end = selected + 1;
  while (end < count && after.length < height) after.push(...linesOf(end++));
  const all = [...before, ...own, ...after];
  const middle = before.length - Math.max(0, Math.floor((height - own.length) / 2));
  const from = Math.max(0, Math.min(middle, all.length - height));
  return {
    lines: all.slice(from, from + height),
    above: first > 0 || from > 0,
    below: end < count || from + height < all.length,
  };
}

/** What a node is called in the menu. */
export const promptOf = (node: MenuNode) => node.prompt?.text ?? "";
