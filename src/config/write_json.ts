import { unwritableDate, unwritableTag } from "./errors.ts";
import { Float, isMap, type Key, Opaque, Timestamp, type Value } from "./value.ts";
import { pythonFloat } from "./python_float.ts";

export interface JsonStyle {
  /** Blanks per level; 0 and less still put every item on a line of its own. */
  readonly indent: number;
  readonly sortKeys: boolean;
}

/** A value as a JSON document of its own, its keys as they stand: what `--json` prints. */
export function jsonDocument(value: Value): string {
  return `${writeJson(value, { indent: 2, sortKeys: false })}\n`;
}

/** A value as the JSON text that Python's `json.dump(indent=…)` writes: ASCII only. */
export function writeJson(value: Value, style: JsonStyle): string {
  const write = (item: Value, level: number): string => {
    const inner = `\n${" ".repeat(Math.max(style.indent, 0) * (level + 1))}`;
    const outer = `\n${" ".repeat(Math.max(style.indent, 0) * level)}`;
    if (isMap(item)) {
      if (item.size === 0) return "{}";
      const entries = [...item].map(([key, value]) => [keyName(key), value] as const);
      if (style.sortKeys) entries.sort(([a], [b]) => a < b ? -1 : a > b ? 1 : 0);
      const lines = entries.map(([key, value]) => `${asciiJson(key)}: ${write(value, level + 1)}`);
      return `{${inner}${lines.join(`,${inner}`)}${outer}}`;
    }
    if (Array.isArray(item)) {
      if (item.length === 0) return "[]";
      return `[${inner}${item.map((value) => write(value, level + 1)).join(`,${inner}`)}${outer}]`;
    }
    return scalar(item);
  };
  return write(value, 0);
}

function scalar(value: Exclude<Value, Value[] | Map<Key, Value>>): string {
  if (value === null) return "null";
  if (typeof value === "string") return asciiJson(value);
  if (value instanceof Float) {
    return Number.isFinite(value.value) ? pythonFloat(value.value) : String(value.value);
  }
  if (value instanceof Timestamp) throw unwritableDate(value.text);
  if (value instanceof Opaque) throw unwritableTag(value.tag);
  return String(value);
}

function keyName(key: Key): string {
  return typeof key === "string" ? key : String(key);
}

/** Plain data as JSON on one line: ASCII only. */
export function asciiJson(data: unknown): string {
  return JSON.stringify(data).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
