import type { PartOffsets } from "./document.ts";
import type { Value } from "./value.ts";

/** Thrown where a text leaves the common part of YAML; no `Error`, whose trace would cost time. */
export const NOT_COMMON = { reason: "not in the common part of YAML" } as const;

/** Mappings and lists inside each other: well below what the library takes. */
const MOST_DEEP = 40;
/**
 * Lines, entries and items that are counted: none of them is more than 15 words and marks to the
 * library, nor more than two values, so that its limits cannot be reached before this one.
 */
const MOST_COUNTED = 30_000;

/** A text that is read from its beginning to its end, and where its parts were found. */
export class CommonSource {
  /** Offset of what is read next. */
  at = 0;
  readonly parts = new WeakMap<object, PartOffsets>();
  #counted = 0;

  /** The text, its last line ended. */
  readonly text: string;
  /** Whether that end is not in the file. */
  readonly cutOff: boolean;

  constructor(text: string) {
    this.cutOff = !text.endsWith("\n");
    this.text = this.cutOff ? `${text}\n` : text;
  }

  /** Matches `pattern`, which is sticky, here and goes behind it. */
  take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (match) this.at = pattern.lastIndex;
    return match;
  }

  /** As `take`, for who needs no groups. */
  skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    const matches = pattern.test(this.text);
    if (matches) this.at = pattern.lastIndex;
    return matches;
  }

  /** The rest of the line, without its end; goes to the next line. */
  line(): string {
    const end = this.text.indexOf("\n", this.at);
    const line = this.text.slice(this.at, end);
    this.at = end + 1;
    return line;
  }

  /** Counts a line, an entry or an item. */
  count(): void {
    if (++this.#counted > MOST_COUNTED) throw NOT_COMMON;
  }

  /** Makes room for the offsets of a mapping or list that lies in `depth` others. */
  newParts(value: Value & object, depth: number): PartOffsets {
    if (depth > MOST_DEEP) throw NOT_COMMON;
    const parts: PartOffsets = { keys: new Map(), values: new Map() };
    this.parts.set(value, parts);
    return parts;
  }
}
