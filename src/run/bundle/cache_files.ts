import { join } from "node:path";
import type { Host } from "../../host/host.ts";

/**
 * Paths of the files below a directory of bitbake's, sorted; links to files count as these.
 * @param skipped names of files and directories that are left out
 */
export function cacheFiles(host: Host, root: string, skipped: RegExp): string[] {
  const visit = (below: string): string[] =>
    host.list(join(root, below)).flatMap((name) => {
      const path = join(below, name);
      if (skipped.test(name) || name.startsWith(".")) return [];
      const info = host.lstat(join(root, path));
      if (info?.kind === "directory") return visit(path);
      return host.stat(join(root, path))?.kind === "file" ? [path] : [];
    });
  return visit("");
}
