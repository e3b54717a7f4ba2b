import type { Note } from "../base/log.ts";
import { isMap, type Value, type ValueMap } from "../config/value.ts";
import { LOCKFILE_VERSION } from "./lockfile.ts";

/** A repository that is to be locked. */
export interface LockCandidate {
  readonly id: string;
  readonly name: string;
  readonly revision: string;
  /** The id of the annotated tag that the repository is at, if it is at one. */
  readonly tagObject: string | undefined;
}

/** A lockfile that is in use. */
export interface Lockfile {
  readonly path: string;
  /** It lies in another repository, which kas must not change. */
  readonly external: boolean;
  readonly root: ValueMap;
  readonly version: number;
}

/** A lock that moves. */
export interface LockMove {
  readonly id: string;
  readonly old: string;
  readonly now: string;
}

/** A message, and the lock that moves, if it tells of one. */
export interface LockNote extends Note {
  readonly move?: LockMove;
}

/** What is to be done to one lockfile, in the order of the messages. */
export interface LockfileUpdate {
  readonly path: string;
  readonly notes: readonly LockNote[];
  /** Commits to write. */
  readonly commits: ReadonlyMap<string, string>;
  /** The version that the header must be raised to. */
  readonly version: number | undefined;
}

const info = (message: string): Note => ({ level: "info", message });
const warning = (message: string): Note => ({ level: "warning", message });

/**
 * Which lockfile gets which commit: each repository is locked where it is locked already,
 * never in a file of another repository; what no file covers goes to the top one.
 * @param lockfiles in merge order
 * @param topLockfile path of the lockfile beside the first project file
 */
export function planLocks(
  candidates: readonly LockCandidate[],
  lockfiles: readonly Lockfile[],
  topLockfile: string,
): LockfileUpdate[] {
  const left = new Map(candidates.map((candidate) => [candidate.id, candidate]));
  const external = new Set<string>();
  const updates: LockfileUpdate[] = [];
  const unique = lockfiles.filter((file, index) =>
    lockfiles.findIndex((other) => other.path === file.path) === index
  );
  for (const file of unique) updates.push(updateOne(file, left, external));
  for (const id of external) left.delete(id);
  if (left.size > 0) {
    const file = unique.find((known) => known.path === topLockfile);
    updates.push(addRest(topLockfile, file, [...left.values()]));
  }
  return updates;
}

function updateOne(
  file: Lockfile,
  left: Map<string, LockCandidate>,
  external: Set<string>,
): LockfileUpdate {
  const header = headerUpdate(file);
  const notes: LockNote[] = [...header.notes];
  const commits = new Map<string, string>();
  const overrides = file.root.get("overrides");
  const locks = isMap(overrides) ? overrides.get("repos") : undefined;
  for (const [key, value] of isMap(locks) ? locks : new Map<string, Value>()) {
    const candidate = left.get(String(key));
    const old = isMap(value) ? value.get("commit") : undefined;
    if (!candidate || typeof old !== "string") continue;
    const { id, name, revision, tagObject } = candidate;
    if (old === revision || old === tagObject) {
      notes.push(info(`Lock of ${name} is up-to-date: ${old}`));
    } else if (file.external) {
      notes.push(warning(`Repo ${name} is locked in remote lockfile ${file.path}. Not updating.`));
      external.add(id);
      continue;
    } else {
      const move = { id, old, now: revision };
      notes.push({ ...info(`Updating lock of ${name}: ${old} -> ${revision}`), move });
      commits.set(id, revision);
    }
    left.delete(id);
  }
  return { path: file.path, notes, commits, version: header.version };
}

function addRest(
  path: string,
  file: Lockfile | undefined,
  rest: readonly LockCandidate[],
): LockfileUpdate {
  const names = rest.map((candidate) => candidate.name).join(", ");
  return {
    path,
    notes: [
      warning(
        `The following repos are not covered by any lockfile. Adding to top lockfile: ${names}`,
      ),
      ...rest.map(({ name, revision }) => info(`Adding lock of ${name}: ${revision}`)),
    ],
    commits: new Map(rest.map(({ id, revision }) => [id, revision])),
    version: file ? headerUpdate(file).version : undefined,
  };
}

/** Older versions of the format know no overrides. */
function headerUpdate(file: Lockfile): { version: number | undefined; notes: Note[] } {
  if (file.external || file.version >= LOCKFILE_VERSION) return { version: undefined, notes: [] };
  const message = `Lockfile uses too-old header version (${file.version}). ` +
    `Updating to version ${LOCKFILE_VERSION}`;
  return { version: LOCKFILE_VERSION, notes: [warning(message)] };
}
