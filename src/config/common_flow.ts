import { plainScalar, QUOTED, quotedText, takeKey } from "./common_scalar.ts";
import { type CommonSource, NOT_COMMON } from "./common_source.ts";
import type { Value } from "./value.ts";

const BLANKS = / */y;
const OPEN = /([\[{]) */y;
const CLOSE = /[\]}]/y;
const COMMA = /, */y;
const WORDS = /[^\n,\[\]{}]+/y;

/** A list or mapping in brackets that ends on its line, or a scalar in one. */
export function readFlow(source: CommonSource, depth: number): Value {
  const open = source.take(OPEN);
  if (open) return open[1] === "[" ? list(source, depth) : mapping(source, depth);
  const quoted = source.take(QUOTED);
  if (quoted) return quotedText(quoted);
  const words = source.take(WORDS);
  if (!words) throw NOT_COMMON;
  return plainScalar(words[0]);
}

function list(source: CommonSource, depth: number): Value[] {
  const items: Value[] = [];
  const parts = source.newParts(items, depth);
  if (source.text[source.at] !== "]") {
    do {
      source.count();
      parts.values.set(items.length, source.at);
      items.push(readFlow(source, depth + 1));
    } while (goesOn(source));
  }
  close(source, "]");
  return items;
}

function mapping(source: CommonSource, depth: number): Value {
  const map = new Map();
  const parts = source.newParts(map, depth);
  if (source.text[source.at] !== "}") {
    do {
      const key = takeKey(source, map, parts);
      map.set(key, atEnd(source) ? null : readFlow(source, depth + 1));
    } while (goesOn(source));
  }
  close(source, "}");
  return map;
}

/** Whether an entry ends here, without a value. */
function atEnd(source: CommonSource): boolean {
  const next = source.text[source.at];
  return next === "," || next === "}";
}

/** Goes on to the next entry or item, if one follows. */
function goesOn(source: CommonSource): boolean {
  source.skip(BLANKS);
  return source.skip(COMMA);
}

function close(source: CommonSource, bracket: "]" | "}"): void {
  if (source.text[source.at] !== bracket || !source.skip(CLOSE)) throw NOT_COMMON;
}
