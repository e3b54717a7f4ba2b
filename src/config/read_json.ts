import {
  type Document,
  type DuplicateKey,
  lineStarts,
  locationOf,
  type PartOffsets,
} from "./document.ts";
import { invalidJson } from "./errors.ts";
import {
  MOST_DIGITS,
  MOST_NESTED,
  MOST_VALUES,
  nestedTooDeeply,
  tooManyValues,
} from "./text_limits.ts";
import { Float, type Key, type Value } from "./value.ts";

const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/y;
// deno-lint-ignore no-control-regex
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const WORD = /true|false|null|NaN|Infinity|-Infinity/y;
const BLANK = /[ \t\n\r]*/y;

/**
 * A JSON file (RFC 8259) as Python's json module reads it: the last of two equal
 * keys wins, `NaN` and `Infinity` are numbers. `JSON.parse` keeps neither positions,
 * nor the order of integer-like keys, nor large integers, hence this reader.
 * @throws UserError with the place of the first mistake
 */
export function readJson(file: string, text: string): Document {
  const body = text.startsWith("\uFEFF") ? text.slice(1) : text;
  const lines = lineStarts(body);
  const parts = new WeakMap<object, PartOffsets>();
  const duplicates: DuplicateKey[] = [];
  let at = 0;

  const fail = (message: string, offset = at): never => {
    throw invalidJson(locationOf(file, lines, offset), message);
  };
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(body);
    if (found) at = pattern.lastIndex;
    return found;
  };
  const skipBlanks = () => {
    match(BLANK);
  };
  const readString = (): string => {
    const found = match(STRING);
    if (!found) return fail("a string ends with a quote on the same line and escapes as JSON does");
    return JSON.parse(found[0]) as string;
  };

  const readMapping = (): Value => {
    const map = new Map<Key, Value>();
    const offsets: PartOffsets = { keys: new Map(), values: new Map() };
    parts.set(map, offsets);
    at++;
    for (skipBlanks(); body[at] !== "}"; skipBlanks()) {
      if (map.size > 0 || offsets.keys.size > 0) {
        if (body[at] !== ",") fail('expected "," or "}"');
        at++;
        skipBlanks();
      }
      const keyOffset = at;
      if (body[at] !== '"') fail("expected a key in double quotes");
      const key = readString();
      skipBlanks();
      if (body[at] !== ":") fail('expected ":" after the key');
      at++;
      skipBlanks();
      const first = offsets.keys.get(key);
      if (first !== undefined) duplicates.push({ key, offset: keyOffset, first });
      offsets.keys.set(key, keyOffset);
      offsets.values.set(key, at);
      map.set(key, readValue());
    }
    at++;
    return map;
  };

  const readList = (): Value => {
    const list: Value[] = [];
    const offsets: PartOffsets = { keys: new Map(), values: new Map() };
    parts.set(list, offsets);
    at++;
    for (skipBlanks(); body[at] !== "]"; skipBlanks()) {
      if (list.length > 0) {
        if (body[at] !== ",") fail('expected "," or "]"');
        at++;
        skipBlanks();
      }
      offsets.values.set(list.length, at);
      list.push(readValue());
    }
    at++;
    return list;
  };

  let depth = 0;
  let count = 0;
  const readValue = (): Value => {
    if (++depth > MOST_NESTED) fail(nestedTooDeeply);
    if (++count > MOST_VALUES) fail(tooManyValues);
    const value = readOne();
    depth--;
    return value;
  };

  const readOne = (): Value => {
    const next = body[at];
    if (next === "{") return readMapping();
    if (next === "[") return readList();
    if (next === '"') return readString();
    const word = match(WORD)?.[0];
    if (word === "true" || word === "false") return word === "true";
    if (word === "null") return null;
    if (word !== undefined) return new Float(Number(word));
    const number = match(NUMBER);
    if (!number) return fail(next === undefined ? "the file ends too early" : "expected a value");
    if (number[1] || number[2]) return new Float(Number(number[0]));
    if (number[0].length > MOST_DIGITS) return fail("the number has too many digits");
    const value = Number(number[0]);
    return Number.isSafeInteger(value) ? value + 0 : BigInt(number[0]);
  };

  skipBlanks();
  const rootOffset = at;
  const root = readValue();
  skipBlanks();
  if (at < body.length) fail("something follows the value; a JSON file holds one");
  return { file, root, rootOffset, parts, lines, duplicates };
}
