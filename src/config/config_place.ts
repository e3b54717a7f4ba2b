import type { KeyPath, Location, Problem } from "../base/problem.ts";
import { type Document, locate } from "./document.ts";
import { valueAt } from "./value.ts";

/** Files of a configuration, in merge order. */
export type PlacedFiles = readonly { readonly file: { readonly document: Document } }[];

/**
 * Where a key of the merged configuration stands: in the file that had the last word on it.
 * `path` may lead further than any file; the nearest part that one has counts.
 * @returns undefined where no file has even the first key
 */
export function locateKey(
  files: PlacedFiles,
  path: KeyPath,
): Location | undefined {
  for (let length = path.length; length > 0; length--) {
    const part = path.slice(0, length);
    const owner = files.findLast(({ file }) => valueAt(file.document.root, part) !== undefined);
    if (owner) return locate(owner.file.document, part, "key");
  }
  return undefined;
}

/** A key of the merged configuration, and where it stands; undefined where no file has it. */
export interface ConfigPlace {
  readonly key: KeyPath;
  readonly place: Location | undefined;
}

/** The problems; those that have only a key get its place. */
export function inPlace(problems: readonly Problem[], files: PlacedFiles): Problem[] {
  return problems.map((problem) => {
    const place = problem.place ?? (problem.key && locateKey(files, problem.key));
    return place ? { ...problem, place } : problem;
  });
}

/** The problems in the order of the files and of their places; those without a place first. */
export function inOrder<T extends Pick<Problem, "place">>(
  problems: readonly T[],
  files: PlacedFiles,
): T[] {
  const ranks = new Map<string, number>();
  for (const [index, { file }] of files.entries()) {
    if (!ranks.has(file.document.file)) ranks.set(file.document.file, index);
  }
  const rank = ({ place }: T) => place ? ranks.get(place.file) ?? files.length : -1;
  return problems.toSorted((a, b) =>
    rank(a) - rank(b) || (a.place?.line ?? 0) - (b.place?.line ?? 0) ||
    (a.place?.column ?? 0) - (b.place?.column ?? 0)
  );
}
