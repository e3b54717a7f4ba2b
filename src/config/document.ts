import type { Location } from "../base/problem.ts";
import type { Key, KeyPath as Path } from "../base/problem.ts";
import { isMap, type Value } from "./value.ts";

export type { KeyPath as Path } from "../base/problem.ts";

/** Where the parts of one mapping or list start, as offsets into the text. */
export interface PartOffsets {
  readonly keys: Map<Key, number>;
  readonly values: Map<Key, number>;
}

/** One configuration file, read: its value and where each part of it stands. */
export interface Document {
  /** Absolute path of the file. */
  readonly file: string;
  readonly root: Value;
  readonly rootOffset: number;
  readonly parts: WeakMap<object, PartOffsets>;
  readonly lines: readonly number[];
  readonly duplicates: readonly DuplicateKey[];
}

/** A key that its mapping had already: this one counts. */
export interface DuplicateKey {
  readonly key: Key;
  readonly offset: number;
  /** Offset of the one before. */
  readonly first: number;
}

/** Offsets at which the lines of a text start. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** Line and column of an offset; both count from 1. */
export function locationOf(file: string, lines: readonly number[], offset: number): Location {
  let low = 0;
  let high = lines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (lines[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return { file, line: low + 1, column: offset - lines[low]! + 1 };
}

/**
 * Where `path` stands in the document: the key itself or its value. A path that
 * leads past what the document holds gives the nearest part that it does hold.
 */
export function locate(document: Document, path: Path, what: "key" | "value"): Location {
  let offset = document.rootOffset;
  let value: Value | undefined = document.root;
  for (const [index, step] of path.entries()) {
    if (typeof value !== "object" || value === null) break;
    const parts = document.parts.get(value);
    const last = index === path.length - 1;
    const found: number | undefined = last && what === "key"
      ? parts?.keys.get(step) ?? parts?.values.get(step)
      : parts?.values.get(step);
    if (found === undefined) break;
    offset = found;
    value = isMap(value) ? value.get(step) : Array.isArray(value) ? value[Number(step)] : undefined;
  }
  return locationOf(document.file, document.lines, offset);
}
