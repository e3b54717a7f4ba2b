import { basename } from "node:path";
import { GLOBAL_OPTIONS } from "../base/global_options.ts";
import { isKasFileName } from "../config/file_format.ts";
import { BASH_COMPLETION } from "../manual/bash_completion.ts";
import {
  type Candidate,
  type Expectation,
  expectation,
  type LineSyntax,
  readWords,
} from "../manual/complete.ts";
import { FISH_COMPLETION } from "../manual/fish_completion.ts";
import { ZSH_COMPLETION } from "../manual/zsh_completion.ts";
import { offeredPaths, offeredProjects } from "../run/completion/offered_paths.ts";
import { projectNames } from "../run/completion/project_names.ts";
import { type CommandContext, type CommandEntry, defineCommand } from "./command.ts";
import { documentedCommand, KAS, LAUNCHER } from "./documented.ts";

export const COMPLETION_SCRIPTS = {
  bash: BASH_COMPLETION,
  zsh: ZSH_COMPLETION,
  fish: FISH_COMPLETION,
} as const;

type Shell = keyof typeof COMPLETION_SCRIPTS;

/** A line that a shell wants to know the end of. */
interface AskedLine {
  /** The words before the cursor's, without the program. */
  readonly before: readonly string[];
  /** The word at the cursor, as far as that. */
  readonly typed: string;
}

export interface CompletionOptions {
  readonly shell: Shell;
  /** The words of a line, the program first and the one at the cursor last; empty for the script. */
  readonly line: readonly string[];
}

export const completion = defineCommand<CompletionOptions>({
  options: [],
  positionals: [
    {
      name: "shell",
      arity: "one",
      choices: Object.keys(COMPLETION_SCRIPTS),
      help: "bash, zsh or fish.",
    },
    {
      name: "word",
      arity: "many",
      help: "Print what the last word can be, for the script: put the line after --.",
    },
  ],
  read: (args) => ({ shell: args.text("shell") as Shell, line: args.list("word") }),
  async run(context, { shell, line }) {
    const { host } = context;
    const [program, ...words] = line;
    if (program === undefined) {
      host.print(COMPLETION_SCRIPTS[shell]);
      return 0;
    }
    const candidates = await complete(context, basename(program), {
      before: words.slice(0, -1),
      typed: words.at(-1) ?? "",
    });
    for (const { word, about } of candidates) {
      // bash has no place for more than the word.
      host.print(about === undefined || shell === "bash" ? `${word}\n` : `${word}\t${about}\n`);
    }
    return 0;
  },
});

async function complete(
  context: CommandContext,
  program: string,
  { before, typed }: AskedLine,
): Promise<readonly Candidate[]> {
  const { host } = context;
  const isLauncher = program === "kas-container" || before[0] === "container";
  const face = isLauncher ? LAUNCHER : KAS;
  const words = isLauncher && program !== "kas-container" ? before.slice(1) : before;
  const top = readWords(face.options, words, true);
  const commands = context.commands.filter(({ hostOnly }) => !(isLauncher && hostOnly));
  const entry = commands.find(({ name }) => name === top.positionals[0]);
  const behind = top.firstAt === undefined ? [] : words.slice(top.firstAt + 1);
  if (top.firstAt !== undefined && !entry) return [];
  const syntax = entry ? await syntaxOf(entry) : face;
  const read = readWords(syntax.options, entry ? behind : words);
  for (const values of entry ? [top.values, read.values] : [top.values]) {
    for (const directory of values.get("directory") ?? []) host.changeDirectory(directory);
  }
  const expected = expectation(syntax, entry ? behind : words, typed);
  const config = read.positionals.find((word) => word.split(":").every(isKasFileName));
  const found = await candidates({ host, commands }, expected, config);
  const others = !entry && !isLauncher && "container".startsWith(typed) && words.length === 0
    ? [{ word: "container", about: LAUNCHER.summary }]
    : [];
  return [...found, ...others];
}

async function syntaxOf(entry: CommandEntry): Promise<LineSyntax> {
  const { options, positionals } = await documentedCommand(entry);
  return { options: [...options, ...GLOBAL_OPTIONS], positionals };
}

/** @param config project files that the line names */
async function candidates(
  { host, commands }: Pick<CommandContext, "host" | "commands">,
  expected: Expectation,
  config: string | undefined,
): Promise<readonly Candidate[]> {
  if (expected.kind === "words") return expected.words;
  const { offer, before, typed } = expected;
  const words = (offered: readonly string[], prefix = before) =>
    offered.map((word) => ({ word: prefix + word }));
  const beginning = (names: readonly string[], end = "") =>
    words(names.filter((name) => name.startsWith(typed)).map((name) => name + end));
  switch (offer) {
    case "command":
      return commands.filter(({ name }) => name.startsWith(typed))
        .map(({ name, summary }) => ({ word: before + name, about: summary }));
    case "target":
      return beginning((await projectNames(host, config)).targets);
    case "repo=directory": {
      const equals = typed.indexOf("=") + 1;
      if (equals === 0) return beginning((await projectNames(host, config)).repos, "=");
      const paths = offeredPaths(host, "directory", typed.slice(equals));
      return words(paths, before + typed.slice(0, equals));
    }
    case "key or project":
      return [
        ...words((await projectNames(host, config)).keys(typed)),
        ...words(offeredProjects(host, typed)),
      ];
    case "project":
      return words(offeredProjects(host, typed));
    case "file":
    case "directory":
    case "kconfig":
      return words(offeredPaths(host, offer, typed));
  }
}
