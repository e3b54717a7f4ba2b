import { isAbsolute, join, relative } from "node:path";
import { stepsUp } from "../config/names.ts";
import type { Repo } from "../repo/repo.ts";
import { localElsewhere } from "./errors.ts";

/** A directory of the user's own, and where it goes: seen from the directory that an import makes. */
export interface OwnTree {
  readonly directory: string;
  readonly place: string;
}

/**
 * The directories that are the project's own: its root becomes the root of the site, which is the
 * work directory there, too; a local repository lies where the configuration looks for it, the
 * project's own one as well, if it has a path there.
 * @param paths of the repositories, as the configuration has them
 * @throws UserError for a local repository that has no place below the work directory
 */
export function ownTrees(
  topRepo: string,
  localDir: string,
  repos: readonly Repo[],
  paths: ReadonlyMap<string, string>,
): OwnTree[] {
  const top = { directory: topRepo, place: "" };
  const others = repos.filter(({ id, url }) => url === null && paths.has(id)).map((repo) => {
    const place = relative(localDir, repo.path);
    if (isAbsolute(paths.get(repo.id)!) || stepsUp(place)) {
      throw localElsewhere(repo.name, repo.path, localDir);
    }
    return { directory: repo.path, place };
  });
  // What lies in the root, where it is looked for, comes with it.
  return [
    top,
    ...others.filter((each) => relative(each.directory, join(topRepo, each.place)) !== ""),
  ];
}
