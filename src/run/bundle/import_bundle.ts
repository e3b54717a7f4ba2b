import { basename, dirname, join } from "node:path";
import { importTarget, insideWorkTree } from "../../bundle/errors.ts";
import { callersSite, ownSite } from "../../bundle/site.ts";
import { STAGING } from "../../config/settings.ts";
import { findRepoRoot } from "../repo/repo_root.ts";
import type { Session } from "../session.ts";
import { Tools } from "../tools.ts";
import { WorkDirLock } from "../work_dir_lock.ts";
import type { BundleHead } from "./bundle_reader.ts";
import { importToSite } from "./import_to_site.ts";
import type { Meter } from "./meter.ts";
import { refuseOthers, removeIfEmpty } from "./staging_places.ts";

/**
 * Imports a bundle: all of it is read and checked apart, and put in its places then. A directory
 * that is not there becomes what it is by one rename.
 * @param into the directory to make a work directory of; undefined for the caller's directories
 * @throws UserError for a bundle that is refused: nothing has changed then
 */
export async function importBundle(
  session: Session,
  heads: readonly BundleHead[],
  into: string | undefined,
  meter: Meter,
): Promise<void> {
  const { manifest } = heads[0]!;
  if (into === undefined) {
    const { host, settings } = session;
    const named = ["DL_DIR", "SSTATE_DIR", "BB_HASHSERVE_DB_DIR"].filter((name) => host.env[name]);
    const env = Object.fromEntries(named.map((name) => [name, host.realPath(host.env[name]!)]));
    const site = callersSite(manifest, settings, env);
    await whileLocked(session, () => site.root, () => importToSite(session, heads, site, meter));
    return;
  }
  const root = await checkTarget(session, into);
  const aside = join(nearestDirectory(session, root), `${STAGING}-${basename(root)}`);
  refuseOthers(session, aside);
  const choose = () => session.host.stat(root) ? root : aside;
  await whileLocked(session, choose, async (place) => {
    await importToSite(session, heads, ownSite(place), meter);
    if (place === root) return;
    session.host.makeDirectory(dirname(root));
    session.host.rename(aside, root);
  });
}

/** Works on a directory that nobody else works on, and that is made for it if it is not there. */
async function whileLocked(
  session: Session,
  choose: () => string,
  work: (directory: string) => Promise<void>,
): Promise<void> {
  const { host, log, options, cancel } = session;
  for (let isDone = false; !isDone;) {
    const directory = choose();
    const isNew = host.stat(directory) === undefined;
    host.makeDirectory(directory);
    const { inode } = host.stat(directory)!;
    const lock = new WorkDirLock(host, log, directory, options.noWait, cancel);
    await lock.take();
    try {
      // Whoever was waited for has put it into its place, or has removed it.
      if (host.stat(directory)?.inode !== inode) continue;
      await work(directory);
      isDone = true;
    } finally {
      if (isNew) await removeIfEmpty(session, directory);
      lock.release();
    }
  }
}

async function checkTarget(session: Session, into: string): Promise<string> {
  const { host } = session;
  const root = host.realPath(into);
  const kind = host.lstat(root)?.kind;
  if (kind !== undefined && kind !== "directory" || root === "/") throw importTarget(into);
  const near = kind === undefined ? nearestDirectory(session, root) : root;
  if (host.stat(near)?.kind !== "directory") throw importTarget(into);
  const around = await findRepoRoot(new Tools(session, {}), near);
  if (around !== undefined) throw insideWorkTree(root, around);
  return root;
}

/** The first of the directories around a path that is there. */
function nearestDirectory({ host }: Pick<Session, "host">, path: string): string {
  const parent = dirname(path);
  return host.stat(parent) === undefined ? nearestDirectory({ host }, parent) : parent;
}
