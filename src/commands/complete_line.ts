import { GLOBAL_OPTIONS } from "../base/global_options.ts";
import { isKasFileName } from "../config/file_format.ts";
import {
  type Candidate,
  type Expectation,
  expectation,
  type LineSyntax,
  readWords,
} from "../manual/complete.ts";
import { offeredPaths, offeredProjects } from "../run/completion/offered_paths.ts";
import { projectNames } from "../run/completion/project_names.ts";
import type { CommandContext, CommandEntry } from "./command.ts";
import { documentedCommand, KAS, LAUNCHER } from "./documented.ts";

/** A line that a shell wants to know the end of. */
export interface AskedLine {
  /** The words before the cursor's, without the program. */
  readonly before: readonly string[];
  /** The word at the cursor, as far as that. */
  readonly typed: string;
}

/**
 * What can stand at the cursor.
 * @param program the face that the line begins with: kas or kas-container
 * @throws UserError if a directory to change to is none
 */
export async function completeLine(
  context: Pick<CommandContext, "host" | "commands">,
  program: string,
  { before, typed }: AskedLine,
): Promise<readonly Candidate[]> {
  const { host } = context;
  const isFace = program === "kas" && before[0] === "container";
  const isLauncher = isFace || program === "kas-container";
  const face = isLauncher ? LAUNCHER : KAS;
  const line = isFace ? before.slice(1) : before;
  const commands = context.commands.filter(({ hostOnly }) => !(isLauncher && hostOnly));
  const top = readWords(face.options, line, true);
  const [named] = top.positionals;
  const entry = commands.find(({ name }) => name === named);
  if (named !== undefined && !entry) return [];
  const syntax = entry ? await syntaxOf(entry) : face;
  const words = entry ? line.slice(top.firstAt! + 1) : line;
  const own = entry ? [readWords(syntax.options, words)] : [];
  for (const directory of [top, ...own].flatMap(({ values }) => values.get("directory") ?? [])) {
    host.changeDirectory(directory);
  }
  const config = own[0]?.positionals.find((word) => word.split(":").every(isKasFileName));
  const found = await candidates({ host, commands }, expectation(syntax, words, typed), config);
  // Only as the first word it is the launcher.
  const container = before.length === 0 && !isLauncher && "container".startsWith(typed)
    ? [{ word: "container", about: LAUNCHER.summary }]
    : [];
  return [...found, ...container];
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
