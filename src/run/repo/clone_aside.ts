import { dirname, join } from "node:path";
import type { Repo } from "../../repo/repo.ts";
import { makeOwnedDirectory, removeAbandoned } from "../owned_directory.ts";
import type { Session } from "../session.ts";

const PREFIX = ".kas-clone-";

/**
 * Clones beside the target and renames, so that a broken clone never stands in its place.
 * @param clone makes the repository at `aside`; `parent` is the directory to run in
 */
export async function cloneAside(
  session: Session,
  repo: Repo,
  clone: (aside: string, parent: string) => Promise<void>,
): Promise<void> {
  const { host, log } = session;
  log.info(`Cloning repository ${repo.name}`);
  const parent = dirname(repo.path);
  host.makeDirectory(parent);
  await inDirectoryAside(session, parent, async (aside) => {
    await clone(aside, parent);
    host.rename(aside, repo.path);
  });
}

/** Lets a repository be made at a path below `parent`, which is gone afterwards. */
export async function inDirectoryAside(
  { host }: Session,
  parent: string,
  work: (aside: string) => Promise<void>,
): Promise<void> {
  const directory = makeOwnedDirectory(host, parent, PREFIX);
  try {
    await work(join(directory, "clone"));
  } finally {
    await host.removeTree(directory);
  }
}

/** Removes what killed runs have left of the clones that they were making in some directories. */
export async function removeHalfClones(
  { host, log }: Session,
  directories: Iterable<string>,
): Promise<void> {
  for (const directory of directories) await removeAbandoned(host, log, directory, PREFIX);
}
