import { basename, resolve } from "node:path";
import { colourMode } from "../base/colour.ts";
import { EXIT } from "../base/errors.ts";
import { logFormatAsked } from "../base/global_options.ts";
import { COMPATIBLE_KAS } from "../base/version.ts";
import { parseOsRelease } from "../bitbake/locale.ts";
import { loadCommand } from "../commands/command.ts";
import { COMMANDS } from "../commands/table.ts";
import { readSettings, workDirectory } from "../config/settings.ts";
import type { Host } from "../host/host.ts";
import { isHalfImported, isImported } from "../run/imported.ts";
import { Interrupts } from "../run/interrupts.ts";
import { Log } from "../run/log.ts";
import { guard, logVoice, unlessClosed } from "./guard.ts";
import { type CommandRequest, parseCommand, parseKas } from "./parse_kas.ts";

/** Runs kas and returns its exit code. @param exit ends the process at once */
export async function runKas(
  host: Host,
  program: string,
  argv: readonly string[],
  exit: (code: number) => never,
): Promise<number> {
  const voice = logVoice(new Log(host, "info", { format: logFormatAsked(argv) }));
  return await guard(host, voice, async () => {
    const line = parseKas(program, argv);
    const isFile = (name: string, directories: readonly string[]) =>
      host.stat(resolve(host.cwd, ...directories, name))?.kind === "file";
    const request = line.kind === "text"
      ? line
      : parseCommand(program, argv, line, await loadCommand(line.entry), isFile);
    if (request.kind === "command") return await runCommand(host, program, request, exit);
    host.print(request.text);
    return EXIT.ok;
  });
}

async function runCommand(
  host: Host,
  program: string,
  { command, args, line, choices }: CommandRequest,
  exit: (code: number) => never,
): Promise<number> {
  const colour = colourMode(choices.colour, host.env);
  const log = new Log(host, choices.logLevel ?? "info", { format: choices.logFormat, colour });
  const voice = logVoice(log);
  const cleanups: (() => Promise<void>)[] = [];
  const cleanAll = async () => {
    for (let cleanup = cleanups.pop(); cleanup; cleanup = cleanups.pop()) {
      const work = cleanup;
      await guard(host, voice, async () => {
        await work();
        return EXIT.ok;
      });
    }
  };
  // A second signal comes while it is under way: then that is waited for.
  let cleaning: Promise<void> | undefined;
  const cleanUp = () => cleaning ??= cleanAll();
  const interrupts = new Interrupts(host, () => {
    unlessClosed(() => log.error("kas terminated forcefully"));
    // Credentials and the ssh agent do not stay behind; but the user has waited enough.
    host.sleep(3000).then(() => exit(EXIT.cancelled));
    cleanUp().finally(() => exit(EXIT.cancelled));
  });
  try {
    return await guard(host, voice, async () => {
      for (const directory of choices.directories) host.changeDirectory(directory);
      if (!command.aboutKas) log.info(startText(host, program));
      const workDir = workDirectory(host.env, host.cwd);
      if (isHalfImported(host, workDir)) {
        const { finishImport } = await import("../run/bundle/finish_import.ts");
        await finishImport(host, log, workDir, interrupts.signal);
      }
      const imported = isImported(host, workDir);
      const settings = readSettings(host.env, host.cwd, imported, colour);
      return await command.prepare(args)({
        host,
        log,
        settings,
        interrupts,
        line,
        commands: COMMANDS,
        cleanups,
      });
    });
  } finally {
    await cleanUp();
    interrupts.stop();
  }
}

function startText(host: Host, program: string): string {
  const { name, release } = parseOsRelease(host.readText("/etc/os-release") ?? "");
  return `${basename(program)} ${COMPATIBLE_KAS} started on ${name} ${release}`;
}
