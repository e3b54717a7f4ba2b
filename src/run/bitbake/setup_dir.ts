import { dirname, join } from "node:path";
import { buildDirPlan } from "../../bitbake/build_dir_plan.ts";
import { perform } from "../perform.ts";
import type { Session } from "../session.ts";

/** Creates the build directory; the directory it lies in must exist. */
export async function setupDir(session: Session): Promise<void> {
  const { host, settings: { buildDir } } = session;
  const kind = host.stat(buildDir)?.kind;
  const plan = buildDirPlan({
    buildDir,
    found: kind === undefined ? "nothing" : kind === "directory" ? kind : "other",
    parentFound: host.stat(dirname(buildDir))?.kind === "directory",
    tagged: host.lstat(join(buildDir, "CACHEDIR.TAG")) !== undefined,
    variable: host.env.KAS_BUILD_DIR === undefined ? "KAS_WORK_DIR" : "KAS_BUILD_DIR",
  });
  await perform(session, plan);
}
