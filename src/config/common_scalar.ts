import { type CommonSource, NOT_COMMON } from "./common_source.ts";
import type { PartOffsets } from "./document.ts";
import { Float, type Key, type Scalar, Timestamp, type ValueMap } from "./value.ts";
import { parsePlain, plainType } from "./yaml_scalar.ts";

/**
 * A key on one line and the blanks after its colon: a word, or a text in quotes without escapes.
 * No part of the pattern can match in two ways, so that it gives up in linear time.
 */
export const KEY = /(?:([A-Za-z0-9_.\/][\w.\/+@-]*)|"([^"\\\n\t]*)"|'([^'\n\t]*)'):(?=[ \n]) */y;
/** A key may have 1024 characters in YAML (https://yaml.org/spec/1.1/#id863390). */
const LONGEST_KEY = 500;
/** A text in quotes, without escapes. */
export const QUOTED = /"([^"\\\n\t]*)"|'([^'\n\t]*)'/y;

/** Begins with no character that means something, unless it is a dash that belongs to a word. */
const PLAIN_START = /^(?:[^\s\-?:,\[\]{}#&*!|>'"%@`]|-[\w.\/-])/;
/** What ends a plain scalar, or makes more of it than that. */
const NOT_PLAIN = /: |:$| #|\t/;

/** Reads the key of an entry, and notes where it and its value begin. */
export function takeKey(source: CommonSource, map: ValueMap, parts: PartOffsets): Key {
  source.count();
  const start = source.at;
  const match = source.take(KEY);
  if (!match) throw NOT_COMMON;
  const key = keyOf(match);
  if (map.has(key)) throw NOT_COMMON;
  parts.keys.set(key, start);
  parts.values.set(key, source.at);
  return key;
}

/** The key that `KEY` matched. */
function keyOf(match: RegExpExecArray): Key {
  if (match[0].length > LONGEST_KEY) throw NOT_COMMON;
  const word = match[1];
  if (word === undefined) return quotedText(match, 2);
  const value = typed(word);
  if (value instanceof Float) return value.value;
  if (value instanceof Timestamp) return value.text;
  return value as Key;
}

/** The text between quotes, of which the groups `first` and the one after it are alternatives. */
export function quotedText(match: RegExpExecArray, first = 1): string {
  return match[first] ?? match[first + 1]!;
}

/** The value of a plain scalar, which may have blanks at its end but no comment. */
export function plainScalar(text: string): Scalar {
  if (!PLAIN_START.test(text) || NOT_PLAIN.test(text)) throw NOT_COMMON;
  let end = text.length;
  while (text[end - 1] === " ") end--;
  return typed(text.slice(0, end));
}

function typed(text: string): Scalar {
  const type = plainType(text);
  if (type === "str") return text;
  const value = parsePlain(text, type);
  if (value === undefined) throw NOT_COMMON;
  return value;
}
