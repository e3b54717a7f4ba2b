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
      const { launcherHelp } = await import("../commands/help_texts.ts");
      host.print(launcherHelp(KAS_SYNTAX.commands));
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
