import { join, resolve } from "node:path";
import { installerName } from "../../bitbake/buildtools.ts";
import { IMPORTED_DOWNLOADS, type Settings } from "../../config/settings.ts";
import { downloadInstaller } from "../bitbake/setup_buildtools.ts";
import type { ReadyProject } from "../project.ts";
import type { PartSource } from "./gather_bundle.ts";

/**
 * The installer of the buildtools, checked by its digest: the one that is here, or a new download.
 * @param settings the user's
 */
export function gatherBuildtools({ config }: ReadyProject, settings: Settings): PartSource {
  return async (session, store) => {
    const { host, cancel } = session;
    const entry = config.buildtools!;
    const name = installerName(entry, host.machine);
    const { DL_DIR, KAS_BUILDTOOLS_DIR } = host.env;
    const places = [
      KAS_BUILDTOOLS_DIR
        ? resolve(host.cwd, KAS_BUILDTOOLS_DIR)
        : join(settings.buildDir, "buildtools"),
      DL_DIR ? resolve(host.cwd, DL_DIR) : join(settings.workDir, IMPORTED_DOWNLOADS),
    ].map((directory) => join(directory, name));
    let found: string | undefined;
    for (const path of places) {
      if (found !== undefined) break;
      if (await host.sha256(path, cancel) === entry.sha256sum.toLowerCase()) found = path;
    }
    found ??= await downloadInstaller(session, config, entry, session.temporary.make("buildtools"));
    return { files: [{ part: "buildtools", path: name, ...await store.add(found, false) }] };
  };
}
