import type { Option } from "../base/arguments.ts";
import type { UserError } from "../base/errors.ts";
import type { GlobalChoices } from "../base/global_options.ts";
import { commandApart, type CommandLine, filesApart } from "../base/joined_words.ts";
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
  unknownOption,
  unsupportedOption,
  valueMissing,
} from "./errors.ts";
import { GlobalWords } from "./global_words.ts";
import { LAUNCHER_OPTIONS } from "./launcher_options.ts";
import { type Printing, readPrinting } from "./print_options.ts";
import { checkVariableName } from "./variable_names.ts";

/** What must be known of kas's own command line. */
export interface KasSyntax {
  readonly commands: readonly string[];
  /** Commands that tell of kas itself: no container is needed for them. */
  readonly aboutKas: readonly string[];
  /** All spellings of options that take a value. */
  readonly valueFlags: readonly string[];
}

/** A build system as an option or a project file names it. */
export type IsarMode = "isar" | "isar-privileged" | "isar-rootless";

/** What a command line of kas-container asks for. */
export interface ContainerOptions extends GlobalChoices, Printing {
  readonly command: string;
  /** The build system that an option names. */
  readonly isar: IsarMode | undefined;
  /** Values of `--local`, in their order. */
  readonly local: readonly string[];
  readonly kvm: boolean;
  /** Neither kas nor the engine asks the network. */
  readonly offline: boolean;
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
  readonly line: CommandLine;
}

export type ContainerRequest =
  | { readonly kind: "help" }
  | { readonly kind: "version" }
  /** The words are for kas, here. */
  | { readonly kind: "kas"; readonly argv: readonly string[] }
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
const BUILD_SYSTEM_FLAGS = ["--isar", "--isar-privileged", "--isar-rootless"];

/** Whether the command of kas knows options for the build system, as it can do without a project. */
export function cleans(command: string): boolean {
  return /^clean|^purge$/.test(command);
}

/** Whether the command of kas knows --offline: those that only remove or examine ask nothing. */
export function takesOffline(command: string): boolean {
  return !/^clean|^doctor$/.test(command);
}

/** Whether somebody is to type into the container. */
export function isInteractive({ command, commandValue, kasOptions }: ContainerOptions): boolean {
  if (command === "menu") {
    return !["--save", "--build", "--list"].some((word) => kasOptions.includes(word));
  }
  return command === "shell" && commandValue === undefined;
}

/** Whether the command does nothing without a project file: .config.yaml where none is named. */
export function needsProject(command: string): boolean {
  return [
    ...["build", "checkout", "dump", "exec", "explain", "for-all-repos", "lock", "outdated"],
    ...["shell", "status", "validate"],
  ].includes(command);
}

/** Reads the command line of kas-container. @throws UserError */
export function parseContainer(argv: readonly string[], kas: KasSyntax): ContainerRequest {
  const given = new Map<string, string>();
  const runtimeArgs: string[] = [];
  const variables: string[] = [];
  const local: string[] = [];
  const claims: string[] = [];
  const globals = new GlobalWords();
  let index = 0;
  for (; index < argv.length && argv[index]!.startsWith("-"); index++) {
    const word = argv[index]!;
    const taken = globals.take(argv, index);
    if (taken > 0) {
      index += taken - 1;
      continue;
    }
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
        given.set(name, value);
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
  if (kas.aboutKas.includes(command)) return { kind: "kas", argv: argv.slice(index) };
  const words = { argv, start: index + 1, globals };
  const { given: behind, ...forKas } = parseKasArguments(command, words, kas.valueFlags);
  for (const name of behind) given.set(name, "");
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
      offline: given.has("--offline"),
      runtimeArgs,
      sshDir: given.get("--ssh-dir"),
      sshAgent: given.has("--ssh-agent"),
      awsDir: given.get("--aws-dir"),
      gitCredentialStore: given.get("--git-credential-store"),
      gitCredentialSocket: given.get("--git-credential-socket"),
      variables,
      noProxyFromEnv: given.has("--no-proxy-from-env"),
      repoMount: given.has("--repo-rw") ? "rw" : given.has("--repo-ro") ? "ro" : undefined,
      ...globals.choices,
      dryRun: given.has("--dry-run") || given.has("-n"),
      ...readPrinting(given, claims, command),
      ...forKas,
      local: [...local, ...forKas.local],
    },
  };
}

function noSuchOption(word: string): UserError {
  if (word === "--with-loop-dev") return loopDeviceOption();
  return unknownOption(word, didYouMean(word, LAUNCHER_OPTIONS.flatMap(({ flags }) => flags)));
}

interface KasArguments extends
  Pick<
    ContainerOptions,
    | "local"
    | "kasOptions"
    | "commandValue"
    | "files"
    | "repoCommand"
    | "rest"
    | "filesApart"
    | "line"
  > {
  /** Flags of the launcher that stand behind the command. */
  readonly given: readonly string[];
}

/** The words of a line behind its command. */
interface WordsBehind {
  readonly argv: readonly string[];
  readonly start: number;
  /** Takes the global options out. */
  readonly globals: GlobalWords;
}

const isProject = (word: string) => word.split(":").every(isKasFileName);

function parseKasArguments(
  command: string,
  { argv, start, globals }: WordsBehind,
  valueFlags: readonly string[],
): KasArguments {
  const given: string[] = [];
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
    const taken = globals.take(argv, index);
    if (taken > 0) {
      index += taken - 1;
    } else if (word.startsWith("--local=")) {
      local.push(word.slice("--local=".length));
    } else if (word === "--offline" || BUILD_SYSTEM_FLAGS.includes(word) && cleans(command)) {
      given.push(word);
    } else if (valueFlags.includes(word)) {
      const value = argv[++index];
      if (value === undefined) throw valueMissing(word);
      if (word === "--local") local.push(value);
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
  const line = ["kas-container", ...argv];
  const fileAt = 1 + (plainAt[0] ?? argv.length - rest.length);
  const repoCommandAt = command === "for-all-repos" ? plainAt.pop() : undefined;
  if (command === "for-all-repos" && repoCommandAt === undefined) throw noRepoCommand();
  const apart = plainAt.find((at, index) => index > 0 && !isKasFileName(argv[at]!.split(":")[0]!));
  if (repoCommandAt !== undefined && apart !== undefined) {
    throw severalCommands(commandApart(line, apart + 1));
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
      ? filesApart(line, plainAt.map((at) => at + 1))
      : undefined,
    line: { argv: line, fileAt },
  };
}
