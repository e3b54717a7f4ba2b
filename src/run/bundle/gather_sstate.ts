import { join, resolve } from "node:path";
import { SOURCES_TASK } from "../../bundle/source_class.ts";
import type { BundledFile, Part } from "../../bundle/manifest.ts";
import type { Settings } from "../../config/settings.ts";
import { stopIfCancelled } from "../session.ts";
import { cacheFiles } from "./cache_files.ts";
import type { PartSource } from "./gather_bundle.ts";

/** What of SSTATE_DIR is of a run that works there, or of the bundle's own task. */
const NOT_CARRIED = new RegExp(`\\.(?:done|lock|tmp)$|${SOURCES_TASK}`);

/** The database with its last changes, which stay apart for long (https://www.sqlite.org/wal.html). */
const DATABASE = ["hashserv.db-wal", "hashserv.db"];

/**
 * Shared state, and the database of what is equivalent to what: without it, much of the state would
 * not be found. @param settings the user's
 */
export function gatherSstate(settings: Settings): PartSource {
  return async (session, store) => {
    const { host } = session;
    const { SSTATE_DIR, BB_HASHSERVE_DB_DIR } = host.env;
    const absolute = (path: string) => resolve(host.cwd, path);
    const root = SSTATE_DIR ? absolute(SSTATE_DIR) : join(settings.buildDir, "sstate-cache");
    const databases = BB_HASHSERVE_DB_DIR
      ? absolute(BB_HASHSERVE_DB_DIR)
      : join(settings.buildDir, "cache");
    const files: BundledFile[] = [];
    const add = async (part: Part, directory: string, path: string) => {
      stopIfCancelled(session);
      files.push({ part, path, ...await store.add(join(directory, path)) });
    };
    for (const path of cacheFiles(host, root, NOT_CARRIED)) await add("sstate", root, path);
    const lock = join(settings.buildDir, "bitbake.lock");
    const isUsed = host.stat(lock) !== undefined && host.isLocked(lock);
    if (!isUsed) {
      for (const name of DATABASE) {
        if (host.stat(join(databases, name))?.size) await add("hashserv", databases, name);
      }
    }
    return {
      files,
      missing: [
        ...files.length === 0 ? [`shared state: there is none in ${root}`] : [],
        ...isUsed ? ["the database of equivalent hashes, as bitbake is running: let it end"] : [],
      ],
    };
  };
}
