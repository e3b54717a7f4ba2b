import { printableLine } from "../base/printable.ts";
import { displayPath } from "../base/problem.ts";
import type { Value } from "../config/value.ts";
import type { Colours } from "./colours.ts";

/** A repository that `lock --update` would move. */
export interface OutdatedRepo {
  readonly name: string;
  readonly path: string;
  /** Its tag, branch or refspec. */
  readonly ref: string;
  /** The locked commit, or else the one that is known here; null if there is none. */
  readonly from: string | null;
  /** What the server has for the tag or branch. */
  readonly to: string;
  /** Commits that come with it; null where that is not known. */
  readonly commits: number | null;
  /** The tag of the server with the highest version; null if there is none. */
  readonly newestTag: string | null;
  /** Path of the lockfile; null if none has it. */
  readonly lockedBy: string | null;
}

/** The list as a value to be written as JSON. @param missing ids that includes need in vain */
export function outdatedJson(repos: readonly OutdatedRepo[], missing: readonly string[]): Value {
  return new Map<string, Value>([
    [
      "repos",
      repos.map((repo) =>
        new Map<string, Value>([
          ["name", repo.name],
          ["path", repo.path],
          ["ref", repo.ref],
          ["from", repo.from],
          ["to", repo.to],
          ["commits", repo.commits],
          ["newest_tag", repo.newestTag],
          ["locked_by", repo.lockedBy],
        ])
      ),
    ],
    ["missing", [...missing]],
  ]);
}

/** Characters of an id that are shown. */
const SHORT = 10;

/** The list as text: a line for each repository. @param cwd what paths are relative to */
export function outdatedText(
  repos: readonly OutdatedRepo[],
  colours: Colours,
  cwd: string,
): string {
  const width = Math.max(0, ...repos.map(({ name }) => printableLine(name).length));
  return repos.map((repo) => {
    const { from, to, commits, newestTag, lockedBy } = repo;
    const words = [
      printableLine(repo.ref),
      ...commits === null ? [] : [`${commits} ${commits === 1 ? "commit" : "commits"}`],
      ...newestTag === null ? [] : [`newest tag ${printableLine(newestTag)}`],
      lockedBy === null ? "not locked" : `locked in ${printableLine(displayPath(lockedBy, cwd))}`,
    ];
    const old = (from?.slice(0, SHORT) ?? "-").padEnd(SHORT);
    return `${printableLine(repo.name).padEnd(width)}  ${colours.removed}${old}${colours.end} -> ` +
      `${colours.added}${to.slice(0, SHORT)}${colours.end}  ${words.join(", ")}\n`;
  }).join("");
}
