import type { Box, Picture } from "./picture_layout.ts";

/** A part of a picture from top to bottom. */
export interface Band {
  readonly top: number;
  readonly bottom: number;
}

/** About as high as a third of a printed page. */
const LEAST = 320;

/**
 * The picture in bands that no box lies across: paper is cut between them, not through words.
 * They join without a gap.
 */
export function bandsOf(
  { files, repos, height }: Pick<Picture, "files" | "repos" | "height">,
): Band[] {
  const boxes: readonly Box[] = [...files, ...repos].toSorted((a, b) => a.y - b.y);
  const bands: Band[] = [];
  let [top, bottom] = [0, 0];
  for (const box of boxes) {
    if (box.y > bottom && bottom - top >= LEAST) {
      bands.push({ top, bottom: box.y });
      top = box.y;
    }
    bottom = Math.max(bottom, box.y + box.height);
  }
  return height > top ? [...bands, { top, bottom: height }] : bands;
}

/** Whether some of a line is in a band. */
export function crosses({ top, bottom }: Band, line: Picture["lines"][number]): boolean {
  const heights = line.map(([, y]) => y);
  return Math.max(...heights) >= top && Math.min(...heights) <= bottom;
}
