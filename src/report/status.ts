import { columnsOf, wrap } from "../base/columns.ts";
import { printableLine } from "../base/printable.ts";
import { displayPath } from "../base/problem.ts";
import type { Value } from "../config/value.ts";
import { differs, type RepoStatus } from "../repo/repo_status.ts";
import type { Colours } from "./colours.ts";

/** How a project on disk stands to what its configuration says. */
export interface ProjectStatus {
  readonly repos: readonly RepoStatus[];
  /** Names of bitbake's configuration files that kas would write in another way. */
  readonly conf: readonly string[];
  /** Ids of repositories whose project files could not be read: the rest is without them. */
  readonly missing: readonly string[];
  /** What is wrong with the project as a whole. */
  readonly problems: readonly string[];
}

/** Whether anything is not as the project wants it. */
export function projectDiffers({ repos, conf, missing, problems }: ProjectStatus): boolean {
  return conf.length > 0 || missing.length > 0 || problems.length > 0 || repos.some(differs);
}

/** The status as a value to be written as JSON. */
export function statusJson(status: ProjectStatus): Value {
  return new Map<string, Value>([
    ["repos", status.repos.map(repoJson)],
    ["conf", [...status.conf]],
    ["missing", [...status.missing]],
    ["problems", [...status.problems]],
    ["differs", projectDiffers(status)],
  ]);
}

function repoJson(repo: RepoStatus): Value {
  return new Map<string, Value>([
    ["name", repo.name],
    ["path", repo.path],
    ["kind", repo.kind],
    ["ref", repo.ref],
    ["wanted", repo.wanted],
    ["fetched", repo.fetched],
    ["actual", repo.actual],
    ["wanted_branch", repo.wantedBranch],
    ["branch", repo.branch],
    ["ahead", repo.distance?.ahead ?? null],
    ["behind", repo.distance?.behind ?? null],
    ["changes", repo.changes],
    ["stashes", repo.stashes],
    ["patched", repo.patched],
    ["locked_by", repo.lockedBy],
    ["signed", repo.signed],
    ["replaced", repo.kind === "replaced"],
    ["problems", [...repo.problems]],
    ["differs", differs(repo)],
  ]);
}

export interface StatusStyle {
  readonly colours: Colours;
  /** Columns of the terminal; undefined where lines are not folded. */
  readonly columns: number | undefined;
  /** What paths are relative to. */
  readonly cwd: string;
}

/** Characters of an id that are shown. */
const SHORT = 10;

/** The status as text: a line for each repository, then what is wrong, then files. */
export function statusText(status: ProjectStatus, style: StatusStyle): string {
  const rows = status.repos.map((repo) => ({
    cells: [
      printableLine(repo.name),
      repo.actual?.slice(0, SHORT) ?? "-",
      printableLine(repo.branch ?? "-"),
    ] as const,
    words: words(repo, style.cwd),
    differs: differs(repo),
  }));
  const widths = [0, 1, 2].map((column) =>
    Math.max(0, ...rows.map(({ cells }) => columnsOf(cells[column]!)))
  );
  const lines = rows.map((row) => repoLines(row, widths, style));
  const problems = [
    ...status.repos.flatMap((repo) => repo.problems.map((problem) => `${repo.name}: ${problem}`)),
    ...status.problems,
  ].map((problem) => `${problem.split("\n").map(printableLine).join("\n  ")}\n`);
  const missing = status.missing.length === 0 ? [] : [
    `The rest is not known: includes need ${status.missing.map(printableLine).join(", ")}\n`,
  ];
  const conf = status.conf.map((name) => `conf/${name} is not what kas would write\n`);
  return [...lines, ...problems, ...missing, ...conf].join("");
}

interface Row {
  /** Name, commit and branch. */
  readonly cells: readonly [string, string, string];
  readonly words: readonly string[];
  readonly differs: boolean;
}

/** A repository on one line, or, where the terminal is too narrow, on several. */
function repoLines(row: Row, widths: readonly number[], { colours, columns }: StatusStyle): string {
  const [name, commit, branch] = row.cells.map((cell, column) =>
    cell + " ".repeat(widths[column]! - columnsOf(cell))
  );
  const head = `${name}  ${commit}  ${branch}  `;
  // A line is broken between words only, not within "ahead 1".
  const line = head + row.words.map((word) => word.replaceAll(" ", NO_BREAK)).join(", ");
  const indent = " ".repeat(Math.min(columnsOf(head), Math.floor((columns ?? 0) / 2)));
  const lines = (columns === undefined ? [line] : wrap(line, columns, indent))
    .map((part) => part.replaceAll(NO_BREAK, " "));
  const colour = row.differs ? colours.removed : colours.added;
  const [first, ...rest] = lines as [string, ...string[]];
  const shown = first.startsWith(head)
    ? `${name}  ${colours.commit}${commit}${colours.end}  ${branch}  ` +
      `${colour}${first.slice(head.length)}${colours.end}`
    : first;
  return [shown, ...rest].map((part) => `${part}\n`).join("");
}

const NO_BREAK = "\u00a0";

/** What there is to say of a repository, the differences first. */
function words(repo: RepoStatus, cwd: string): string[] {
  const found = [...differences(repo), ...distanceWords(repo)];
  const count = (number: number, one: string, many: string) =>
    number === 0 ? [] : [`${number} ${number === 1 ? one : many}`];
  return [
    ...repo.kind === "replaced" ? ["your directory (--local)"] : [],
    ...repo.kind === "local" ? ["local"] : [],
    ...repo.kind === "managed" && !differs(repo) ? ["ok"] : [],
    ...found,
    ...count(repo.changes, "change", "changes"),
    ...count(repo.stashes, "stash", "stashes"),
    ...repo.patched === null ? [] : [`patches ${repo.patched}`],
    ...repo.signed === null ? [] : [repo.signed ? "signed" : "not as signed"],
    ...repo.problems.length > 0 ? ["see below"] : [],
    ...repo.lockedBy === null
      ? []
      : [`locked in ${printableLine(displayPath(repo.lockedBy, cwd))}`],
  ];
}

function differences(repo: RepoStatus): string[] {
  if (repo.kind !== "managed" || repo.asWanted) return [];
  const { wanted, actual, fetched, wantedBranch, problems, patched } = repo;
  const shown = printableLine(wanted?.slice(0, SHORT) ?? repo.ref ?? "nothing");
  if (actual === null) return [...problems.length > 0 ? [] : ["not there"], `wanted ${shown}`];
  if (fetched === false) return [`wanted ${shown} (not fetched)`];
  if (wanted !== actual && patched !== "applied" && patched !== "amended") {
    return [`wanted ${shown}`];
  }
  return [
    wantedBranch === null ? "wanted on no branch" : `wanted on ${printableLine(wantedBranch)}`,
  ];
}

function distanceWords({ distance }: RepoStatus): string[] {
  if (distance === null) return [];
  const { ahead, behind } = distance;
  return [
    ...ahead > 0 ? [`ahead ${ahead}`] : [],
    ...behind > 0 ? [`behind ${behind}`] : [],
  ];
}
