import { basename } from "node:path";
import { BASH_COMPLETION } from "../manual/bash_completion.ts";
import { FISH_COMPLETION } from "../manual/fish_completion.ts";
import { ZSH_COMPLETION } from "../manual/zsh_completion.ts";
import { defineCommand } from "./command.ts";
import { completeLine } from "./complete_line.ts";

export const COMPLETION_SCRIPTS = {
  bash: BASH_COMPLETION,
  zsh: ZSH_COMPLETION,
  fish: FISH_COMPLETION,
} as const;

type Shell = keyof typeof COMPLETION_SCRIPTS;

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
    const candidates = await completeLine(context, basename(program), {
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
