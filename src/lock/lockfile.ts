import type { ValueMap } from "../config/value.ts";

/** The oldest version of the format that knows lockfiles. */
export const LOCKFILE_VERSION = 14;

/** A lockfile that pins these repositories; one without a revision stays without a commit. */
export function lockfileFor(
  ids: readonly string[],
  revisions: ReadonlyMap<string, string>,
): ValueMap {
  const locks = ids.map((id) => [id, new Map([["commit", revisions.get(id) ?? null]])] as const);
  return newLockfile().set("overrides", new Map([["repos", new Map(locks)]]));
}

/** A lockfile without locks, to begin with. */
export function newLockfile(): ValueMap {
  return new Map([["header", new Map([["version", LOCKFILE_VERSION]])]]);
}
