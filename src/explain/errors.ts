import { type UserError, userError } from "../base/errors.ts";
import { nearest } from "../base/suggest.ts";
import { isMap, keyText, shorten, valueAt, type ValueMap } from "../config/value.ts";
import { findKey } from "./find_key.ts";

/** A key that the configuration does not have. */
export function keyNotThere(root: ValueMap, text: string): UserError {
  const near = nearKey(root, text);
  const hint = near === undefined ? "" : `, did you mean "${shorten(near)}"?`;
  const message = `the configuration has no key "${shorten(text)}"${hint}`;
  return userError("key_not_there", { key: text, suggestion: near }, message);
}

/** The key that was probably meant: one word of it differs, behind what is there. */
function nearKey(root: ValueMap, text: string): string | undefined {
  const words = text.split(".");
  for (let length = words.length - 1; length >= 0; length--) {
    const before = words.slice(0, length).join(".");
    const path = length === 0 ? [] : findKey(root, before);
    const map = path && valueAt(root, path);
    if (!isMap(map)) continue;
    const names = [...map.keys()].map(keyText);
    const rest = words.slice(length);
    const near = nearest(rest.join("."), names) ?? nearest(rest[0]!, names);
    if (near === undefined || near === rest[0]) return undefined;
    const found = [...words.slice(0, length), near].join(".");
    const whole = [found, ...rest.slice(1)].join(".");
    return findKey(root, whole) ? whole : found;
  }
  return undefined;
}
