import type { Problem } from "../base/problem.ts";
import { duplicateKey } from "./errors.ts";
import type { ConfigFile } from "./include.ts";

/** Keys that stand twice in one mapping, of each file once. */
export function duplicateKeys(files: readonly ConfigFile[]): Problem[] {
  const documents = new Set(files.map(({ file }) => file.document));
  return [...documents].flatMap((document) =>
    document.duplicates.map((key) => duplicateKey(document, key))
  );
}
