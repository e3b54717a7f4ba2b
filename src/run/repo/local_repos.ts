import { resolve } from "node:path";
import type { Environment } from "../../base/command.ts";
import { isWithin } from "../../clean/is_within.ts";
import type { Host } from "../../host/host.ts";
import { localCheckedOut, localIsEmptied, localNotADirectory } from "../../repo/errors.ts";
import type { LocalRepos } from "../../repo/local_override.ts";
import { isManaged, type Repo } from "../../repo/repo.ts";
import { isWorkTree } from "./nested_repositories.ts";

/** What else than the build directory cleaning empties, by the variables that name it. */
const EMPTIED = ["DL_DIR", "SSTATE_DIR", "KAS_BUILDTOOLS_DIR"];

/**
 * The directories that `--local` names, by real paths.
 * @param named values of variables that name directories
 * @throws UserError if one is no directory, or lies in one that cleaning empties
 */
export function findLocalRepos(
  host: Host,
  local: LocalRepos,
  buildDir: string,
  named: Environment,
): LocalRepos {
  const real = (path: string) => host.realPath(resolve(host.cwd, path));
  const emptied = [buildDir, ...EMPTIED.map((name) => named[name])].filter((path) => !!path);
  return new Map([...local].map(([id, path]) => {
    const found = real(path);
    if (host.stat(found)?.kind !== "directory") throw localNotADirectory(id, path, found);
    const around = emptied.find((directory) => isWithin(found, real(directory!)));
    if (around !== undefined) throw localIsEmptied(id, path, around);
    return [id, found];
  }));
}

/**
 * A checkout stays out of work trees inside it, but not out of its own directories.
 * @param repos what is going to be checked out, as far as it is kas's
 * @throws UserError if that could change a directory of the user's
 */
export function refuseOverlap(host: Host, local: LocalRepos, repos: readonly Repo[]): void {
  if (local.size === 0) return;
  for (const repo of repos.filter(isManaged)) {
    const root = host.realPath(repo.path);
    for (const [id, path] of local) {
      if (path === root || isWithin(path, root) && !isWorkTree(host, path)) {
        throw localCheckedOut(id, path, repo);
      }
    }
  }
}
