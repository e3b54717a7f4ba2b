import { join } from "node:path";
import { type GlobSegment, parseGlob } from "../base/glob.ts";
import type { Host } from "../host/host.ts";

/** What a search passes over; nothing by default. */
export interface SearchScope {
  /** Whether patterns match a leading dot. */
  readonly hidden?: boolean;
  /** Whether `**` goes into a directory. */
  readonly enters?: (directory: string) => boolean;
}

/** Paths of the files below a directory that a pattern matches, sorted; directories do not count. */
export function findFiles(
  host: Host,
  directory: string,
  pattern: string,
  scope: SearchScope = {},
): string[] {
  return findFilesWithin(host, directory, pattern, Infinity, scope)!;
}

/** As `findFiles`; undefined if more than `most` directories would have to be looked into. */
export function findFilesWithin(
  host: Host,
  directory: string,
  pattern: string,
  most: number,
  { hidden = true, enters = () => true }: SearchScope = {},
): string[] | undefined {
  const search = { host, enters, found: new Set<string>(), left: most };
  walk(search, directory, parseGlob(pattern, hidden));
  return search.left < 0 ? undefined : [...search.found].sort();
}

interface Search {
  readonly host: Host;
  readonly enters: (directory: string) => boolean;
  readonly found: Set<string>;
  /** Directories that may still be looked into. */
  left: number;
}

function walk(search: Search, path: string, segments: readonly GlobSegment[]): void {
  const { host, found } = search;
  const [segment, ...rest] = segments;
  if (!segment) {
    if (host.stat(path)?.kind === "file") found.add(path);
    return;
  }
  if (segment.kind === "literal") return walk(search, join(path, segment.name), rest);
  if (segment.kind === "anywhere") walk(search, path, rest);
  if (search.left < 0 || host.stat(path)?.kind !== "directory" || --search.left < 0) return;
  for (const name of host.list(path)) {
    const child = join(path, name);
    if (segment.kind === "pattern") {
      if (segment.matches.test(name)) walk(search, child, rest);
    } else if (host.lstat(child)?.kind === "directory" && search.enters(child)) {
      walk(search, child, segments);
    }
  }
}
