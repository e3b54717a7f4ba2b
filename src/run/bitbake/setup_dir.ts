import { dirname, join } from "node:path";
import { UserError } from "../../base/errors.ts";
import type { Session } from "../session.ts";

/** Tag of directories that backups leave out (https://bford.info/cachedir/). */
const CACHEDIR_TAG = [
  "Signature: 8a477f597d28d172789f06886806bc55",
  "# This file is a cache directory tag created by kas.",
  "# For information about cache directory tags see https://bford.info/cachedir/",
  "#",
  "# kas build directory",
  "",
].join("\n");

/** Creates the build directory; the directory it lies in must exist. */
export function setupDir(session: Session): void {
  const { host, log, settings } = session;
  const kind = host.stat(settings.buildDir)?.kind;
  if (kind !== undefined && kind !== "directory") {
    throw new UserError(`the build directory ${settings.buildDir} is not a directory`);
  }
  if (kind === undefined) {
    const parent = dirname(settings.buildDir);
    if (host.stat(parent)?.kind !== "directory") {
      const variable = host.env.KAS_BUILD_DIR === undefined ? "KAS_WORK_DIR" : "KAS_BUILD_DIR";
      throw new UserError(
        `cannot create the build directory ${settings.buildDir}: ${parent} does not exist; ` +
          `create it, or set ${variable}`,
      );
    }
    host.makeDirectory(settings.buildDir);
  }
  const tag = join(settings.buildDir, "CACHEDIR.TAG");
  if (host.stat(tag)) return;
  log.debug(`create CACHEDIR.TAG in ${settings.buildDir}`);
  host.write(tag, CACHEDIR_TAG);
}
