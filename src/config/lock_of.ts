import type { ConfigFile } from "./include.ts";
import { valueAt } from "./value.ts";

/** The lock of a repository, and the lockfile that it stands in. */
export interface Lock {
  readonly path: string;
  readonly commit: string;
}

/** The lock that counts of those for a repository: the last one. @param files in merge order */
export function lockOf(files: readonly ConfigFile[], id: string): Lock | undefined {
  return files.filter(({ lockfile }) => lockfile).flatMap(({ path, file }) => {
    const commit = valueAt(file.root, ["overrides", "repos", id, "commit"]);
    return typeof commit === "string" ? [{ path, commit }] : [];
  }).at(-1);
}
