import { isAbsolute } from "node:path";
import { joinPath } from "../base/join_path.ts";

/** What tells where a repository is; an absent value is null. */
export interface RepoPlace {
  readonly path: string | null;
  readonly url: string | null;
  readonly name: string;
}

/** The absolute path of a repository's work tree: the project's own, where nothing is told. */
export function repoPath({ path, url, name }: RepoPlace, topRepo: string, workDir: string): string {
  if (path === null) return url === null ? topRepo : joinPath(workDir, name);
  return isAbsolute(path) ? path : joinPath(workDir, path);
}
