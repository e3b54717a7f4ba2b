import { isMap, type ValueMap } from "./value.ts";

/**
 * All of `maps` merged, later ones over earlier ones: mappings recursively, anything else is
 * replaced. The order of the keys is that of their first mapping. None of `maps` is changed.
 */
export function mergeMaps(maps: readonly ValueMap[]): ValueMap {
  const merged: ValueMap = new Map();
  // Mappings made here, which may be changed. Copying each time would take n² for n files.
  const own = new WeakSet<ValueMap>();
  const mergeInto = (base: ValueMap, update: ValueMap): void => {
    for (const [key, value] of update) {
      const old = base.get(key);
      if (!isMap(old) || !isMap(value)) {
        base.set(key, value);
        continue;
      }
      let mine = old;
      if (!own.has(mine)) {
        mine = new Map(old);
        own.add(mine);
        base.set(key, mine);
      }
      mergeInto(mine, value);
    }
  };
  for (const map of maps) mergeInto(merged, map);
  return merged;
}
