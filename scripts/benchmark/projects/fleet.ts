// Repositories that several cases work on, and the work directories of both programs for them:
// making and first checking them out takes longer than most measures.
import { join } from "node:path";
import type { Setting } from "../case.ts";
import { type Source, writeSources } from "./sources.ts";

/** Some local repositories; the name is that of their directory. */
export interface Fleet {
  readonly name: string;
  readonly count: number;
  /** Files in each of the repositories. */
  readonly files: number;
}

/** As many repositories as a large project has, of the size of small layers. */
export const LAYERS: Fleet = { name: "layers", count: 30, files: 200 };
/** More than any project has. */
export const CROWD: Fleet = { name: "crowd", count: 300, files: 3 };

const written = new Map<Fleet, Promise<Source[]>>();

/** The repositories of a fleet, which the first caller has made. */
export function sourcesOf(fleet: Fleet, { directory }: Setting): Promise<Source[]> {
  const known = written.get(fleet);
  if (known) return known;
  const path = join(directory, fleet.name, "sources");
  Deno.mkdirSync(path, { recursive: true });
  const made = writeSources(path, fleet.count, fleet.files);
  written.set(fleet, made);
  return made;
}
