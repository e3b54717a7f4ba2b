import { join } from "node:path";
import type { Host } from "../../host/host.ts";
import type { Repo } from "../../repo/repo.ts";
import { administration } from "./administration.ts";

const MARKS = ["kas-clone", "kas-heads"];

/** Marks a repository as one that kas has cloned. */
export function markClone(host: Host, directory: string, repo: Repo): void {
  host.write(join(administration(directory, repo), MARKS[0]!), "cloned by kas\n");
}

/** Whether kas has cloned a repository, or has checked it out at least. */
export function isMarkedClone(host: Host, directory: string, repo: Repo): boolean {
  return MARKS.some((mark) =>
    host.lstat(join(administration(directory, repo), mark)) !== undefined
  );
}
