import { basename, dirname, join, relative, resolve } from "node:path";
import { linkOutOfRepository } from "../../container/errors.ts";
import { isBelow } from "../../container/source_dir.ts";
import type { Host } from "../../host/host.ts";
import { probeGit } from "./probe.ts";
import { projectRoot } from "./project_root.ts";

/** Whether git tracks the file or link: it then came with the repository, and is not the user's. */
export async function isShipped(host: Host, path: string): Promise<boolean> {
  const place = join(host.realPath(dirname(path)), basename(path));
  const root = await projectRoot(host, dirname(place));
  if (!host.lstat(join(root, ".git"))) return false;
  const args = ["--error-unmatch", "--", `:(literal)${relative(root, place)}`];
  return (await probeGit(host, root, "ls-files", ...args)).status === 0;
}

/** @throws UserError if a link that came with a repository leads out of it, on the way to `path` */
export async function refuseShippedLinks(host: Host, path: string): Promise<void> {
  for (const link of prefixes(path).filter((each) => host.lstat(each)?.kind === "symlink")) {
    const root = await projectRoot(host, host.realPath(dirname(link)));
    const target = host.realPath(link);
    if (!isBelow(target, root) && await isShipped(host, link)) {
      throw linkOutOfRepository(link, target, root);
    }
  }
}

/** The path's directories, the path last. */
function prefixes(path: string): string[] {
  const absolute = resolve(path);
  const parent = dirname(absolute);
  return parent === absolute ? [] : [...prefixes(parent), absolute];
}
