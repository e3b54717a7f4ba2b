import type { KeyPath, Problem } from "../base/problem.ts";
import { isMap, valueAt, type ValueMap } from "../config/value.ts";

/** Kinds of problems that leave the rest of their file as it is. */
const LOCAL_KINDS = [
  "unknown_key",
  "wrong_value",
  "missing_key",
  "incomplete_signer",
  "hidden_character",
];

/** Whether all that a file says but one value, or one mapping, can still be read. */
export function isLocalMistake({ kind, key }: Problem): boolean {
  return key !== undefined && LOCAL_KINDS.includes(kind);
}

/**
 * What a file says, without what the schema does not allow: so that the rest can be looked at.
 * @param keys of the mistakes
 */
export function withoutMistakes(root: ValueMap, keys: readonly KeyPath[]): ValueMap {
  const copied = new Map<ValueMap, ValueMap>();
  const copy = (map: ValueMap): ValueMap => {
    let own = copied.get(map);
    if (own) return own;
    copied.set(map, own = new Map());
    for (const [key, value] of map) own.set(key, isMap(value) ? copy(value) : value);
    return own;
  };
  const rest = copy(root);
  for (const key of keys) {
    // A list counts as a whole.
    const end = key.findIndex((step, index) => index > 0 && typeof step === "number");
    const path = end < 0 ? key : key.slice(0, end);
    const around = path.length > 0 ? valueAt(rest, path.slice(0, -1)) : undefined;
    if (isMap(around)) around.delete(path.at(-1)!);
  }
  return rest;
}

/** Whether a mistake may be a misspelling that keeps repositories or what is said of them away. */
export function hidesRepos({ key, fields: { suggestion } }: Problem): boolean {
  return key?.length === 1 && ["repos", "overrides", "signers"].includes(String(suggestion));
}

/** Tells of a finding whether it may only follow from one of these mistakes, being about the same. */
export function followsFrom(
  mistakes: readonly Problem[],
): (finding: { readonly key?: KeyPath }) => boolean {
  const subjects = new Set(mistakes.map(({ key }) => subjectOf(key!)));
  return ({ key }) => {
    if (key === undefined) return false;
    const subject = subjectOf(key);
    return subjects.has(subject) || subject.startsWith("repos ") && subjects.has("repos");
  };
}

/** What a key is about: a repository, overrides included, or a top-level key. */
function subjectOf(key: KeyPath): string {
  const [first, second, third] = key;
  const id = first === "overrides" && second === "repos"
    ? third
    : first === "repos"
    ? second
    : undefined;
  return id === undefined ? String(first) : `repos ${id}`;
}
