import { dirname, isAbsolute, join, parse } from "node:path";
import type { Note } from "../base/log.ts";
import type { Checked, Problem } from "../base/problem.ts";
import { inOrder } from "./config_place.ts";
import {
  fileIsDirectory,
  fileNotFound,
  includeCycle,
  includeOutside,
  type IncludePlace,
  includesTooDeep,
  misplacedSourceDir,
  placedAt,
} from "./errors.ts";
import { deprecationNotes, formatVersion, type Include, type KasFile } from "./kas_file.ts";
import { mergeMaps } from "./merge.ts";
import type { ValueMap } from "./value.ts";

/** What is known of one path on disk. */
export interface FileFact {
  /** The path with all symbolic links resolved, as far as it exists. */
  readonly real: string;
  /** The file's content; undefined where no file is. */
  readonly file: Checked<KasFile> | undefined;
  readonly isDirectory: boolean;
}

/** Everything outside the configuration files that includes depend on. */
export interface IncludeFacts {
  /** By the path as it was asked for, unresolved. */
  readonly files: ReadonlyMap<string, FileFact>;
  /** Checked out repositories: key → root directory. */
  readonly repos: ReadonlyMap<string, string>;
}

/** One configuration file in its place in the merge order. */
export interface ConfigFile {
  readonly path: string;
  readonly file: KasFile;
  /** The file lies in another repository than the first file of the command line. */
  readonly external: boolean;
  readonly lockfile: boolean;
}

/** The include tree, resolved as far as the facts reach. */
export type IncludeResult =
  /** Facts are missing; ask again with them. */
  | { readonly kind: "needs"; readonly files: readonly string[] }
  /** Files are missing or wrong. All that is wrong with any reachable file, in merge order. */
  | {
    readonly kind: "broken";
    readonly problems: readonly Problem[];
    readonly notes: readonly Note[];
  }
  /**
   * Every reachable file is merged. `missingRepos` are repositories that includes name
   * and that are not checked out yet; the configuration is complete when there are none.
   */
  | {
    readonly kind: "resolved";
    readonly root: ValueMap;
    /** In merge order; a file that is included several times is listed first and last. */
    readonly files: readonly ConfigFile[];
    readonly missingRepos: readonly string[];
    /** Root of the repository of the main file, after a `_source_dir`. */
    readonly topRepo: string;
    readonly notes: readonly Note[];
  };

export interface IncludeRequest {
  /** The files of the command line, absolute. */
  readonly topFiles: readonly string[];
  /** Root of the repository that the first of them belongs to. */
  readonly topRepo: string;
  /** Whether lockfiles count; `--update` reads them, but leaves their values out. */
  readonly useLocks: boolean;
}

/** The name of the lockfile that belongs to a configuration file: `a.yml` → `a.lock.yml`. */
export function lockfileOf(file: string): string {
  const { dir, name, ext } = parse(file);
  return join(dir, `${name}.lock${ext}`);
}

/**
 * Follows the includes depth first, in the order they are written: later files win
 * over earlier ones, a file wins over what it includes, and over its own lockfile.
 */
export function resolveIncludes(request: IncludeRequest, facts: IncludeFacts): IncludeResult {
  const walk = new Walk(request, facts);
  request.topFiles.forEach((file, index) => walk.visitTop(file, index === 0));
  if (walk.needs.size > 0) return { kind: "needs", files: [...walk.needs] };
  if (walk.problems.size > 0) {
    const problems = inOrder([...walk.problems.values()], walk.files);
    return { kind: "broken", problems, notes: walk.notes };
  }
  const files = walk.mergeOrder();
  const used = files.filter((file) => request.useLocks || !file.lockfile);
  return {
    kind: "resolved",
    root: mergeFiles(used),
    files,
    missingRepos: [...walk.missingRepos],
    topRepo: walk.topRepo,
    notes: walk.notes,
  };
}

function mergeFiles(files: readonly ConfigFile[]): ValueMap {
  const root = files.map((file) => file.file.root).reduce(mergeMaps);
  const version = Math.max(...files.map((file) => formatVersion(file.file.root)));
  const header: ValueMap = new Map(root.get("header") as ValueMap);
  return new Map(root).set("header", header.set("version", version));
}

/** More levels of includes than anybody writes: each one costs a round of reading. */
const MOST_LEVELS = 200;

/** A file that was visited, with what is merged before it, in this order. */
interface Visited {
  readonly file: ConfigFile;
  /** `first`: it was met here before it was met anywhere else. */
  readonly before: { readonly visited: Visited; readonly first: boolean }[];
}

/** How a file came to be included: for messages, and to notice cycles. */
interface Place {
  readonly repoRoot: string;
  readonly external: boolean;
  readonly lockfile: boolean;
  readonly main: boolean;
  readonly chain: readonly string[];
  readonly includedBy?: IncludePlace;
  /** What the file is merged before. */
  readonly parent: Visited["before"];
}

class Walk {
  /** In merge order, each once. */
  readonly files: ConfigFile[] = [];
  readonly #top: Visited["before"] = [];
  readonly #visited = new Map<string, Visited>();
  readonly missingRepos = new Set<string>();
  readonly needs = new Set<string>();
  readonly notes: Note[] = [];
  /** Each once, though its file may be included twice. */
  readonly problems = new Map<string, Problem>();
  topRepo: string;

  constructor(request: IncludeRequest, private readonly facts: IncludeFacts) {
    this.topRepo = request.topRepo;
  }

  visitTop(path: string, main: boolean): void {
    const flags = { external: false, lockfile: false, main };
    const place = { ...flags, repoRoot: this.topRepo, chain: [], parent: this.#top };
    this.#visit(path, path, place);
  }

  /**
   * The files in the order of merging. Of one that is included often, only the first place
   * (which decides on the order of keys) and the last one (which decides on values) count:
   * files that include the same two by two would make 2^n places.
   */
  mergeOrder(): ConfigFile[] {
    const reversed: ConfigFile[] = [];
    const seen = new Set<Visited>();
    const add = (visited: Visited, first: boolean): void => {
      if (seen.has(visited) && !first) return;
      seen.add(visited);
      reversed.push(visited.file);
      for (const inner of visited.before.toReversed()) add(inner.visited, first && inner.first);
    };
    for (const { visited, first } of this.#top.toReversed()) add(visited, first);
    return reversed.reverse();
  }

  /** The fact about a path, or undefined after noting that it is needed. */
  #fact(path: string): FileFact | undefined {
    const fact = this.facts.files.get(path);
    if (!fact) this.needs.add(path);
    return fact;
  }

  #report(problem: Problem): void {
    const { kind, place, message } = problem;
    const at = place ? `${place.file}:${place.line}:${place.column}` : "";
    // A cycle has one message for each way into it.
    this.problems.set(`${at} ${kind} ${kind === "include_cycle" ? "" : message}`, problem);
  }

  #visit(asked: string, shown: string, place: Place): void {
    const fact = this.#fact(asked);
    if (!fact) return;
    const { includedBy, chain: open } = place;
    if (!fact.file) {
      const absent = fact.isDirectory ? fileIsDirectory : fileNotFound;
      return this.#report(absent(shown, includedBy));
    }
    if (open.includes(fact.real)) {
      const cycle = [...open.slice(open.indexOf(fact.real)), fact.real];
      return this.#report(includeCycle(cycle, includedBy));
    }
    if (open.length > MOST_LEVELS) return this.#report(includesTooDeep(MOST_LEVELS, includedBy));
    const { repoRoot: root, external, lockfile: isLock, main } = place;
    const key = JSON.stringify([shown, root, external, isLock, main]);
    const known = this.#visited.get(key);
    if (known) return void place.parent.push({ visited: known, first: false });
    const { value: file, problems } = fact.file;
    const visited: Visited = {
      file: { path: shown, file, external, lockfile: isLock },
      before: [],
    };
    this.#visited.set(key, visited);
    place.parent.push({ visited, first: true });
    for (const problem of problems) this.#report(placedAt(problem, includedBy));
    if (file.sourceDir !== undefined && !place.main) {
      this.#report(misplacedSourceDir(file.document));
    }
    this.notes.push(...deprecationNotes(file, place.main));
    const chain = [...open, fact.real];
    const parent = visited.before;

    const lockfile = lockfileOf(shown);
    const lockFact = this.#fact(lockfile);
    if (lockFact?.file) {
      this.#visit(lockfile, lockfile, { ...place, lockfile: true, main: false, chain, parent });
    }
    let repoRoot = place.repoRoot;
    if (file.sourceDir && place.main) this.topRepo = repoRoot = file.sourceDir;
    for (const include of file.includes) {
      const inner = { ...place, repoRoot, lockfile: false, main: false, chain, parent };
      this.#include(shown, file, include, inner);
    }
    this.files.push(visited.file);
  }

  #include(includer: string, file: KasFile, include: Include, place: Place): void {
    const includedBy = { document: file.document, path: include.path };
    if (include.repo !== undefined) {
      const root = this.facts.repos.get(include.repo);
      if (root === undefined) {
        this.missingRepos.add(include.repo);
        return;
      }
      const external = root !== this.topRepo;
      this.#visitInside(root, include.file, { ...place, repoRoot: root, external, includedBy });
      return;
    }
    const candidate = under(place.repoRoot, include.file);
    const fact = this.#fact(candidate);
    if (!fact) return;
    if (!fact.file) {
      const besides = under(dirname(includer), include.file);
      const other = this.#fact(besides);
      if (!other) return;
      if (other.file) {
        this.notes.push(
          {
            level: "warning",
            message: "Falling back to file-relative addressing of local include " +
              `"${include.file}"`,
          },
          {
            level: "warning",
            message: "Update your layer to repo-relative addressing to avoid this warning",
          },
        );
        this.#visitInside(dirname(includer), include.file, { ...place, includedBy });
        return;
      }
    }
    this.#visitInside(place.repoRoot, include.file, { ...place, includedBy });
  }

  #visitInside(root: string, path: string, place: Place): void {
    const rootFact = this.#fact(root);
    const fact = this.#fact(under(root, path));
    if (!rootFact || !fact) return;
    const inside = fact.real === rootFact.real || fact.real.startsWith(`${rootFact.real}/`) ||
      rootFact.real === "/";
    if (!inside) return this.#report(includeOutside(fact.real, root, place.includedBy!));
    this.#visit(under(root, path), fact.real, place);
  }
}

function under(root: string, path: string): string {
  return isAbsolute(path) ? path : join(root, path);
}
