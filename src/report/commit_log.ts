import { printable, printableLine } from "../base/printable.ts";
import type { Value } from "../config/value.ts";
import type { Colours } from "./colours.ts";

/** One commit, as `kas diff` shows it. */
export interface Commit {
  readonly id: string;
  readonly author: string;
  readonly email: string;
  /** When it was committed, in the committer's time zone. */
  readonly date: string;
  readonly message: string;
}

/** Arguments of `git log` for the commits of `to` that `from` lacks; parseLog reads the output. */
export function logArgs(from: string, to: string): string[] {
  return [
    "log",
    "-z",
    "--format=%H%x1f%an%x1f%ae%x1f%cd%x1f%B",
    "--date=format:%Y-%m-%d %H:%M:%S",
    "--end-of-options",
    `${from}..${to}`,
    "--",
  ];
}

export function parseLog(output: string): Commit[] {
  return output.split("\0").filter((record) => record.trim() !== "").map((record) => {
    const [id, author, email, date, message] = record.split("\x1f");
    return { id: id!, author: author!, email: email!, date: date!, message: message ?? "" };
  });
}

/** The commits as JSON, with kas's names. */
export function commitsJson(commits: readonly Commit[]): Value {
  return commits.map((commit) =>
    new Map([
      ["commit", commit.id],
      ["author", commit.author],
      ["email", commit.email],
      ["commit_date", commit.date],
      ["message", commit.message],
    ])
  );
}

/** The commits of each repository as text, under a heading each. */
export function formatCommits(
  commits: ReadonlyMap<string, readonly Commit[]>,
  oneline: boolean,
  colours: Colours,
): string {
  const blocks = [...commits].map(([name, list]) => {
    const lines = list.map((commit) => {
      if (oneline) {
        return `${colours.commit}${commit.id.slice(0, 7)}${colours.end} ` +
          printableLine(commit.message.split(/\r?\n/)[0]!);
      }
      const message = `    ${printable(commit.message)}`.replaceAll("\n", "\n    ");
      const by = `${printableLine(commit.author)} ${commit.date}`;
      return `${colours.commit}${commit.id}: ${colours.end}${by}\n${message}`;
    });
    const heading = `@@ ${printableLine(name)} commits diff @@`;
    return [`${colours.heading}${heading}${colours.end}`, ...lines, ""].join("\n");
  });
  return blocks.join("---\n");
}
