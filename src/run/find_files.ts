import { join } from "node:path";
import { type GlobSegment, parseGlob } from "../base/glob.ts";
import type { Host } from "../host/host.ts";

/** Paths of the files below a directory that a pattern matches, sorted; directories do not count. */
export function findFiles(host: Host, directory: string, pattern: string): string[] {
  const found = new Set<string>();
  walk(host, directory, parseGlob(pattern), found);
  return [...found].sort();
}

function walk(
  host: Host,
  path: string,
  segments: readonly GlobSegment[],
  found: Set<string>,
): void {
  const [segment, ...rest] = segments;
  if (!segment) {
    if (host.stat(path)?.kind === "file") found.add(path);
    return;
  }
  if (segment.kind === "literal") return walk(host, join(path, segment.name), rest, found);
  if (segment.kind === "anywhere") walk(host, path, rest, found);
  if (host.stat(path)?.kind !== "directory") return;
  for (const name of host.list(path)) {
    const child = join(path, name);
    if (segment.kind === "pattern") {
      if (segment.matches.test(name)) walk(host, child, rest, found);
    } else if (host.lstat(child)?.kind === "directory") walk(host, child, segments, found);
  }
}
