import { dirname, isAbsolute, join, parse } from "node:path";
import { joinPath } from "../base/join_path.ts";
import type { Note } from "../base/log.ts";
import type { Checked, Problem } from "../base/problem.ts";
import { inOrder } from "./config_place.ts";
import { locate } from "./document.ts";
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
  /**
   * What is at a path, which is as the includes tell it, unresolved. Which files are needed
   * shows in those before: it is asked for one after the other, and answers alike each time.
   */
  readonly look: (path: string) => FileFact;
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
  /** What is merged before it because of it, in this order: its lockfile and its includes. */
  readonly before: readonly Inclusion[];
}

/** One way to a file. */
export interface Inclusion {
  readonly file: ConfigFile;
  /** Undefined for a lockfile, and for a file of the command line. */
  readonly include: Include | undefined;
  /** The file was met here before it was met anywhere else. */
  readonly first: boolean;
}

/** The include tree, walked as far as the facts reach. */
export type IncludeWalk =
  /** Files are missing or wrong. All that is wrong with any reachable file, in merge order. */
  | WalkedFiles & { readonly kind: "broken"; readonly problems: readonly Problem[] }
  /** Every reachable file is there; the files are complete when no repository is missing. */
  | WalkedFiles & { readonly kind: "walked" };

/** What a walk has come by. */
interface WalkedFiles {
  /** In merge order; a file that is included several times is listed first and last. */
  readonly files: readonly ConfigFile[];
  /** Repositories that includes name and that are not checked out yet. */
  readonly missingRepos: readonly string[];
  /** Root of the repository of the main file, after a `_source_dir`. */
  readonly topRepo: string;
  readonly notes: readonly Note[];
}

/** The include tree, with its files merged. */
export type IncludeResult =
  | Extract<IncludeWalk, { kind: "broken" }>
  | Omit<Extract<IncludeWalk, { kind: "walked" }>, "kind"> & {
    readonly kind: "resolved";
    readonly root: ValueMap;
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
  const dot = file.lastIndexOf(".");
  if (dot > file.lastIndexOf("/") + 1) return `${file.slice(0, dot)}.lock${file.slice(dot)}`;
  const { dir, name, ext } = parse(file);
  return join(dir, `${name}.lock${ext}`);
}

/** Whether a file is a lockfile by its name. */
export function isLockfile(file: string): boolean {
  return /\.lock\.[^./]+$/.test(file);
}

/** Walks the includes, and merges files that have been checked. */
export function resolveIncludes(request: IncludeRequest, facts: IncludeFacts): IncludeResult {
  const walked = walkIncludes(request, facts);
  if (walked.kind === "broken") return walked;
  const used = walked.files.filter((file) => request.useLocks || !file.lockfile);
  return { ...walked, kind: "resolved", root: mergeFiles(used) };
}

/**
 * Follows the includes depth first, in the order they are written: later files win
 * over earlier ones, a file wins over what it includes, and over its own lockfile.
 */
export function walkIncludes(request: IncludeRequest, facts: IncludeFacts): IncludeWalk {
  const walk = new Walk(request, facts);
  request.topFiles.forEach((file, index) => walk.visitTop(file, index === 0));
  const walked = {
    files: walk.mergeOrder(),
    missingRepos: [...walk.missingRepos],
    topRepo: walk.topRepo,
    notes: walk.notes,
  };
  if (walk.problems.size === 0) return { ...walked, kind: "walked" };
  const problems = inOrder([...walk.problems.values()], walk.files);
  return { ...walked, kind: "broken", problems };
}

function mergeFiles(files: readonly ConfigFile[]): ValueMap {
  const roots = files.map((file) => file.file.root);
  const root = mergeMaps(roots);
  const version = roots.map(formatVersion).reduce((a, b) => Math.max(a, b));
  const header: ValueMap = new Map(root.get("header") as ValueMap);
  return root.set("header", header.set("version", version));
}

/** More levels of includes than anybody writes, and than kas 5.5 takes: the stack has an end. */
const MOST_LEVELS = 1000;

/** How a file came to be included. */
interface Place {
  readonly repoRoot: string;
  readonly external: boolean;
  readonly lockfile: boolean;
  readonly main: boolean;
  readonly includedBy?: IncludePlace;
  readonly include: Include | undefined;
  /** What the file becomes a part of. */
  readonly siblings: Inclusion[];
}

type IncludedPlace = Place & { readonly includedBy: IncludePlace };

/** A file that an include leads to. */
interface Target {
  readonly asked: string;
  /** The path as messages show it. */
  readonly shown: string;
  readonly place: Place;
}

class Walk {
  /** In merge order, each once. */
  readonly files: ConfigFile[] = [];
  readonly #top: Inclusion[] = [];
  readonly #visited = new Map<string, ConfigFile>();
  /** The files that led to the one that is visited, by their real paths: to notice cycles. */
  readonly #open = new Set<string>();
  readonly missingRepos = new Set<string>();
  readonly notes: Note[] = [];
  /** Each once, though its file may be included twice. */
  readonly problems = new Map<string, Problem>();
  topRepo: string;

  constructor(request: IncludeRequest, private readonly facts: IncludeFacts) {
    this.topRepo = request.topRepo;
  }

  visitTop(path: string, main: boolean): void {
    const flags = { external: false, lockfile: false, main, include: undefined };
    const place = { ...flags, repoRoot: this.topRepo, siblings: this.#top };
    this.#visit({ asked: path, shown: path, place });
  }

  /**
   * The files in the order of merging. Of one that is included often, only the first place
   * (which decides on the order of keys) and the last one (which decides on values) count:
   * files that include the same two by two would make 2^n places.
   */
  mergeOrder(): ConfigFile[] {
    const reversed: ConfigFile[] = [];
    const seen = new Set<ConfigFile>();
    const add = (file: ConfigFile, first: boolean): void => {
      if (seen.has(file) && !first) return;
      seen.add(file);
      reversed.push(file);
      for (const inner of file.before.toReversed()) add(inner.file, first && inner.first);
    };
    for (const { file, first } of this.#top.toReversed()) add(file, first);
    return reversed.reverse();
  }

  #report(problem: Problem): void {
    const { kind, place, message } = problem;
    const at = place ? `${place.file}:${place.line}:${place.column}` : "";
    // A cycle has one message for each way into it.
    this.problems.set(`${at} ${kind} ${kind === "include_cycle" ? "" : message}`, problem);
  }

  #visit({ asked, shown, place }: Target): void {
    const fact = this.facts.look(asked);
    const { includedBy } = place;
    if (!fact.file) {
      const absent = fact.isDirectory ? fileIsDirectory : fileNotFound;
      return this.#report(absent(shown, includedBy));
    }
    if (this.#open.has(fact.real)) {
      const open = [...this.#open];
      const cycle = [...open.slice(open.indexOf(fact.real)), fact.real];
      return this.#report(includeCycle(cycle, includedBy));
    }
    if (this.#open.size > MOST_LEVELS) {
      return this.#report(includesTooDeep(MOST_LEVELS, includedBy));
    }
    const { repoRoot: root, external, lockfile: isLock, main } = place;
    const key = `${shown}\0${root}\0${external}\0${isLock}\0${main}`;
    const known = this.#visited.get(key);
    const { include, siblings } = place;
    if (known) return void siblings.push({ file: known, include, first: false });
    const { value: file, problems } = fact.file;
    const before: Inclusion[] = [];
    const visited: ConfigFile = { path: shown, file, external, lockfile: isLock, before };
    this.#visited.set(key, visited);
    siblings.push({ file: visited, include, first: true });
    for (const problem of problems) this.#report(placedAt(problem, includedBy));
    if (file.sourceDir !== undefined && !place.main) {
      this.#report(misplacedSourceDir(file.document));
    }
    this.notes.push(...deprecationNotes(file, place.main));
    this.#open.add(fact.real);
    const inner = { ...place, main: false, include: undefined, siblings: before };

    const lockfile = lockfileOf(shown);
    if (this.facts.look(lockfile).file) {
      this.#visit({ asked: lockfile, shown: lockfile, place: { ...inner, lockfile: true } });
    }
    let repoRoot = place.repoRoot;
    if (file.sourceDir && place.main) this.topRepo = repoRoot = file.sourceDir;
    for (const include of file.includes) {
      // Found before it is visited: so that each level takes one frame of the stack.
      const target = this.#find(shown, file, include, { ...inner, repoRoot, lockfile: false });
      if (target) this.#visit(target);
    }
    this.#open.delete(fact.real);
    this.files.push(visited);
  }

  /** The file of an include; undefined where it waits for a repository, or is reported. */
  #find(includer: string, file: KasFile, include: Include, from: Place): Target | undefined {
    const includedBy = { document: file.document, path: include.path };
    const place = { ...from, include, includedBy };
    if (include.repo !== undefined) {
      const root = this.facts.repos.get(include.repo);
      if (root === undefined) {
        this.missingRepos.add(include.repo);
        return undefined;
      }
      const external = root !== this.topRepo;
      return this.#inside(root, include.file, { ...place, repoRoot: root, external });
    }
    if (!this.facts.look(under(place.repoRoot, include.file)).file) {
      const besides = dirname(includer);
      if (this.facts.look(under(besides, include.file)).file) {
        const at = {
          level: "warning",
          key: include.path,
          place: locate(file.document, include.path, "value"),
        } as const;
        this.notes.push(
          {
            ...at,
            message: "Falling back to file-relative addressing of local include " +
              `"${include.file}"`,
          },
          {
            ...at,
            message: "Update your layer to repo-relative addressing to avoid this warning",
          },
        );
        return this.#inside(besides, include.file, place);
      }
    }
    return this.#inside(place.repoRoot, include.file, place);
  }

  #inside(root: string, path: string, place: IncludedPlace): Target | undefined {
    const rootFact = this.facts.look(root);
    const asked = under(root, path);
    const { real } = this.facts.look(asked);
    const inside = real === rootFact.real || real.startsWith(`${rootFact.real}/`) ||
      rootFact.real === "/";
    if (inside) return { asked, shown: real, place };
    this.#report(includeOutside(real, root, place.includedBy));
    return undefined;
  }
}

function under(root: string, path: string): string {
  return isAbsolute(path) ? path : joinPath(root, path);
}
