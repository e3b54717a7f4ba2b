import type { KeyPath } from "../base/problem.ts";
import { isMap, keyText, type ValueMap } from "../config/value.ts";

/**
 * The key that a text such as `repos.poky.commit` names, whose parts may have dots themselves;
 * undefined if there is none.
 */
export function findKey(root: ValueMap, text: string): KeyPath | undefined {
  for (const [key, value] of root) {
    const name = keyText(key);
    if (text === name) return [key];
    if (!isMap(value) || !text.startsWith(`${name}.`)) continue;
    const below = findKey(value, text.slice(name.length + 1));
    if (below) return [key, ...below];
  }
  return undefined;
}

/** The keys at and below one that have a value of their own, in their order. */
export function leavesOf(root: ValueMap, key: KeyPath): KeyPath[] {
  const leaves: KeyPath[] = [];
  const visit = (value: unknown, path: KeyPath): void => {
    if (value instanceof Map && value.size > 0) {
      for (const [name, inner] of value) visit(inner, [...path, name]);
    } else leaves.push(path);
  };
  let at: unknown = root;
  for (const name of key) at = (at as ValueMap).get(name);
  visit(at, key);
  return leaves;
}
