import { join } from "node:path";
import { type Plan, plan } from "../../base/plan.ts";
import { bblayersConf, localConf } from "../../bitbake/conf_files.ts";
import { distroOf, machineOf, multiconfigsOf, targetsOf } from "../../config/build_settings.ts";
import { perform } from "../perform.ts";
import type { ReadyProject } from "../project.ts";
import type { Session } from "../session.ts";

/** Writes bitbake's configuration. A file whose text stays is not touched: bitbake would parse anew. */
export async function writeConfFiles(session: Session, project: ReadyProject): Promise<void> {
  await perform(session.host, session.log, confPlan(session, project));
}

function confPlan(session: Session, project: ReadyProject): Plan {
  const { config, repos, overrides } = project;
  const { buildDir } = session.settings;
  const env = session.host.env;
  const file = (name: string, text: string) => ({
    kind: "write_file" as const,
    path: join(buildDir, "conf", name),
    text,
    keepUnchanged: true,
  });
  return plan(
    { kind: "make_directory", path: join(buildDir, "conf") },
    file(
      "bblayers.conf",
      bblayersConf({
        header: config.bblayersConfHeader,
        layers: repos.flatMap((repo) => repo.layers),
        buildDir,
      }),
    ),
    file(
      "local.conf",
      localConf({
        header: config.localConfHeader,
        machine: machineOf(config, env),
        distro: distroOf(config, env),
        multiconfigs: multiconfigsOf(targetsOf(config, env, overrides)),
        buildSystem: config.buildSystem,
      }),
    ),
  );
}
