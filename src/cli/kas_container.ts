import { EXIT } from "../base/errors.ts";
import { logFormatAsked } from "../base/global_options.ts";
import { describeAction } from "../base/plan.ts";
import { COMPATIBLE_KAS } from "../base/version.ts";
import { KAS_SYNTAX } from "../commands/table.ts";
import { checkLaunch, launchPlan } from "../container/launch_plan.ts";
import { parseContainer } from "../container/options.ts";
import type { Host } from "../host/host.ts";
import { gatherLaunchFacts } from "../run/container/launch_facts.ts";
import { Log } from "../run/log.ts";
import { perform } from "../run/perform.ts";
import { removeDeadRuns } from "../run/run_directory.ts";
import { guard } from "./guard.ts";
import { LauncherVoice } from "./launcher_voice.ts";

/**
 * Runs kas-container and returns its exit code; the process usually becomes the engine.
 * @param exit ends the process at once
 */
export async function runContainer(
  host: Host,
  argv: readonly string[],
  exit: (code: number) => never,
): Promise<number> {
  const voice = new LauncherVoice(host, logFormatAsked(argv));
  return await guard(host, voice, async () => {
    const request = parseContainer(argv, KAS_SYNTAX);
    if (request.kind === "kas") {
      return await (await import("./kas.ts")).runKas(host, "kas", request.argv, exit);
    }
    if (request.kind === "help") {
      host.print(helpText(KAS_SYNTAX.commands));
      return EXIT.ok;
    }
    if (request.kind === "version") {
      host.print(`kas-container ${COMPATIBLE_KAS}\n`);
      return EXIT.ok;
    }
    const { options } = request;
    voice.level = options.logLevel ?? voice.level;
    if (request.deprecatedIsar) {
      voice.say(
        "warning",
        "The semantic of '--isar' might change in the future. Please use '--isar-privileged' instead.",
      );
    }
    for (const directory of options.directories) host.changeDirectory(directory);
    const facts = await gatherLaunchFacts(host, options);
    const { launch, notes } = checkLaunch(options, facts);
    for (const { level, message } of notes) voice.say(level, message);
    if (options.print !== undefined) {
      const { printedLaunch } = await import("../container/print_launch.ts");
      host.print(printedLaunch(options.print, launch, host));
      return EXIT.ok;
    }
    const plan = launchPlan(launch);
    for (const action of [...plan.actions, ...options.dryRun ? plan.finally : []]) {
      const line = describeAction(action, host);
      if (options.dryRun) host.print(`${line}\n`);
      else voice.trace(line);
    }
    if (options.dryRun) return EXIT.ok;
    const log = new Log(host, "warning", { format: options.logFormat });
    await removeDeadRuns(host, log);
    return await perform({ host, log }, plan);
  });
}

function helpText(commands: readonly string[]): string {
  return `Usage: kas-container [OPTIONS] COMMAND [KAS OPTIONS] [FILES] [-- BITBAKE ARGUMENTS]

Starts kas in a container, with podman or docker.

Commands: ${commands.join(", ")}
For them and their options, see kas --help; -E is not supported here.

Options:
  --isar-privileged           Isar build with a privileged container (root through
                              sudo, or run0 if KAS_SUDO_CMD=run0)
  --isar-rootless             Isar build without root
  --local NAME=PATH           your own directory for repository NAME, as it is; can be
                              given several times (see kas build --help)
  --kvm                       pass /dev/kvm on, for runqemu and testimage
  --runtime-args ARGS         further arguments for the engine, quoted as for a shell
                              (given several times: all, in order)
  --ssh-dir DIR               directory with ssh's configuration and keys
  --ssh-agent                 forward the ssh agent
  --aws-dir DIR               directory with AWS configuration and credentials
  --git-credential-store FILE git's credential store
  --git-credential-socket S   socket of git's credential cache
  --env NAME                  hand a variable of the environment over, beside those
                              that the project has below env (given several times: all)
  --no-proxy-from-env         do not pass the proxy settings on
  --repo-ro, --repo-rw        mount the project read-only (default) or writable
                              (default of shell and lock)
  -C, --directory DIR         work as if started in DIR
  -q, --quiet                 tell only warnings and errors
  -v, --verbose               tell what is done in detail
  -l, --log-level LEVEL       debug, info, warning, error or critical
  --log-format FORMAT         text, or json: an object on each line
  --color WHEN                auto, always or never
  --no-color                  the same as --color never
  -n, --dry-run               print the command line and run nothing
  --print FORM                print the launch and run nothing: as a command, as a file
                              for compose, or as a Job for kubernetes
  --k8s-name NAME             name of the Job; kas-COMMAND by default
  --k8s-claim PLACE=CLAIM     claim of the volume that is /PLACE in the container (work,
                              repo, downloads, sstate, …); kas-PLACE by default
  --k8s-secret NAME           Secret with the credentials; kas by default
  --version                   print the version
  -h, --help                  print this help

KAS_CONTAINER_ENGINE=podman|docker chooses the engine, KAS_CONTAINER_IMAGE the image;
so does the file kas-container.env beside the project file.
`;
}
