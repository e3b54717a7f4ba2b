import { type IdRange, ownedRanges } from "../entrypoint/id_map.ts";
import type { Check, HostFacts } from "./facts.ts";
import { type Finding, ok, warning } from "./finding.ts";
import { hindrance, type NamespaceUse, namespaceUse } from "./namespace_use.ts";
import { asRoot } from "./remedies.ts";

/** The user that owns nothing, and whose group apt's own user is in. */
export const NOBODY = 65534;
/** Ids below are those of the accounts that every Debian has: no root file system without them. */
const FIRST_REGULAR_ID = 1000;
/** The usual size of a range, and the multiple at which it begins. */
const USUAL = 65536;
const FIRST_USUAL = 100000;

/** The caller's ranges in /etc/subuid and /etc/subgid: there, and large enough. */
export const checkSubordinateRanges: Check = (facts, mode) => {
  const use = namespaceUse(facts, mode);
  if (use === "none") return [];
  const rootless = mode.buildSystem === "isar-rootless";
  return [
    checkRange("subuid", facts, use, rootless),
    checkRange("subgid", facts, use, rootless),
  ];
};

function checkRange(
  check: "subuid" | "subgid",
  facts: HostFacts,
  use: NamespaceUse,
  rootless: boolean,
): Finding {
  const text = facts[check];
  // Isar, sbuild and unshare look at the first only.
  const [range] = ownedRanges(text, facts.user, facts.uid);
  const file = `/etc/${check}`;
  const free = freeRange(text);
  const add = `usermod --add-${check}s ${free.start}-${free.start + free.count - 1} ${facts.user}`;
  if (!range) {
    return hindrance(use, check, `${file} has no range for ${facts.user}`, asRoot(facts, add));
  }
  const { start, count } = range;
  const found = `${file} gives ${facts.user} ${count} ids from ${start} on`;
  const last = start + count - 1;
  const remove = `usermod --del-${check}s ${start}-${last} ${facts.user}`;
  const replace = `${asRoot(facts, remove)} && ${asRoot(facts, add)}; podman system migrate`;
  if (rootless && count <= FIRST_REGULAR_ID) {
    return hindrance(use, check, `${found}: too few for a root file system`, replace);
  }
  if (rootless && !reachesNobody(count)) {
    return warning(check, `${found}: nobody (${NOBODY}) has no id in the builds`, replace);
  }
  return ok(check, found);
}

/** In the builds' own namespaces 0 is the builder, and a range's ids follow; one id goes to root. */
function reachesNobody(count: number): boolean {
  return count - 1 >= NOBODY;
}

/** The first range of usual size that nobody has. */
function freeRange(text: string): IdRange {
  const taken = text.split("\n").map((line) => line.split(":").slice(1).map(Number))
    .map(([start, count]) => ({ start: start!, end: start! + count! }));
  let start = FIRST_USUAL;
  const overlaps = (range: { readonly start: number; readonly end: number }) =>
    range.start < start + USUAL && start < range.end;
  while (taken.some(overlaps)) start += USUAL;
  return { start, count: USUAL };
}
