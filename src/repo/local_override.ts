import type { Note } from "../base/log.ts";
import { type Key, mapAt, type Value, type ValueMap } from "../config/value.ts";
import { localNotAssigned, localTwice } from "./errors.ts";

/** The user's own directories that stand in for repositories of the project (`--local`): id → path. */
export type LocalRepos = ReadonlyMap<string, string>;

/** Reads the values of `--local`, `NAME=PATH`; paths stay as they are written. @throws UserError */
export function parseLocalRepos(words: readonly string[]): LocalRepos {
  const local = new Map<string, string>();
  for (const word of words) {
    const [, id, path] = /^([^=]+)=(.+)$/s.exec(word) ?? [];
    if (id === undefined || path === undefined) throw localNotAssigned(word);
    if (local.has(id)) throw localTwice(id);
    local.set(id, path);
  }
  return local;
}

/** What of a repository's entry is true of any directory with its files. */
const KEPT_KEYS: readonly Key[] = ["name", "layers"];

/**
 * The merged configuration with the user's directories in place of what it says of these
 * repositories: as local ones they are neither fetched nor checked out, patched or verified.
 * Ids that it does not have are left to `resolveRepos`.
 */
export function withLocalRepos(
  root: ValueMap,
  local: LocalRepos,
): { readonly root: ValueMap; readonly notes: readonly Note[] } {
  const entries = mapAt(root, "repos");
  const known = [...local].filter(([id]) => entries.has(id));
  if (known.length === 0) return { root, notes: [] };
  const repos: ValueMap = new Map(entries);
  for (const [id, path] of known) {
    const kept = [...mapAt(entries, id)].filter(([key]) => KEPT_KEYS.includes(key));
    repos.set(id, new Map<Key, Value>(kept).set("path", path));
  }
  const ids = known.map(([id]) => id);
  return {
    root: withoutOverrides(new Map(root).set("repos", repos), ids),
    notes: known.flatMap(([id, path]) => notesOf(id, path, root)),
  };
}

/** What lockfiles and overrides say of these repositories is about what they stand in for. */
function withoutOverrides(root: ValueMap, ids: readonly string[]): ValueMap {
  const overrides: ValueMap = new Map(mapAt(root, "overrides"));
  const repos: ValueMap = new Map(mapAt(overrides, "repos"));
  for (const id of ids) repos.delete(id);
  return withMap(root, "overrides", withMap(overrides, "repos", repos));
}

function withMap(map: ValueMap, key: Key, inner: ValueMap): ValueMap {
  if (inner.size > 0) return map.set(key, inner);
  map.delete(key);
  return map;
}

/** That it is so, and what of the project's wishes does not count then. */
function notesOf(id: string, path: string, root: ValueMap): Note[] {
  const entry = mapAt(mapAt(root, "repos"), id);
  const patches = mapAt(entry, "patches");
  const signers = mapAt(root, "signers");
  const isPatched = [...patches.keys()].some((patch) => mapAt(patches, patch).size > 0);
  const holdsKeys = [...signers.keys()].some((name) => mapAt(signers, name).get("repo") === id);
  const warnings = [
    isPatched && `The patches of repository ${id} are not applied to ${path} (--local)`,
    entry.get("signed") === true &&
    `Repository ${id} is signed, but the signature of ${path} is not checked (--local)`,
    holdsKeys && `Signers' keys of repository ${id} are those in ${path} (--local)`,
  ].filter((message) => message !== false);
  return [
    { level: "info", message: `Using ${path} as it is for repository ${id} (--local)` },
    ...warnings.map((message): Note => ({ level: "warning", message })),
  ];
}
