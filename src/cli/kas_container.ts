import { exitCodeOf, UserError } from "../base/errors.ts";
import { LOG_LEVELS } from "../base/log.ts";
import { describeAction } from "../base/plan.ts";
import { COMPATIBLE_KAS } from "../base/version.ts";
import { launchPlan } from "../container/launch_plan.ts";
import { COMMANDS, parseContainer } from "../container/options.ts";
import type { Host } from "../host/host.ts";
import { gatherLaunchFacts } from "../run/container/launch_facts.ts";
import { Log } from "../run/log.ts";
import { perform } from "../run/perform.ts";

const HELP = `Usage: kas-container [OPTIONS] COMMAND [KAS OPTIONS] [FILES] [-- BITBAKE ARGUMENTS]

Starts kas in a container, with podman or docker.

Commands: ${COMMANDS.join(", ")}
For them and their options, see kas --help; -E is not supported here.

Options:
  --isar-privileged           Isar build with a privileged container (root through
                              sudo, or run0 if KAS_SUDO_CMD=run0)
  --isar-rootless             Isar build without root
  --runtime-args ARGS         further arguments for the engine, quoted as for a shell
  --ssh-dir DIR               directory with ssh's configuration and keys
  --ssh-agent                 forward the ssh agent
  --aws-dir DIR               directory with AWS configuration and credentials
  --git-credential-store FILE git's credential store
  --git-credential-socket S   socket of git's credential cache
  --no-proxy-from-env         do not pass the proxy settings on
  --repo-ro, --repo-rw        mount the project read-only (default) or writable
                              (default of shell and lock)
  -l, --log-level LEVEL       ${LOG_LEVELS.join(", ")}
  -n, --dry-run               print the command line and run nothing
  --version                   print the version
  -h, --help                  print this help

KAS_CONTAINER_ENGINE=podman|docker chooses the engine, KAS_CONTAINER_IMAGE the image.
`;

/** Exit code of the launcher's own errors, as kas-container's: the engine and kas have others. */
const LAUNCHER_ERROR = 1;

/** Runs kas-container and returns its exit code; the process usually becomes the engine. */
export async function runContainer(host: Host, argv: readonly string[]): Promise<number> {
  const say = (kind: string, message: string) =>
    host.printError(`kas-container: ${kind}: ${message}\n`);
  try {
    const request = parseContainer(argv);
    if (request.kind === "help") {
      host.print(HELP);
      return 0;
    }
    if (request.kind === "version") {
      host.print(`kas-container ${COMPATIBLE_KAS}\n`);
      return 0;
    }
    if (request.deprecatedIsar) {
      say("Warning", "'--isar' might change its meaning. Please use '--isar-privileged' instead.");
    }
    const { options } = request;
    const facts = await gatherLaunchFacts(host, options);
    const { plan, notes } = launchPlan(options, facts);
    for (const note of notes) say("Warning", note.message);
    const verbose = options.logLevel === "debug" || !!host.env.KAS_VERBOSE;
    for (const action of [...plan.actions, ...options.dryRun ? plan.finally : []]) {
      const line = describeAction(action, host.env);
      if (options.dryRun) host.print(`${line}\n`);
      else if (verbose) host.printError(`+ ${line}\n`);
    }
    return options.dryRun ? 0 : await perform(host, new Log(host, "warning"), plan);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    say("Error", error.message);
    return exitCodeOf(error) === 2 ? LAUNCHER_ERROR : exitCodeOf(error);
  }
}
