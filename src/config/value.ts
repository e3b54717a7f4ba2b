import type { Key } from "../base/problem.ts";
import { printableLine } from "../base/printable.ts";

export type { Key } from "../base/problem.ts";

/**
 * What a configuration file can hold. Mappings are `Map`s: they keep the order of
 * every key (a plain object moves integer-like keys to the front) and tell 1 from "1".
 */
export type Value = Scalar | Value[] | ValueMap;
export type Scalar = null | boolean | number | bigint | string | Float | Timestamp | Opaque;
export type ValueMap = Map<Key, Value>;

/** A YAML or JSON float. Integers are `number` (or `bigint` past 2^53), so 1.0 stays 1.0. */
export class Float {
  constructor(readonly value: number) {}
}

/** A YAML date or point in time, which is not a string to kas's schema. */
export class Timestamp {
  constructor(readonly text: string) {}
}

/** A tagged value that no key of a kas file accepts (`!!binary`, `!!set`, `!!omap`, `!!pairs`). */
export class Opaque {
  constructor(readonly tag: string) {}
}

export function isMap(value: Value | undefined): value is ValueMap {
  return value instanceof Map;
}

/** The mapping under a key; an empty one where there is none. */
export function mapAt(map: ValueMap, key: Key): ValueMap {
  const value = map.get(key);
  return isMap(value) ? value : new Map();
}

/** The value that the keys and list indexes of `path` lead to; undefined where nothing is. */
export function valueAt(root: Value, path: readonly Key[]): Value | undefined {
  let value: Value | undefined = root;
  for (const key of path) {
    value = isMap(value) ? value.get(key) : Array.isArray(value) ? value[Number(key)] : undefined;
  }
  return value;
}

/** The key as Python's `str()` shows it, which is how kas writes keys into files. */
export function keyText(key: Key): string {
  if (key === null) return "None";
  if (key === true) return "True";
  if (key === false) return "False";
  return String(key);
}

/** A key path as messages show it: `repos.foo.layers`, `header.includes[1]`. */
export function pathText(path: readonly Key[]): string {
  return path.map((key, index) =>
    typeof key === "number" && index > 0
      ? `[${key}]`
      : `${index > 0 ? "." : ""}${shorten(keyText(key))}`
  ).join("");
}

/** A text of a file as messages quote it: the beginning of a long one. */
export function shorten(text: string): string {
  return printableLine(text.length <= 200 ? text : `${text.slice(0, 200)}…`);
}

/** The kind of a value in a user's words. */
export function kindOf(value: Value): string {
  if (value === null) return "empty (null)";
  if (typeof value === "boolean") return `the boolean ${value}`;
  if (typeof value === "string") {
    return value.length <= 40 ? `the string "${printableLine(value)}"` : "a string";
  }
  if (typeof value === "number" || typeof value === "bigint") {
    return `the number ${shorten(String(value))}`;
  }
  if (value instanceof Float) return `the number ${value.value}`;
  if (value instanceof Timestamp) return `the date ${value.text}`;
  if (value instanceof Opaque) return `a value tagged ${value.tag}`;
  return Array.isArray(value) ? "a list" : "a mapping";
}
