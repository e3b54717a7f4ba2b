import type { KeyPath, Location } from "../base/problem.ts";
import { type Document, locate } from "./document.ts";
import { valueAt } from "./value.ts";

/**
 * Where a key of the merged configuration stands: in the file that had the last word on it.
 * `path` may lead further than any file; the nearest part that one has counts.
 * @param files in merge order
 * @returns undefined where no file has even the first key
 */
export function locateKey(
  files: readonly { readonly file: { readonly document: Document } }[],
  path: KeyPath,
): Location | undefined {
  for (let length = path.length; length > 0; length--) {
    const part = path.slice(0, length);
    const owner = files.findLast(({ file }) => valueAt(file.document.root, part) !== undefined);
    if (owner) return locate(owner.file.document, part, "key");
  }
  return undefined;
}
