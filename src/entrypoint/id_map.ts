import { brokenIdMap, brokenIdRange, emptyIdMap, noSubordinateIds } from "./errors.ts";

/**
 * One row of /proc/PID/uid_map or gid_map (user_namespaces(7)): `length` ids from `inside`
 * on, as this namespace sees them, are those from `outside` on in the parent namespace.
 */
export interface Extent {
  readonly inside: number;
  readonly outside: number;
  readonly length: number;
}

/** A range of ids: a line of /etc/subuid or /etc/subgid (subuid(5)) without its owner. */
export interface IdRange {
  readonly start: number;
  readonly count: number;
}

/** What is handed out on an identity map when nobody names a range; the usual first range. */
export const FALLBACK_RANGE: IdRange = { start: 100000, count: 65536 };

/** Reads the text of a uid_map or gid_map file. @throws UserError if it is none */
export function parseIdMap(text: string, name: string): Extent[] {
  const rows = text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  if (rows.length === 0) throw emptyIdMap(name);
  return rows.map((row) => {
    const fields = row.split(/\s+/);
    if (fields.length !== 3 || !fields.every((field) => /^[0-9]+$/.test(field))) {
      throw brokenIdMap(name, row);
    }
    const [inside, outside, length] = fields.map(Number) as [number, number, number];
    return { inside, outside, length };
  });
}

/** Reads `START:COUNT`. @throws UserError */
export function parseIdRange(text: string, name: string): IdRange {
  const match = /^([0-9]+):([0-9]+)$/.exec(text);
  if (!match || Number(match[2]) === 0) {
    throw brokenIdRange(name, text);
  }
  return { start: Number(match[1]), count: Number(match[2]) };
}

/** The ranges that the text of /etc/subuid or /etc/subgid (subuid(5)) gives a user. */
export function ownedRanges(text: string, user: string, uid: number): IdRange[] {
  return text.split("\n")
    .map((line) => line.split(":"))
    .filter(([owner]) => owner === user || owner === String(uid))
    .map(([, start, count]) => ({ start: Number(start), count: Number(count) }))
    .filter((range) => range.count > 0);
}

/** Whether inside ids are the parent's, all of them: rootful docker, virtual machines, no namespace. */
export function isIdentityMap(extents: readonly Extent[]): boolean {
  const [only] = extents;
  return extents.length === 1 && only!.inside === 0 && only!.outside === 0 &&
    only!.length >= 4294967295;
}

/**
 * The subordinate ids that `builder` may use in the namespace: all ids that exist there,
 * without root's and without its own. Each range lies within one extent, as the kernel maps
 * no range that straddles two (EPERM). The largest comes first: Isar, sbuild and
 * `unshare --map-auto` read only that. On an identity map the ids are the host's, where
 * others live: only the range that was handed over is given out, or the usual one.
 */
export function subordinateRanges(
  extents: readonly Extent[],
  builder: number,
  handedOver: IdRange | undefined,
): IdRange[] {
  const available = isIdentityMap(extents)
    ? [handedOver ?? FALLBACK_RANGE]
    : extents.map((extent) => ({ start: extent.inside, count: extent.length }));
  return available
    .flatMap((range) => without(range, 0))
    .flatMap((range) => without(range, builder))
    .sort((a, b) => b.count - a.count || a.start - b.start);
}

/** A range without one id: one, two or no ranges. */
function without(range: IdRange, id: number): IdRange[] {
  const end = range.start + range.count;
  if (id < range.start || id >= end) return [range];
  return [
    { start: range.start, count: id - range.start },
    { start: id + 1, count: end - id - 1 },
  ].filter((part) => part.count > 0);
}

/**
 * The text of /etc/subuid or /etc/subgid.
 * @param kind for the message when there is nothing to hand out
 * @throws UserError if no id is usable
 */
export function subordinateText(
  owners: readonly string[],
  ranges: readonly IdRange[],
  kind: "uid" | "gid",
): string {
  if (ranges.length === 0) throw noSubordinateIds(kind);
  return owners
    .flatMap((owner) => ranges.map(({ start, count }) => `${owner}:${start}:${count}\n`))
    .join("");
}
