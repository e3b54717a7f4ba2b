import { redactSecrets } from "../base/credentials.ts";
import { printableLine } from "../base/printable.ts";
import { displayPath, type Location } from "../base/problem.ts";
import { locate } from "../config/document.ts";
import type { ConfigFile, Inclusion } from "../config/include.ts";
import type { Value } from "../config/value.ts";
import { isManaged, type Repo } from "../repo/repo.ts";
import type { Explanation } from "./explanation.ts";
import { originJson } from "./json.ts";
import { originText } from "./text.ts";

/** A file in the tree of includes. */
export interface TreeFile {
  readonly path: string;
  readonly lockfile: boolean;
  /** Where it is included; undefined for files of the command line and for lockfiles. */
  readonly place: Location | undefined;
  /** Key of the repository that the include names. */
  readonly repo: string | undefined;
  /** It stands further up already, with what it includes. */
  readonly again: boolean;
  readonly before: readonly TreeFile[];
}

/** The files as they include each other, in the order of merging: each with what is below it once. */
export function includeTree(top: readonly ConfigFile[]): TreeFile[] {
  const seen = new Set<ConfigFile>();
  const node = (file: ConfigFile, by?: Inclusion, from?: ConfigFile): TreeFile => {
    const again = seen.has(file);
    seen.add(file);
    const include = by?.include;
    return {
      path: file.path,
      lockfile: file.lockfile,
      place: from && include && locate(from.file.document, include.path, "value"),
      repo: include?.repo,
      again: again && file.before.length > 0,
      before: again ? [] : file.before.map((inner) => node(inner.file, inner, file)),
    };
  };
  return top.map((file) => node(file));
}

/** A repository, and what is known of its commit. */
export interface ListedRepo {
  readonly repo: Repo;
  /** Where its commit, or else its tag, branch or refspec, comes from. */
  readonly pin: Explanation | undefined;
  /** The commit that is checked out; undefined where nothing is, or only git or hg can tell. */
  readonly checkedOut: string | undefined;
}

/** Tree and repositories as text. */
export function overviewText(
  tree: readonly TreeFile[],
  repos: readonly ListedRepo[],
  cwd: string,
): string {
  const lines: string[] = [];
  const add = (file: TreeFile, level: number): void => {
    const marks = [
      file.lockfile && "lockfile",
      file.place && `line ${file.place.line}`,
      file.repo !== undefined && `repository ${file.repo}`,
      file.again && "see above",
    ].filter((mark) => mark);
    const shown = marks.length > 0 ? ` (${marks.join(", ")})` : "";
    lines.push(`${"  ".repeat(level)}${displayPath(file.path, cwd)}${shown}`);
    for (const inner of file.before) add(inner, level + 1);
  };
  for (const file of tree) add(file, 0);
  if (repos.length > 0) lines.push("", ...repos.map((listed) => repoText(listed, cwd)));
  return lines.map((line) => `${printableLine(line)}\n`).join("");
}

function repoText({ repo, pin, checkedOut }: ListedRepo, cwd: string): string {
  const name = String(pin?.key.at(-1));
  const parts = [
    isManaged(repo) ? redactSecrets(repo.url) : "not kas's to change",
    pin && `${name} ${pin.value} from ${originText(pin.origin, pin.key, cwd)}`,
    `in ${displayPath(repo.path, cwd)}${checkedOut === undefined ? "" : ` at ${checkedOut}`}`,
  ];
  return `repos.${repo.id}: ${parts.filter((part) => part !== undefined).join(", ")}`;
}

/** Tree and repositories as a value to be written as JSON. */
export function overviewJson(tree: readonly TreeFile[], repos: readonly ListedRepo[]): Value {
  const fileJson = (file: TreeFile): Value =>
    new Map<string, Value>([
      ["file", file.path],
      ["lockfile", file.lockfile],
      ["line", file.place?.line ?? null],
      ["column", file.place?.column ?? null],
      ["repo", file.repo ?? null],
      ["again", file.again],
      ["files", file.before.map(fileJson)],
    ]);
  return new Map<string, Value>([
    ["files", tree.map(fileJson)],
    [
      "repos",
      repos.map(({ repo, pin, checkedOut }) =>
        new Map<string, Value>([
          ["key", `repos.${repo.id}`],
          ["name", repo.name],
          ["url", repo.url === null ? null : redactSecrets(repo.url)],
          ["path", repo.path],
          ["commit", repo.commit],
          ["tag", repo.tag],
          ["branch", repo.branch],
          ["refspec", repo.refspec],
          ["checked_out", checkedOut ?? null],
          ["origin", pin ? originJson(pin.origin) : null],
        ])
      ),
    ],
  ]);
}
