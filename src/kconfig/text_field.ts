import { graphemes } from "../base/columns.ts";
import type { Key } from "./keys.ts";

/** A line that is typed: what stands before the cursor, and after it. */
export interface TextField {
  readonly before: string;
  readonly after: string;
}

/** A field with the cursor at its end. */
export const textField = (text: string): TextField => ({ before: text, after: "" });

export const textOf = ({ before, after }: TextField): string => before + after;

/** What a key does to the field; a key that means nothing here leaves it as it is. */
export function edit(field: TextField, key: Key): TextField {
  const { before, after } = field;
  const text = textOf(field);
  if (key.kind === "character") return { before: before + key.text, after };
  switch (key.name) {
    case "left":
      return splitAt(text, before.length - lastLength(before));
    case "right":
      return splitAt(text, before.length + firstLength(after));
    case "home":
      return splitAt(text, 0);
    case "end":
      return splitAt(text, text.length);
    case "backspace":
      return { before: before.slice(0, before.length - lastLength(before)), after };
    case "delete":
      return { before, after: after.slice(firstLength(after)) };
    case "erase line":
      return { before: "", after };
    case "erase word":
      return { before: withoutWord(before), after };
    default:
      return field;
  }
}

const splitAt = (text: string, at: number): TextField => ({
  before: text.slice(0, at),
  after: text.slice(at),
});

const lastLength = (text: string) => [...graphemes(text)].at(-1)?.length ?? 0;
const firstLength = (text: string) => graphemes(text).next().value?.length ?? 0;

/** Without the last word, and the blanks behind it. */
function withoutWord(text: string): string {
  const words = text.trimEnd();
  return words.slice(0, words.search(/\s\S*$/) + 1);
}
