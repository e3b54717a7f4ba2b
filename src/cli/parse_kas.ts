import type { Arguments, Positional, Syntax } from "../base/arguments.ts";
import { UsageError } from "../base/errors.ts";
import {
  GLOBAL_OPTIONS,
  type GlobalChoices,
  HELP,
  KAS_OPTIONS,
  readGlobalChoices,
} from "../base/global_options.ts";
import { usageLine } from "../base/help_text.ts";
import { commandApart, type CommandLine, filesApart, programBehind } from "../base/joined_words.ts";
import { invalidChoice, parseArguments } from "../base/parse_arguments.ts";
import { didYouMean } from "../base/suggest.ts";
import { COMPATIBLE_KAS, VERSION } from "../base/version.ts";
import type { CommandEntry, KasCommand } from "../commands/command.ts";
import { commandHelp, kasHelp } from "../commands/help_texts.ts";
import { COMMAND_NAMES, COMMANDS } from "../commands/table.ts";
import { isKasFileName } from "../config/file_format.ts";
import { FORMAT_VERSIONS } from "../config/format_versions.ts";

const COMMAND_WORD: Positional = {
  name: `{${COMMAND_NAMES.join(",")}} ...`,
  arity: "optional",
  help: "",
};

/** Print this: help or version. */
export interface TextRequest {
  readonly kind: "text";
  readonly text: string;
}

/** The command that a line names, as far as the line can be read without it. */
export interface NamedCommand {
  readonly kind: "named";
  readonly entry: CommandEntry;
  /** The options before it. */
  readonly before: Arguments;
  /** The words behind it. */
  readonly rest: readonly string[];
}

export interface CommandRequest {
  readonly kind: "command";
  readonly command: KasCommand;
  readonly args: Arguments;
  readonly line: CommandLine;
  readonly choices: GlobalChoices;
}

/** Reads a command line of kas up to its command. @throws UsageError */
export function parseKas(program: string, argv: readonly string[]): TextRequest | NamedCommand {
  const top: Syntax = {
    program,
    options: KAS_OPTIONS,
    positionals: [COMMAND_WORD],
  };
  const { values, unknown, rest } = parseArguments(top, argv, true);
  const fail = failing(program, top);
  const help = () => kasHelp(program, COMMANDS);
  if (values.flag("help")) return { kind: "text", text: help() };
  if (values.flag("version")) return { kind: "text", text: `${versionText(program)}\n` };
  const name = values.text(COMMAND_WORD.name);
  if (unknown.length > 0) fail(`unrecognized arguments: ${unknown.join(" ")}`);
  if (name === undefined) return { kind: "text", text: help() };
  const entry = COMMANDS.find((candidate) => candidate.name === name) ??
    fail(invalidChoice("cmd", name, COMMAND_NAMES));
  return { kind: "named", entry, before: values, rest };
}

/**
 * Reads the words behind a command.
 * @param isFile whether there is a file of this name, seen from the directories that were changed
 * to: what to say of one too many
 * @throws UsageError
 */
export function parseCommand(
  program: string,
  argv: readonly string[],
  { before, rest }: NamedCommand,
  command: KasCommand,
  isFile: (name: string, directories: readonly string[]) => boolean,
): TextRequest | CommandRequest {
  const syntax: Syntax = {
    program: `${program} ${command.name}`,
    options: [HELP, ...command.options],
    positionals: command.positionals,
    inherited: GLOBAL_OPTIONS,
  };
  const fail = failing(program, { program, options: KAS_OPTIONS, positionals: [COMMAND_WORD] });
  // Help wins over all mistakes in the rest of the line.
  if (helpAsked(rest)) return { kind: "text", text: commandHelp(program, command) };
  const parsed = parseArguments(syntax, rest);
  const choices = readGlobalChoices(before, parsed.values);
  const isHere = (name: string) => isFile(name, choices.directories);
  const start = 1 + argv.length - rest.length;
  if (takesOneProject(command) && (takesMore(command) || parsed.unknown.length > 0)) {
    const files = parsed.positionalsAt.filter((at, index) =>
      index === 0 || rest[at]!.split(":").every((name) => isKasFileName(name) && isHere(name))
    );
    if (files.length > 1) fail(filesApart([program, ...argv], files.map((at) => start + at)));
  }
  const commandAt = repoCommandAt(command, rest, parsed.positionalsAt);
  if (commandAt !== undefined && parsed.unknown.length > 0) {
    fail(commandApart([program, ...argv], start + commandAt));
  }
  const programAt = parsed.positionalsAt.length > 1 ? parsed.positionalsAt[1] : undefined;
  if (takesProgram(command) && programAt !== undefined && !rest.includes("--")) {
    fail(programBehind([program, ...argv], start + programAt));
  }
  if (parsed.unknown.length > 0) {
    const flags = syntax.options.flatMap((option) => option.flags);
    const word = parsed.unknown[0]!.split("=")[0]!;
    const near = word.startsWith("--") ? didYouMean(word, flags) : "";
    fail(`unrecognized arguments: ${parsed.unknown.join(" ")}${near}`);
  }
  const line = {
    argv: [program, ...argv],
    fileAt: start + fileAt(command, rest, parsed.positionalsAt),
  };
  return { kind: "command", command, args: parsed.values, line, choices };
}

/** Where the project file stands, or could: behind what is done with it. */
function fileAt(
  { positionals }: KasCommand,
  words: readonly string[],
  positionalsAt: readonly number[],
): number {
  const before = Math.max(0, positionals.findIndex(({ offers }) => offers === "project"));
  const end = words.indexOf("--");
  return positionalsAt[before] ??
    (before > 0 ? positionalsAt[before - 1]! + 1 : end < 0 ? words.length : end);
}

const failing = (program: string, syntax: Syntax) => (message: string): never => {
  throw new UsageError(program, usageLine(syntax), message);
};

const takesOneProject = ({ positionals }: KasCommand) => positionals[0]?.name === "config";

/** Where the command for the repositories begins in a line that has one. */
function repoCommandAt(
  { name }: KasCommand,
  words: readonly string[],
  positionalsAt: readonly number[],
): number | undefined {
  if (name !== "for-all-repos") return undefined;
  const end = words.indexOf("--");
  return [...positionalsAt, ...end < 0 ? [] : words.keys().drop(end + 1)][1];
}

const takesProgram = ({ positionals }: KasCommand) => positionals.at(-1)?.arity === "behind";

const takesMore = ({ positionals }: KasCommand) => positionals.at(-1)?.arity === "many";

function helpAsked(words: readonly string[]): boolean {
  const end = words.indexOf("--");
  const before = end < 0 ? words : words.slice(0, end);
  return before.includes("-h") || before.includes("--help");
}

function versionText(program: string): string {
  return `${program} ${COMPATIBLE_KAS} (configuration format version ${FORMAT_VERSIONS.last}, ` +
    `earliest compatible version ${FORMAT_VERSIONS.first}), single binary ${VERSION}`;
}
