import { join } from "node:path";
import type { Environment } from "../../base/command.ts";
import {
  BASE_PATH,
  buildEnvironment,
  INIT_SCRIPTS,
  initScript,
  offlineEnvironment,
  parseEnvironment,
  READ_ENVIRONMENT,
} from "../../bitbake/build_environment.ts";
import { initScriptFailed, noInitScript, severalInitScripts } from "../../bitbake/errors.ts";
import { configEnvironment } from "../../config/build_settings.ts";
import type { Config } from "../../config/config.ts";
import type { Repo } from "../../repo/repo.ts";
import { setupBuildtools } from "./setup_buildtools.ts";
import type { Session } from "../session.ts";
import { runTool } from "../tools.ts";

/** Runs the init script of the build system and returns the environment of the build. */
export async function setupBuildEnvironment(
  session: Session,
  config: Config,
  repos: readonly Repo[],
): Promise<Environment> {
  const { host, log, settings } = session;
  const script = initScript(config.buildSystem);
  const owner = findInitRepo(session, repos, script);
  const tools = config.buildtools ? await setupBuildtools(session, config, config.buildtools) : "";
  const argv = ["bash", "-c", READ_ENVIRONMENT, "bash", settings.buildDir, `./${script}`, tools];
  const result = await runTool(session, {
    argv,
    cwd: owner.path,
    env: { PATH: BASE_PATH },
  });
  const output = result.stderr.trim();
  if (result.status !== 0) {
    throw initScriptFailed(join(owner.path, script), result.status, output);
  }
  if (output) log.debug(`${script} output:\n${output}`);
  const configured = configEnvironment(config, host.env);
  const own = session.options.offline ? offlineEnvironment(config.buildSystem) : {};
  return buildEnvironment(parseEnvironment(result.stdout), configured, host.env, own);
}

function findInitRepo(session: Session, repos: readonly Repo[], script: string): Repo {
  const owners = (name: string) => repos.filter((repo) => session.host.stat(join(repo.path, name)));
  const [first, second] = owners(script);
  if (!first) {
    const others = INIT_SCRIPTS.flatMap((other) =>
      owners(other).map(({ name }) => ({ name, script: other }))
    );
    throw noInitScript(script, repos, others[0]);
  }
  if (second) throw severalInitScripts(first.name, second.name);
  return first;
}
