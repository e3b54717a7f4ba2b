import type { ServerRefs } from "./server_refs.ts";
import { isFullCommitId, type Repo } from "./repo.ts";
import { isPythonCache } from "./signature.ts";
import { type Distance, MOST_CHANGES, type WorkTree } from "./work_tree.ts";

// Command lines of git, without the name of the program. Each reads or changes the
// repository that is its working directory, unless it says otherwise.

const withoutPrefix = (text: string, prefix: string) =>
  text.startsWith(prefix) ? text.slice(prefix.length) : text;

/** A reference without a leading `refs/`. */
export const shortRef = (ref: string) => withoutPrefix(ref, "refs/");

/** The local branch for a configured branch: `refs/heads/x` → `x`. */
export const localBranch = (ref: string) => withoutPrefix(shortRef(ref), "heads/");

/** The local branch that holds the patches. */
export function patchedBranch({ commit, tag, branch, refspec }: Repo): string {
  return `patched-${commit ?? shortRef((tag ?? branch ?? refspec)!)}`;
}

/** Revision syntax for a commit: a full id can never be taken for a branch of that name. */
export function commitRevision(ref: string): string {
  return isFullCommitId(ref) ? `${ref}^{commit}` : ref;
}

/**
 * A clone without files: they are checked out once, when the wanted commit is known.
 * The depth does not apply to a legacy refspec, which can be any kind of reference.
 */
export function cloneArgs(repo: Repo, url: string, target: string, options: {
  readonly depth: number;
  readonly reference?: string;
  readonly checkout: boolean;
  readonly progress: boolean;
}): string[] {
  const shallow = options.depth > 0 && repo.refspec === null;
  return [
    "clone",
    ...(options.progress ? ["--progress"] : ["-q"]),
    ...(options.checkout ? [] : ["--no-checkout"]),
    ...(shallow ? ["--depth", String(options.depth)] : []),
    ...(shallow && repo.branch !== null ? ["--branch", shortRef(repo.branch)] : []),
    ...(options.reference === undefined ? [] : ["--reference", options.reference]),
    "--",
    url,
    target,
  ];
}

/** A bare clone for KAS_REPO_REF_DIR; always the whole history. */
export function cloneReferenceArgs(url: string, target: string): string[] {
  return ["clone", "-q", "--bare", "--", url, target];
}

/**
 * Makes the working directory a bare repository, without hooks, that takes objects like this one.
 * @param object its id, whose length tells how objects are named
 */
export function initBareArgs(object: string): string[] {
  const format = object.length === 64 ? "sha256" : "sha1";
  return ["init", "-q", "--bare", "--template=", `--object-format=${format}`, "."];
}

/** Brings all branches and tags to a repository in KAS_REPO_REF_DIR, and removes nothing. */
export function refreshReferenceArgs(url: string): string[] {
  const refs = ["+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"];
  return ["-c", "gc.auto=0", "-c", "maintenance.auto=false", "fetch", "-q", "--", url, ...refs];
}

/**
 * The fetch that brings what the repository is pinned to. `remote` is "origin" or a
 * URL; the references are always stored as origin's.
 */
export function fetchArgs(repo: Repo, remote: string, depth: number, progress: boolean): string[] {
  const shallow = depth > 0 && repo.refspec === null;
  const args = [
    "fetch",
    ...(progress ? ["--progress"] : ["-q"]),
    ...(shallow ? ["--depth", String(depth)] : []),
  ];
  if (repo.tag !== null) return [...args, remote, `+${repo.tag}:refs/tags/${repo.tag}`];
  if (shallow && repo.commit !== null) return [...args, remote, repo.commit];
  const branch = repo.branch ?? repo.refspec;
  if (branch !== null && (branch.startsWith("refs/") || shallow)) {
    const short = shortRef(branch);
    return [...args, remote, `+${short}:refs/remotes/origin/${short}`];
  }
  return remote === "origin" ? args : [...args, remote, "+refs/heads/*:refs/remotes/origin/*"];
}

/** A fetch that leaves no FETCH_HEAD, in which git would write a URL with all its parameters. */
export function withoutFetchHead(args: readonly string[]): readonly string[] {
  return behindFetch(args, "--no-write-fetch-head");
}

/** A fetch from where history is cut, which git else takes no reference from: it is cut here, too. */
export function fromShallow(args: readonly string[]): string[] {
  return behindFetch(args, "--update-shallow");
}

/** A command with an option, if it is a fetch. */
function behindFetch(args: readonly string[], option: string): string[] {
  const command = args.indexOf("fetch");
  return command < 0 ? [...args] : args.toSpliced(command + 1, 0, option);
}

/** Brings all branches, and forgets those that are not there. */
export function fetchAllArgs(url: string): string[] {
  return ["fetch", "-q", "--prune", "--no-tags", "--", url, "+refs/heads/*:refs/remotes/origin/*"];
}

/** Prints a branch of origin that contains a commit, if there is one. */
export function containedArgs(commit: string): string[] {
  return ["for-each-ref", "--count=1", `--contains=${commit}`, "refs/remotes/origin"];
}

/** Prints the whole names of the branches of origin that contain a commit. */
export function branchesContainingArgs(commit: string): string[] {
  return ["for-each-ref", `--contains=${commit}`, "--format=%(refname)", "refs/remotes/origin"];
}

/** The short name of what a tag, branch or refspec stands for in the repository. */
export function namedRef({ tag, branch, refspec }: Repo): string {
  const name = branch ?? refspec;
  const named = name?.startsWith("refs/") ? `remotes/origin/${shortRef(name)}` : name;
  return (tag ?? named)!;
}

/** Prints the type of what a tag, branch or refspec names; fails if it is not there. */
export function typeArgs(repo: Repo): string[] {
  return ["cat-file", "-t", namedRef(repo)];
}

/** Prints the full id of the commit that a revision names; fails quietly if there is none. */
export function resolveArgs(revision: string): string[] {
  return ["rev-parse", "--verify", "-q", "--end-of-options", `${revision}^{commit}`];
}

/** Prints when a commit was made, in seconds since 1970, and its id behind a blank. */
export function commitTimeArgs(commit: string): string[] {
  return ["rev-list", "--timestamp", "--max-count=1", "--end-of-options", commit, "--"];
}

/** Prints the ids of all objects that begin so. */
export function objectsArgs(start: string): string[] {
  return ["rev-parse", `--disambiguate=${start.toLowerCase()}`];
}

/** Prints how many commits each of two has that the other lacks. */
export function distanceArgs(from: string, to: string): string[] {
  return ["rev-list", "--left-right", "--count", `${from}...${to}`, "--"];
}

/** Prints the references of a URL, with their ids. @param names patterns; all by default */
export function lsRemoteArgs(url: string, names: readonly string[] = []): string[] {
  return ["ls-remote", "--quiet", "--", url, ...names];
}

/** Reads the output of `git ls-remote`: an annotated tag has its commit on a line with `^{}`. */
export function parseServerRefs({ tag, branch, refspec }: Repo, output: string): ServerRefs {
  const refs = new Map(
    [...output.matchAll(/^([0-9a-f]{40,64})\t(.+)$/gm)].map(([, id, name]) => [name!, id!]),
  );
  const name = branch ?? refspec;
  const wanted = [
    ...tag === null ? [] : [tagRevision(tag)],
    ...tag !== null || name === null
      ? []
      : [`refs/${shortRef(name)}`, `refs/heads/${shortRef(name)}`],
    ...tag !== null || branch !== null || refspec === null ? [] : [tagRevision(refspec)],
  ].find((ref) => refs.has(ref));
  const peeled = refs.get(`${wanted}^{}`);
  return {
    commit: wanted === undefined ? undefined : peeled ?? refs.get(wanted),
    tagObject: wanted === undefined || peeled === undefined ? undefined : refs.get(wanted),
    tags: [...refs.keys()].filter((ref) => ref.startsWith("refs/tags/") && !ref.endsWith("^{}"))
      .map((ref) => ref.slice("refs/tags/".length)),
  };
}

/** The revision of the remote branch that a configured branch means. */
export const remoteBranch = (branch: string) => `refs/remotes/origin/${shortRef(branch)}`;

/** The revision of a configured tag. */
export const tagRevision = (tag: string) => `refs/tags/${withoutPrefix(shortRef(tag), "tags/")}`;

/** Prints the id of an annotated tag itself, not of its commit; fails quietly if there is no such tag. */
export function tagObjectArgs(tag: string): string[] {
  return ["rev-parse", "--verify", "-q", "--end-of-options", tagRevision(tag)];
}

/** Succeeds if `commit` is part of the history of `branch` on the remote. */
export function branchContainsArgs(commit: string, branch: string): string[] {
  return ["merge-base", "--is-ancestor", commit, remoteBranch(branch)];
}

/**
 * Prints the commits of a branch, or of HEAD, that no other branch or tag has, nor the ids on
 * standard input, each after `^`: parseOwnCommits reads them.
 * @param branch the name of the branch; null for HEAD
 */
export function ownCommitsArgs(ref: string, branch: string | null): string[] {
  return [
    "log",
    "-z",
    "--format=%H%n%an%n%cn%n%at%n%ct%n%B",
    "--ignore-missing",
    "--stdin",
    ref,
    "--not",
    "--remotes",
    "--tags",
    ...(branch === null ? [] : [`--exclude=${branch}`]),
    "--branches",
  ];
}

/** Ids of commits, the latest first, and whether each looks as one that kas made of a patch. */
export function parseOwnCommits(output: string): { id: string; ofPatch: boolean }[] {
  return output.split("\0").filter((record) => record !== "").map((record) => {
    const [id, author, committer, written, committed, ...message] = record.split("\n");
    // One that was amended has another time than its patch.
    const ofPatch = author === "kas" && committer === "kas User" && written === committed &&
      message[0]!.startsWith("kas: ") && message.some((line) => line.endsWith(" applied by kas"));
    return { id: id!, ofPatch };
  });
}

/**
 * Checks a commit out: on `branch`, which it resets, or detached. A file that is not tracked,
 * ignored or not, is overwritten only by force.
 */
export function checkoutArgs(revision: string, branch: string | null, force: boolean): string[] {
  return [
    "checkout",
    "-q",
    force ? "--force" : "--no-overwrite-ignore",
    ...(branch === null ? [] : ["-B", branch]),
    revision,
    "--",
  ];
}

/**
 * State of HEAD and of the files, in one call. `nested` are directories below the work
 * tree that belong to other repositories or to the build.
 * @param upstream whether it tells how HEAD stands to its upstream
 */
export function statusArgs(nested: readonly string[], upstream = false): string[] {
  return [
    // A status that is killed while it refreshes the index would leave its lock behind.
    "--no-optional-locks",
    "status",
    "--porcelain=v2",
    "--branch",
    // How far it is from its upstream has git walk through the history.
    upstream ? "--ahead-behind" : "--no-ahead-behind",
    "--show-stash",
    "-z",
    `--untracked-files=${nested.length ? "all" : "normal"}`,
    ...(nested.length ? ["--", ".", ...nested.map((path) => `:(exclude,literal)${path}`)] : []),
  ];
}

/** Writes the index anew where files would else be read at each look; prints nothing of use. */
export function refreshArgs(): string[] {
  return ["status", "--porcelain", "--untracked-files=no"];
}

/** As `statusArgs`, for what is below the working directory of git alone. */
export function statusBelowArgs(nested: readonly string[], upstream = false): string[] {
  return [...statusArgs(nested, upstream), ...nested.length ? [] : ["--", "."]];
}

/** Prints the id of the tree that HEAD has for the working directory of git; fails quietly. */
export function treeArgs(): string[] {
  return ["rev-parse", "--verify", "-q", "--end-of-options", "HEAD:./"];
}

/**
 * Reads the records of `git status --porcelain=v2 --branch -z`, one by one (git-status(1),
 * "Porcelain Format Version 2").
 */
export class StatusReader {
  head: string | null = null;
  branch: string | null = null;
  changeCount = 0;
  stashes = 0;
  upstream: Distance | undefined;
  #isOldName = false;

  /** @param onChange called with the path of each change */
  constructor(private readonly onChange: (path: string) => void) {}

  add(record: string): void {
    if (this.#isOldName) {
      this.#isOldName = false;
      return;
    }
    const [kind, key] = record.split(" ", 2);
    if (kind === "#") {
      const value = record.slice(`# ${key} `.length);
      if (key === "branch.oid") this.head = value === "(initial)" ? null : value;
      if (key === "branch.head") this.branch = value === "(detached)" ? null : value;
      if (key === "stash") this.stashes = Number(value);
      if (key === "branch.ab") {
        const [ahead, behind] = value.split(" ").map((count) => Math.abs(Number(count)));
        this.upstream = { ahead: ahead!, behind: behind! };
      }
      return;
    }
    this.#isOldName = kind === "2";
    const fields = FIELDS_BEFORE_PATH[kind!];
    // Python's caches are no changes: builds make them.
    if (fields === undefined || kind === "?" && isPythonCache(record)) return;
    this.changeCount++;
    this.onChange(record.split(" ").slice(fields).join(" "));
  }
}

/** Reads the status of a work tree, record by record. */
export class WorkTreeReader {
  readonly #changes: string[] = [];
  readonly #reader = new StatusReader((path) => {
    if (this.#changes.length < MOST_CHANGES) this.#changes.push(path);
  });

  add(record: string): void {
    this.#reader.add(record);
  }

  workTree(): WorkTree {
    const { head, branch, changeCount, stashes, upstream } = this.#reader;
    const changes = this.#changes;
    const tree = { head, branch, shownBranch: branch, changes, changeCount, stashes, upstream };
    return { ...tree, fresh: false };
  }
}

const FIELDS_BEFORE_PATH: Readonly<Record<string, number>> = { "1": 8, "2": 9, "u": 10, "?": 1 };
