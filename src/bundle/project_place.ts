import { isAbsolute, relative } from "node:path";
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
 * work directory there, too; a local repository lies where the configuration looks for it.
 * @throws UserError for a local repository outside of both
 */
export function ownTrees(
  topRepo: string,
  localDir: string,
  repos: readonly Repo[],
): OwnTree[] {
  const top = { directory: topRepo, place: "" };
  const others = repos.filter(({ url, path }) => url === null && path !== topRepo).map((repo) => {
    const place = relative(localDir, repo.path);
    if (isAbsolute(place) || stepsUp(place)) throw localElsewhere(repo.name, repo.path, localDir);
    return { directory: repo.path, place };
  });
  // What lies in the root, where it is looked for, comes with it.
  return [top, ...others.filter(({ directory, place }) => directory !== `${topRepo}/${place}`)];
}
