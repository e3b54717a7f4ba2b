import { join } from "node:path";
import type { Plan } from "../../base/plan.ts";
import { confPlan } from "../../bitbake/conf_plan.ts";
import { distroOf, machineOf, multiconfigsOf, targetsOf } from "../../config/build_settings.ts";
import { perform } from "../perform.ts";
import type { Session } from "../session.ts";
import type { ReadyProject } from "../project.ts";

/** Writes bitbake's configuration. */
export async function writeConfFiles(session: Session, project: ReadyProject): Promise<void> {
  const plan = planConf(session, project);
  const writes = plan.actions.some((action) => action.kind === "write_file");
  // Whoever had the work directory meanwhile may have written the files.
  const current = writes && await session.lock.take() ? planConf(session, project) : plan;
  await perform(session, current);
}

function planConf(session: Session, project: ReadyProject): Plan {
  const { host, settings: { buildDir } } = session;
  const { config, repos, overrides } = project;
  return confPlan({
    buildDir,
    bblayers: {
      header: config.bblayersConfHeader,
      layers: repos.flatMap((repo) => repo.layers),
    },
    local: {
      header: config.localConfHeader,
      machine: machineOf(config, host.env),
      distro: distroOf(config, host.env),
      multiconfigs: multiconfigsOf(targetsOf(config, host.env, overrides)),
      buildSystem: config.buildSystem,
    },
    present: (name) => host.readText(join(buildDir, "conf", name)),
    outside(path) {
      if (host.lstat(path)?.kind === "symlink" && !host.stat(path)) return "what is not there";
      const real = host.realPath(path);
      return real.startsWith(`${host.realPath(buildDir)}/`) ? undefined : real;
    },
  });
}
