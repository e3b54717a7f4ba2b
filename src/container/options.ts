import type { Option } from "../base/arguments.ts";
import type { UserError } from "../base/errors.ts";
import { splitShellWords } from "../base/shell_words.ts";
import { didYouMean } from "../base/suggest.ts";
import {
  loopDeviceOption,
  noCommand,
  noRepoCommand,
  severalBuildSystems,
  unknownCommand,
  unknownOption,
  unsupportedOption,
  valueMissing,
} from "./errors.ts";
import { LAUNCHER_OPTIONS } from "./launcher_options.ts";

/** What must be known of kas's own command line. */
export interface KasSyntax {
  readonly commands: readonly string[];
  /** All spellings of options that take a value. */
  readonly valueFlags: readonly string[];
}

/** A build system as an option or a project file names it. */
export type IsarMode = "isar" | "isar-privileged" | "isar-rootless";

/** What a command line of kas-container asks for. */
export interface ContainerOptions {
  readonly command: string;
  /** The build system that an option names. */
  readonly isar: IsarMode | undefined;
  readonly runtimeArgs: readonly string[];
  readonly sshDir: string | undefined;
  readonly sshAgent: boolean;
  readonly awsDir: string | undefined;
  readonly gitCredentialStore: string | undefined;
  readonly gitCredentialSocket: string | undefined;
  readonly noProxyFromEnv: boolean;
  readonly repoMount: "ro" | "rw" | undefined;
  readonly logLevel: string | undefined;
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
}

export type ContainerRequest =
  | { readonly kind: "help" }
  | { readonly kind: "version" }
  | { readonly kind: "run"; readonly options: ContainerOptions; readonly deprecatedIsar: boolean };

const flagsOf = (kind: Option["kind"]): readonly string[] =>
  LAUNCHER_OPTIONS.filter((option) => option.kind === kind).flatMap((option) => option.flags);
const VALUE_OPTIONS = flagsOf("text");
const FLAGS = flagsOf("flag");

/** Bitbake's task or the shell's command: it goes behind all other options. */
const COMMAND_VALUE_FLAGS = ["-c", "--cmd", "--command"];

/** Reads the command line of kas-container. @throws UserError */
export function parseContainer(argv: readonly string[], kas: KasSyntax): ContainerRequest {
  const given = new Map<string, string>();
  const isar: string[] = [];
  let index = 0;
  for (; index < argv.length && argv[index]!.startsWith("-"); index++) {
    const word = argv[index]!;
    const equals = word.startsWith("--") ? word.indexOf("=") : -1;
    const name = equals > 0 ? word.slice(0, equals) : word;
    if (VALUE_OPTIONS.includes(name)) {
      const value = equals > 0 ? word.slice(equals + 1) : argv[++index];
      if (value === undefined) throw valueMissing(name);
      given.set(name, value);
    } else if (FLAGS.includes(word)) {
      if (word === "-h" || word === "--help") return { kind: "help" };
      if (word === "--version") return { kind: "version" };
      if (word.startsWith("--isar")) isar.push(word);
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
  if (isar.includes("--isar-rootless") && isar.some((flag) => flag !== "--isar-rootless")) {
    throw severalBuildSystems();
  }
  const forKas = parseKasArguments(command, argv.slice(index + 1), kas.valueFlags);
  const runtime = given.get("--runtime-args") ?? given.get("--docker-args");
  return {
    kind: "run",
    deprecatedIsar: isar.includes("--isar"),
    options: {
      command,
      isar: isar.length === 0
        ? undefined
        : isar.includes("--isar-rootless")
        ? "isar-rootless"
        : "isar-privileged",
      runtimeArgs: runtime === undefined ? [] : splitShellWords(runtime),
      sshDir: given.get("--ssh-dir"),
      sshAgent: given.has("--ssh-agent"),
      awsDir: given.get("--aws-dir"),
      gitCredentialStore: given.get("--git-credential-store"),
      gitCredentialSocket: given.get("--git-credential-socket"),
      noProxyFromEnv: given.has("--no-proxy-from-env"),
      repoMount: given.has("--repo-rw") ? "rw" : given.has("--repo-ro") ? "ro" : undefined,
      logLevel: given.get("-l") ?? given.get("--log-level"),
      dryRun: given.has("--dry-run") || given.has("-n"),
      ...forKas,
    },
  };
}

function noSuchOption(word: string): UserError {
  if (word === "--with-loop-dev") return loopDeviceOption();
  return unknownOption(word, didYouMean(word, [...VALUE_OPTIONS, ...FLAGS]));
}

type KasArguments = Pick<
  ContainerOptions,
  "kasOptions" | "commandValue" | "files" | "repoCommand" | "rest"
>;

function parseKasArguments(
  command: string,
  words: readonly string[],
  valueFlags: readonly string[],
): KasArguments {
  const kasOptions: string[] = [];
  const plain: string[] = [];
  let commandValue: string | undefined;
  let rest: readonly string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    if (word === "--") {
      rest = words.slice(index);
      break;
    }
    if (word === "-E" || word === "--preserve-env") {
      throw unsupportedOption(word);
    }
    if (valueFlags.includes(word)) {
      const value = words[++index];
      if (value === undefined) throw valueMissing(word);
      if (COMMAND_VALUE_FLAGS.includes(word)) commandValue = value;
      else kasOptions.push(word, value);
    } else if (word.startsWith("-")) {
      kasOptions.push(word);
    } else {
      plain.push(word);
    }
  }
  if (command !== "for-all-repos") {
    return { kasOptions, commandValue, files: plain, repoCommand: undefined, rest };
  }
  const repoCommand = plain.at(-1);
  if (repoCommand === undefined) throw noRepoCommand();
  return { kasOptions, commandValue, files: plain.slice(0, -1), repoCommand, rest };
}
