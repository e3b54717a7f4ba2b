import type { Option } from "../base/arguments.ts";
import type { UserError } from "../base/errors.ts";
import { commandApart, filesApart } from "../base/joined_words.ts";
import { LOG_LEVELS } from "../base/log.ts";
import { invalidChoice } from "../base/parse_arguments.ts";
import { splitShellWords } from "../base/shell_words.ts";
import { didYouMean } from "../base/suggest.ts";
import { isKasFileName } from "../config/file_format.ts";
import {
  loopDeviceOption,
  noCommand,
  noRepoCommand,
  severalBuildSystems,
  severalCommands,
  unknownCommand,
  unknownLogLevel,
  unknownOption,
  unsupportedOption,
  valueMissing,
} from "./errors.ts";
import { LAUNCHER_OPTIONS } from "./launcher_options.ts";
import { type Printing, readPrinting } from "./print_options.ts";
import { checkVariableName } from "./variable_names.ts";

/** What must be known of kas's own command line. */
export interface KasSyntax {
  readonly commands: readonly string[];
  /** All spellings of options that take a value. */
  readonly valueFlags: readonly string[];
}

/** A build system as an option or a project file names it. */
export type IsarMode = "isar" | "isar-privileged" | "isar-rootless";

/** What a command line of kas-container asks for. */
export interface ContainerOptions extends Printing {
  readonly command: string;
  /** The build system that an option names. */
  readonly isar: IsarMode | undefined;
  /** Values of `--local`, in their order. */
  readonly local: readonly string[];
  readonly kvm: boolean;
  /** Arguments for the engine, of all options that give some, in their order. */
  readonly runtimeArgs: readonly string[];
  readonly sshDir: string | undefined;
  readonly sshAgent: boolean;
  readonly awsDir: string | undefined;
  readonly gitCredentialStore: string | undefined;
  readonly gitCredentialSocket: string | undefined;
  /** Names of variables to hand over, in their order. */
  readonly variables: readonly string[];
  readonly noProxyFromEnv: boolean;
  readonly repoMount: "ro" | "rw" | undefined;
  readonly logLevel: string | undefined;
  readonly noColor: boolean;
  /** Print the command line and run nothing. */
  readonly dryRun: boolean;
  /** Options for kas, as they were given. */
  readonly kasOptions: readonly string[];
  /** Value of `-c`: bitbake's task or the shell's command. */
  readonly commandValue: string | undefined;
  /** Each argument is one or several files, separated by colons. */
  readonly files: readonly string[];
  /** The command line of for-all-repos. */
  readonly repoCommand: string | undefined;
  /** Everything from `--` on. */
  readonly rest: readonly string[];
  /** What to say where several project files stand apart, if all are there. */
  readonly filesApart: string | undefined;
}

export type ContainerRequest =
  | { readonly kind: "help" }
  | { readonly kind: "version" }
  | { readonly kind: "run"; readonly options: ContainerOptions; readonly deprecatedIsar: boolean };

const flagsOf = (...kinds: readonly Option["kind"][]): readonly string[] =>
  LAUNCHER_OPTIONS.filter((option) => kinds.includes(option.kind)).flatMap((option) =>
    option.flags
  );
const VALUE_OPTIONS = flagsOf("text", "list");
const FLAGS = flagsOf("flag");

/** Bitbake's task or the shell's command: it goes behind all other options. */
const COMMAND_VALUE_FLAGS = ["-c", "--cmd", "--command"];

const RUNTIME_ARGS_FLAGS = ["--runtime-args", "--docker-args"];
const LOG_LEVEL_FLAGS = ["-l", "--log-level"];
const BUILD_SYSTEM_FLAGS = ["--isar", "--isar-privileged", "--isar-rootless"];

/** Whether the command of kas knows options for the build system, as it can do without a project. */
export function cleans(command: string): boolean {
  return /^clean|^purge$/.test(command);
}

/** Whether somebody is to type into the container. */
export function isInteractive({ command, commandValue, kasOptions }: ContainerOptions): boolean {
  if (command === "menu") {
    return !["--save", "--build", "--list"].some((word) => kasOptions.includes(word));
  }
  return command === "shell" && commandValue === undefined;
}

/** Reads the command line of kas-container. @throws UserError */
export function parseContainer(argv: readonly string[], kas: KasSyntax): ContainerRequest {
  const given = new Map<string, string>();
  const runtimeArgs: string[] = [];
  const variables: string[] = [];
  const local: string[] = [];
  const claims: string[] = [];
  let index = 0;
  for (; index < argv.length && argv[index]!.startsWith("-"); index++) {
    const word = argv[index]!;
    const equals = word.startsWith("--") ? word.indexOf("=") : -1;
    const name = equals > 0 ? word.slice(0, equals) : word;
    if (VALUE_OPTIONS.includes(name)) {
      const value = equals > 0 ? word.slice(equals + 1) : argv[++index];
      if (value === undefined) throw valueMissing(name);
      if (RUNTIME_ARGS_FLAGS.includes(name)) runtimeArgs.push(...splitShellWords(value));
      else if (name === "--env") variables.push(checkVariableName(value));
      else if (name === "--local") local.push(value);
      else {
        if (name === "--k8s-claim") claims.push(value);
        given.set(name === "-l" ? "--log-level" : name, value);
      }
    } else if (FLAGS.includes(word)) {
      if (word === "-h" || word === "--help") return { kind: "help" };
      if (word === "--version") return { kind: "version" };
      given.set(word, "");
    } else {
      throw noSuchOption(word);
    }
  }
  const command = argv[index];
  if (command === undefined) throw noCommand(kas.commands);
  if (!kas.commands.includes(command)) {
    throw unknownCommand(command, didYouMean(command, kas.commands), kas.commands);
  }
  const { given: behind, ...forKas } = parseKasArguments(command, argv, index + 1, kas.valueFlags);
  for (const [name, value] of behind) given.set(name, value);
  const logLevel = given.get("--log-level");
  if (logLevel !== undefined && !LOG_LEVELS.some((level) => level === logLevel)) {
    throw unknownLogLevel(invalidChoice("-l/--log-level", logLevel, LOG_LEVELS));
  }
  const rootless = given.has("--isar-rootless");
  const privileged = given.has("--isar") || given.has("--isar-privileged");
  if (rootless && privileged) throw severalBuildSystems();
  return {
    kind: "run",
    deprecatedIsar: given.has("--isar"),
    options: {
      command,
      isar: rootless ? "isar-rootless" : privileged ? "isar-privileged" : undefined,
      kvm: given.has("--kvm"),
      runtimeArgs,
      sshDir: given.get("--ssh-dir"),
      sshAgent: given.has("--ssh-agent"),
      awsDir: given.get("--aws-dir"),
      gitCredentialStore: given.get("--git-credential-store"),
      gitCredentialSocket: given.get("--git-credential-socket"),
      variables,
      noProxyFromEnv: given.has("--no-proxy-from-env"),
      repoMount: given.has("--repo-rw") ? "rw" : given.has("--repo-ro") ? "ro" : undefined,
      logLevel,
      noColor: given.has("--no-color"),
      dryRun: given.has("--dry-run") || given.has("-n"),
      ...readPrinting(given, claims, command),
      ...forKas,
      local: [...local, ...forKas.local],
    },
  };
}

function noSuchOption(word: string): UserError {
  if (word === "--with-loop-dev") return loopDeviceOption();
  return unknownOption(word, didYouMean(word, [...VALUE_OPTIONS, ...FLAGS]));
}

interface KasArguments extends
  Pick<
    ContainerOptions,
    "local" | "kasOptions" | "commandValue" | "files" | "repoCommand" | "rest" | "filesApart"
  > {
  /** Options of the launcher that stand behind the command. */
  readonly given: ReadonlyMap<string, string>;
}

const isProject = (word: string) => word.split(":").every(isKasFileName);

/** Reads the words of `argv` from `start` on, which stand behind the command. */
function parseKasArguments(
  command: string,
  argv: readonly string[],
  start: number,
  valueFlags: readonly string[],
): KasArguments {
  const given = new Map<string, string>();
  const kasOptions: string[] = [];
  const local: string[] = [];
  const plainAt: number[] = [];
  let commandValue: string | undefined;
  let rest: readonly string[] = [];
  for (let index = start; index < argv.length; index++) {
    const word = argv[index]!;
    if (word === "--") {
      // Behind it, for-all-repos has its file and its command, others what bitbake gets.
      if (command === "for-all-repos") {
        plainAt.push(...argv.keys().drop(index + 1));
      } else rest = argv.slice(index);
      break;
    }
    if (word === "-E" || word === "--preserve-env") {
      throw unsupportedOption(word);
    }
    const joined = /^(?:-l|--log-level=)(.+)$/s.exec(word)?.[1];
    if (joined !== undefined) {
      given.set("--log-level", joined);
    } else if (word.startsWith("--local=")) {
      local.push(word.slice("--local=".length));
    } else if (word === "--no-color" || BUILD_SYSTEM_FLAGS.includes(word) && cleans(command)) {
      given.set(word, "");
    } else if (valueFlags.includes(word) || LOG_LEVEL_FLAGS.includes(word)) {
      const value = argv[++index];
      if (value === undefined) throw valueMissing(word);
      if (LOG_LEVEL_FLAGS.includes(word)) given.set("--log-level", value);
      else if (word === "--local") local.push(value);
      else if (COMMAND_VALUE_FLAGS.includes(word)) commandValue = value;
      else kasOptions.push(word, value);
    } else if (
      // The doctor's word is a build system, no file.
      word.startsWith("-") || command === "doctor" || command === "explain" && !isProject(word)
    ) {
      kasOptions.push(word);
    } else {
      plainAt.push(index);
    }
  }
  const repoCommandAt = command === "for-all-repos" ? plainAt.pop() : undefined;
  if (command === "for-all-repos" && repoCommandAt === undefined) throw noRepoCommand();
  const apart = plainAt.find((at, index) => index > 0 && !isKasFileName(argv[at]!.split(":")[0]!));
  if (repoCommandAt !== undefined && apart !== undefined) {
    throw severalCommands(commandApart(["kas-container", ...argv], apart + 1));
  }
  return {
    given,
    local,
    kasOptions,
    commandValue,
    files: plainAt.map((at) => argv[at]!),
    repoCommand: repoCommandAt === undefined ? undefined : argv[repoCommandAt],
    rest,
    filesApart: plainAt.length > 1 && command !== "diff" && command !== "menu"
      ? filesApart(["kas-container", ...argv], plainAt.map((at) => at + 1))
      : undefined,
  };
}
