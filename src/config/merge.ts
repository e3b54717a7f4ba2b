import { isMap, type ValueMap } from "./value.ts";

/**
 * `base` with `update` merged into it: mappings recursively, anything else is
 * replaced. The order of the keys is that of `base`, new keys follow.
 * Neither argument is changed.
 */
export function mergeMaps(base: ValueMap, update: ValueMap): ValueMap {
  const merged: ValueMap = new Map(base);
  for (const [key, value] of update) {
    const old = merged.get(key);
    merged.set(key, isMap(old) && isMap(value) ? mergeMaps(old, value) : value);
  }
  return merged;
}
