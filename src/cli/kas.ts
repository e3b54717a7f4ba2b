import { basename } from "node:path";
import type { Arguments, Option, Syntax } from "../base/arguments.ts";
import { UsageError } from "../base/errors.ts";
import { helpText, usageLine } from "../base/help_text.ts";
import { LOG_LEVELS, type LogLevel } from "../base/log.ts";
import { invalidChoice, parseArguments } from "../base/parse_arguments.ts";
import { didYouMean } from "../base/suggest.ts";
import { COMPATIBLE_KAS, VERSION } from "../base/version.ts";
import { parseOsRelease } from "../bitbake/locale.ts";
import { FORMAT_VERSIONS } from "../config/schema.ts";
import { readSettings } from "../config/settings.ts";
import type { KasCommand } from "../commands/command.ts";
import { COMMANDS } from "../commands/table.ts";
import type { Host } from "../host/host.ts";
import { Interrupts } from "../run/interrupts.ts";
import { Log } from "../run/log.ts";
import { reportError } from "./report_error.ts";

const HELP: Option = {
  flags: ["-h", "--help"],
  name: "help",
  kind: "flag",
  help: "Show this help and exit.",
};

const GLOBAL_OPTIONS: readonly Option[] = [
  HELP,
  { flags: ["--version"], name: "version", kind: "flag", help: "Show the version and exit." },
  {
    flags: ["-l", "--log-level"],
    name: "log-level",
    kind: "text",
    choices: LOG_LEVELS,
    help: "How much to tell (default: info).",
  },
];

const SUMMARY = "kas sets up bitbake builds: repositories, layers, patches and configuration\n" +
  "come from a project file. Two more programs are in this one:\n" +
  "  kas container …   starts kas in a container (also as kas-container)\n" +
  "  kas entrypoint …  first process in that container (also as container-entrypoint)";

/** What a command line of kas asks for. */
export type Request =
  | { readonly kind: "text"; readonly text: string }
  | {
    readonly kind: "command";
    readonly command: KasCommand;
    readonly args: Arguments;
    readonly logLevel: LogLevel;
  };

/** Reads the command line of kas. @throws UsageError */
export function parseKas(program: string, argv: readonly string[]): Request {
  const names = COMMANDS.map((command) => command.name);
  const top: Syntax = {
    program,
    options: GLOBAL_OPTIONS,
    positionals: [{ name: `{${names.join(",")}} ...`, arity: "optional", help: "" }],
  };
  const { values, unknown, rest } = parseArguments(top, argv, true);
  const fail = (message: string): never => {
    throw new UsageError(program, usageLine(top), message);
  };
  const help = helpText(top, SUMMARY, COMMANDS);
  if (values.flag("help")) return { kind: "text", text: help };
  if (values.flag("version")) return { kind: "text", text: `${versionText(program)}\n` };
  const name = values.text(top.positionals[0]!.name);
  if (unknown.length > 0) fail(`unrecognized arguments: ${unknown.join(" ")}`);
  if (name === undefined) return { kind: "text", text: help };
  const command = COMMANDS.find((candidate) => candidate.name === name) ??
    fail(invalidChoice("cmd", name, names));
  const syntax: Syntax = {
    program: `${program} ${name}`,
    options: [HELP, ...command.options],
    positionals: command.positionals,
  };
  // Help wins over all mistakes in the rest of the line.
  if (helpAsked(rest)) return { kind: "text", text: helpText(syntax, command.summary) };
  const parsed = parseArguments(syntax, rest);
  if (parsed.unknown.length > 0) {
    const flags = syntax.options.flatMap((option) => option.flags);
    const word = parsed.unknown[0]!.split("=")[0]!;
    const near = word.startsWith("--") ? didYouMean(word, flags) : "";
    fail(`unrecognized arguments: ${parsed.unknown.join(" ")}${near}`);
  }
  const logLevel = (values.text("log-level") ?? "info") as LogLevel;
  return { kind: "command", command, args: parsed.values, logLevel };
}

function helpAsked(words: readonly string[]): boolean {
  const end = words.indexOf("--");
  const before = end < 0 ? words : words.slice(0, end);
  return before.includes("-h") || before.includes("--help");
}

function versionText(program: string): string {
  return `${program} ${VERSION}, compatible with kas ${COMPATIBLE_KAS} (configuration format ` +
    `version ${FORMAT_VERSIONS.last}, earliest compatible version ${FORMAT_VERSIONS.first})`;
}

/** Runs kas and returns its exit code. @param exit ends the process at once */
export async function runKas(
  host: Host,
  program: string,
  argv: readonly string[],
  exit: (code: number) => never,
): Promise<number> {
  let log = new Log(host, "info");
  const cleanups: (() => Promise<void>)[] = [];
  let interrupts: Interrupts | undefined;
  const cleanUp = async () => {
    for (let cleanup = cleanups.pop(); cleanup; cleanup = cleanups.pop()) {
      try {
        await cleanup();
      } catch (error) {
        tell(log, error);
      }
    }
  };
  try {
    const request = parseKas(program, argv);
    if (request.kind === "text") {
      host.print(request.text);
      return 0;
    }
    log = new Log(host, request.logLevel);
    const { name, release } = parseOsRelease(host.readText("/etc/os-release") ?? "");
    log.info(`${basename(program)} ${VERSION} started on ${name} ${release}`);
    interrupts = new Interrupts(host, () => {
      tell(log, "kas terminated forcefully");
      // Credentials and the ssh agent do not stay behind; but the user has waited enough.
      setTimeout(() => exit(130), 3000);
      cleanUp().finally(() => exit(130));
    });
    const settings = readSettings(host.env, host.cwd);
    const context = { host, log, settings, interrupts, cleanups };
    return await request.command.prepare(request.args)(context);
  } catch (error) {
    return reportError(host, log, error);
  } finally {
    await cleanUp();
    interrupts?.stop();
  }
}

/** Logs a trouble, if there is still a terminal to log to. */
function tell(log: Log, trouble: unknown): void {
  try {
    log.error(trouble instanceof Error ? trouble.message : String(trouble));
  } catch {
    // Nobody reads any more.
  }
}
