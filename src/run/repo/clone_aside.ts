import { basename, dirname, join, relative } from "node:path";
import { linkedAway } from "../../repo/errors.ts";
import type { Repo } from "../../repo/repo.ts";
import { markClone } from "./clone_mark.ts";
import type { Session } from "../session.ts";

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
  refuseForeignLinks(session, repo);
  host.makeDirectory(parent);
  await removeAbandonedClones(session, repo);
  const aside = join(parent, `${cloneName(repo)}${host.pid}`);
  try {
    await clone(aside, parent);
    markClone(host, aside, repo);
    host.rename(aside, repo.path);
  } finally {
    await host.removeTree(aside);
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

const cloneName = (repo: Repo) => `.${basename(repo.path)}.kas-clone-`;

/** A clone that was killed leaves its directory behind; the process number tells whose it is. */
async function removeAbandonedClones(session: Session, repo: Repo): Promise<void> {
  const parent = dirname(repo.path);
  for (const name of session.host.list(parent)) {
    if (!name.startsWith(cloneName(repo))) continue;
    const pid = name.slice(cloneName(repo).length);
    if (!session.host.stat(`/proc/${pid}`)) await session.host.removeTree(join(parent, name));
  }
}
