import { basename, join } from "node:path";
import type { Plan } from "../../base/plan.ts";
import { confPlan } from "../../bitbake/conf_plan.ts";
import { distroOf, machineOf, multiconfigsOf, targetsOf } from "../../config/build_settings.ts";
import { unusableSetting } from "../../config/errors.ts";
import { nameMistake } from "../../config/names.ts";
import { perform } from "../perform.ts";
import type { Session } from "../session.ts";
import type { ReadyProject } from "../project.ts";
import { checkLayers } from "./check_layers.ts";

/** Writes bitbake's configuration. @throws UserError for names and layers that cannot be in it */
export async function writeConfFiles(session: Session, project: ReadyProject): Promise<void> {
  checkLayers(session, project.repos);
  const plan = planConf(session, project);
  const writes = plan.actions.some((action) => action.kind === "write_file");
  // Whoever had the work directory meanwhile may have written the files.
  const current = writes && await session.lock.take() ? planConf(session, project) : plan;
  await perform(session, current);
}

/** The names of bitbake's configuration files that would be written. @throws UserError as that */
export function differingConf(session: Session, project: ReadyProject): string[] {
  checkLayers(session, project.repos);
  return planConf(session, project).actions.flatMap((action) =>
    action.kind === "write_file" ? [basename(action.path)] : []
  );
}

function planConf(session: Session, project: ReadyProject): Plan {
  const { host, settings: { buildDir } } = session;
  const { config, repos, overrides } = project;
  const machine = machineOf(config, host.env);
  const distro = distroOf(config, host.env);
  const multiconfigs = multiconfigsOf(targetsOf(config, host.env, overrides));
  refuseNames({ KAS_MACHINE: [machine], KAS_DISTRO: [distro], KAS_TARGET: multiconfigs });
  return confPlan({
    buildDir,
    bblayers: {
      header: config.bblayersConfHeader,
      layers: repos.flatMap((repo) => repo.layers),
    },
    local: {
      header: config.localConfHeader,
      machine,
      distro,
      multiconfigs,
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

/** What the environment says has not been checked yet, as the configuration has. */
function refuseNames(settings: Readonly<Record<string, readonly string[]>>): void {
  for (const [setting, names] of Object.entries(settings)) {
    for (const name of names) {
      const found = nameMistake(name);
      if (found !== undefined) throw unusableSetting(setting, name, found);
    }
  }
}
