import type { Option } from "../base/arguments.ts";
import { UserError } from "../base/errors.ts";
import { splitShellWords } from "../base/shell_words.ts";
import { didYouMean } from "../base/suggest.ts";
import { LAUNCHER_OPTIONS } from "./launcher_options.ts";

export const COMMANDS = [
  "build",
  "checkout",
  "diff",
  "dump",
  "lock",
  "shell",
  "for-all-repos",
  "clean",
  "cleansstate",
  "cleanall",
  "purge",
  "menu",
] as const;
export type ContainerCommand = typeof COMMANDS[number];

/** A build system as an option or a project file names it. */
export type IsarMode = "isar" | "isar-privileged" | "isar-rootless";

/** What a command line of kas-container asks for. */
export interface ContainerOptions {
  readonly command: ContainerCommand;
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

const KAS_VALUE_OPTIONS = [
  "--format",
  "--indent",
  "--provenance",
  "--set",
  "--skip",
  "--target",
  "--task",
];

/** Reads the command line of kas-container. @throws UserError */
export function parseContainer(argv: readonly string[]): ContainerRequest {
  const given = new Map<string, string>();
  const isar: string[] = [];
  let index = 0;
  for (; index < argv.length && argv[index]!.startsWith("-"); index++) {
    const word = argv[index]!;
    const equals = word.startsWith("--") ? word.indexOf("=") : -1;
    const name = equals > 0 ? word.slice(0, equals) : word;
    if (VALUE_OPTIONS.includes(name)) {
      const value = equals > 0 ? word.slice(equals + 1) : argv[++index];
      if (value === undefined) throw new UserError(`${name} needs a value`);
      given.set(name, value);
    } else if (FLAGS.includes(word)) {
      if (word === "-h" || word === "--help") return { kind: "help" };
      if (word === "--version") return { kind: "version" };
      if (word.startsWith("--isar")) isar.push(word);
      given.set(word, "");
    } else {
      throw unknownOption(word);
    }
  }
  const command = argv[index];
  if (command === undefined) {
    throw new UserError(`no command given; known are: ${COMMANDS.join(", ")}`);
  }
  if (!(COMMANDS as readonly string[]).includes(command)) {
    throw new UserError(
      `unknown command "${command}"${didYouMean(command, COMMANDS)}; known are: ${
        COMMANDS.join(", ")
      }`,
    );
  }
  if (isar.includes("--isar-rootless") && isar.some((flag) => flag !== "--isar-rootless")) {
    throw new UserError("only one of --isar and --isar-rootless can be selected");
  }
  const kas = parseKasArguments(command as ContainerCommand, argv.slice(index + 1));
  const runtime = given.get("--runtime-args") ?? given.get("--docker-args");
  return {
    kind: "run",
    deprecatedIsar: isar.includes("--isar"),
    options: {
      command: command as ContainerCommand,
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
      ...kas,
    },
  };
}

function unknownOption(word: string): UserError {
  if (word === "--with-loop-dev") {
    return new UserError(
      "--with-loop-dev is gone: pass the device with --runtime-args '--device=/dev/loop-control …'",
    );
  }
  const near = didYouMean(word, [...VALUE_OPTIONS, ...FLAGS]);
  return new UserError(
    `unknown option ${word}${near} Options of kas itself come after the command (see --help)`
      .replace(/(\?)? Options/, (_, mark) => `${mark ? "?" : ";"} options`),
  );
}

type KasArguments = Pick<
  ContainerOptions,
  "kasOptions" | "commandValue" | "files" | "repoCommand" | "rest"
>;

function parseKasArguments(command: ContainerCommand, words: readonly string[]): KasArguments {
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
      throw new UserError(`${word} is not supported with kas-container`);
    }
    if (KAS_VALUE_OPTIONS.includes(word) || ["-c", "--cmd", "--command"].includes(word)) {
      const value = words[++index];
      if (value === undefined) throw new UserError(`${word} needs a value`);
      if (KAS_VALUE_OPTIONS.includes(word)) kasOptions.push(word, value);
      else commandValue = value;
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
  if (repoCommand === undefined) throw new UserError("for-all-repos needs a command");
  return { kasOptions, commandValue, files: plain.slice(0, -1), repoCommand, rest };
}
