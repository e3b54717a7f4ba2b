import { dirname, join, relative } from "node:path";
import { linkedAway } from "../../repo/errors.ts";
import type { Repo } from "../../repo/repo.ts";
import { makeOwnedDirectory, removeAbandoned } from "../owned_directory.ts";
import { markClone } from "./clone_mark.ts";
import type { Session } from "../session.ts";

const PREFIX = ".kas-clone-";

/**
 * Clones beside the target and renames, so that a broken clone never stands in its place.
 * @param clone makes the repository at `aside`
 */
export async function cloneAside(
  session: Session,
  repo: Repo,
  clone: (aside: string) => Promise<void>,
): Promise<void> {
  const { host, log } = session;
  log.info(`Cloning repository ${repo.name}`);
  const parent = dirname(repo.path);
  refuseForeignLinks(session, repo);
  host.makeDirectory(parent);
  await inDirectoryAside(session, parent, async (aside) => {
    await clone(aside);
    markClone(host, aside, repo);
    host.rename(aside, repo.path);
  });
}

/** Lets a repository be made at a path below `parent`, which is gone afterwards. */
export async function inDirectoryAside(
  { host }: Session,
  parent: string,
  work: (aside: string) => Promise<void>,
): Promise<void> {
  const directory = join(parent, `${PREFIX}${host.uniqueName()}`);
  makeOwnedDirectory(host, directory);
  try {
    await work(join(directory, "clone"));
  } finally {
    await host.removeTree(directory);
  }
}

/** A repository that another one lies in could lead it anywhere by a link; the user's links may. */
function refuseForeignLinks({ host, settings: { workDir } }: Session, repo: Repo): void {
  if (!repo.path.startsWith(`${workDir}/`)) return;
  let path = workDir;
  let isInside = false;
  for (const name of relative(workDir, dirname(repo.path)).split("/")) {
    path = join(path, name);
    if (isInside && host.lstat(path)?.kind === "symlink") throw linkedAway(repo, path);
    isInside ||= path !== workDir &&
      [".git", ".hg"].some((own) => host.lstat(join(path, own)) !== undefined);
  }
}

/** Removes what killed runs have left of the clones that they were making in some directories. */
export async function removeHalfClones(
  { host, log }: Session,
  directories: Iterable<string>,
): Promise<void> {
  for (const directory of directories) await removeAbandoned(host, log, directory, PREFIX);
}
