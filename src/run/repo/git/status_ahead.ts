import { quoteArgv } from "../../../base/command.ts";
import { RecordSplitter } from "../../../host/output.ts";
import { statusArgs, WorkTreeReader } from "../../../repo/git.ts";
import { gitArgv } from "../../../repo/git_call.ts";
import type { WorkTree } from "../../../repo/work_tree.ts";
import type { Tools } from "../../tools.ts";

/** The first argument is the mark that stands behind each repository's records. */
const SCRIPT = `mark=$1; shift
for directory; do
  cd -- "$directory" && ${quoteArgv(gitArgv(statusArgs([])))} </dev/null 2>/dev/null
  printf '%s %s\\0' "$mark" $?
done`;

/** So many repositories are asked about before a second shell is worth its start. */
const WORTH_A_SHELL = 4;

/**
 * What is checked out in many repositories, asked ahead of the work on each of them: the runtime
 * needs more than a millisecond to start a program, in which it does nothing else; a few shells
 * start git meanwhile. Each answer is given once: whoever wants to know again asks anew.
 */
export class StatusAhead {
  readonly #answers = new Map<string, PromiseWithResolvers<WorkTree | undefined>>();
  readonly #end = new AbortController();
  readonly #ended: Promise<unknown>;

  /** @param directories of git repositories with files in them and no others inside */
  constructor(tools: Tools, directories: readonly string[]) {
    for (const directory of directories) {
      this.#answers.set(directory, Promise.withResolvers());
    }
    const { processors } = tools.session.host;
    const shells = Math.min(processors, Math.ceil(directories.length / WORTH_A_SHELL));
    const groups = Array.from(
      { length: shells },
      (_, first) => directories.filter((_, index) => index % shells === first),
    );
    const own = tools.within(AbortSignal.any([tools.session.cancel, this.#end.signal]));
    this.#ended = Promise.allSettled(groups.map((group) => this.#ask(own, group)));
  }

  /** What is checked out; undefined if it is to be asked for: git failed, or it was given out. */
  async take(directory: string): Promise<WorkTree | undefined> {
    const answer = await this.#answers.get(directory)?.promise;
    this.#answers.delete(directory);
    return answer;
  }

  /** Stops what still goes on. */
  async close(): Promise<void> {
    this.#end.abort();
    await this.#ended;
  }

  async #ask(tools: Tools, directories: readonly string[]): Promise<void> {
    const waiting = directories.map((directory) => this.#answers.get(directory)!);
    try {
      const mark = tools.session.host.uniqueName();
      let answer = new WorkTreeReader();
      const records = new RecordSplitter((record) => {
        if (!record.startsWith(`${mark} `)) return answer.add(record);
        waiting.shift()?.resolve(
          record === `${mark} 0` ? { ...answer.workTree(), early: true } : undefined,
        );
        answer = new WorkTreeReader();
      });
      await tools.gitShell(SCRIPT, [mark, ...directories], {
        collect: "none",
        lookUp: true,
        onText: (text) => records.add(text),
      });
    } finally {
      for (const { resolve } of waiting) resolve(undefined);
    }
  }
}
