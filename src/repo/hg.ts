import { isCommitIdStart, isFullCommitId, type Repo } from "./repo.ts";

// Command lines of Mercurial, without the name of the program. Each reads or changes the
// repository that is its working directory. A value stands in one word with its option: what
// begins with "-" is never another option then.

/** A name as a string of Mercurial's revision sets (hg help revsets): never an expression. */
const quoted = (name: string) => `'${name.replace(/[\\']/g, "\\$&")}'`;
const literal = (name: string) => quoted(`literal:${name}`);

/** The revision set of a commit: an id, or the beginning of one, is no tag or branch of that name. */
export function hgCommit(commit: string): string {
  return isCommitIdStart(commit) ? `id(${quoted(commit.toLowerCase())})` : quoted(commit);
}

/** The revision set of what a repository is pinned to. */
function hgWanted({ commit, tag, branch, refspec }: Repo): string {
  if (commit !== null) return hgCommit(commit);
  if (tag !== null) return `tag(${literal(tag)})`;
  if (branch !== null) return `limit(heads(branch(${literal(branch)})))`;
  return isFullCommitId(refspec!) ? hgCommit(refspec!) : quoted(refspec!);
}

/** Prints the full id of the changeset that the repository is pinned to; fails if it is not there. */
export function hgWantedArgs(repo: Repo): string[] {
  return hgResolveArgs(hgWanted(repo));
}

/** Prints the full id of the changeset that a tag stands for. */
export function hgTagArgs(tag: string): string[] {
  return hgResolveArgs(`tag(${literal(tag)})`);
}

/** Prints the full ids of the changesets in a revision set. */
export function hgResolveArgs(revisions: string): string[] {
  return ["log", `--rev=${revisions}`, "--template={node}\n"];
}

/** Prints the changesets that one has, with its ancestors, and another lacks. */
export function hgLackingArgs(own: string, other: string): string[] {
  return hgResolveArgs(`only(${hgCommit(own)},${hgCommit(other)})`);
}

/** Prints when a changeset was made, in seconds since 1970. */
export function hgCommitTimeArgs(commit: string): string[] {
  return ["log", `--rev=${hgCommit(commit)}`, "--template={word(0, date|hgdate)}\n"];
}

/** Prints the full id of the changeset that is checked out, and its branch on the next line. */
export function hgStateArgs(): string[] {
  return ["log", "--rev=.", "--template={node}\n{branch}\n"];
}

/** Prints the commit if it is on the branch, else nothing. */
export function hgOnBranchArgs(commit: string, branch: string): string[] {
  return hgResolveArgs(`${hgCommit(commit)} and branch(${literal(branch)})`);
}

/** Prints the full id of what a name stands for at a URL; fails if it is not there. */
export function hgIdentifyArgs(url: string, name: string): string[] {
  return ["identify", "--debug", "--id", `--rev=${name}`, "--", url];
}

/**
 * Checks a commit out. @param url where relative subrepositories are looked for
 * @param force give local changes up
 */
export function hgUpdateArgs(commit: string, url: string | null, force: boolean): string[] {
  return [
    ...(url === null ? [] : [`--config=paths.default=${url}`]),
    "update",
    force ? "--clean" : "--check",
    `--rev=${hgCommit(commit)}`,
  ];
}

/** Prints the paths that are not as in the changeset checked out, each closed by NUL. */
export const HG_CHANGES_ARGS: readonly string[] = ["status", "--no-status", "--print0"];

/** Prints the paths that differ between two commits, each closed by NUL. */
export function hgChangedFilesArgs(from: string, to: string): string[] {
  return [...HG_CHANGES_ARGS, `--rev=${hgCommit(from)}`, `--rev=${hgCommit(to)}`];
}

/** Writes files as a commit has them below a directory, under their own paths. */
export function hgCatArgs(commit: string, directory: string, paths: readonly string[]): string[] {
  const output = `--output=${directory.replaceAll("%", "%%")}/%p`;
  return ["cat", `--rev=${hgCommit(commit)}`, output, "--", ...paths.map((path) => `path:${path}`)];
}

/** The branch for the patches; a refspec's part before ":" cannot be in a branch name. */
export function hgPatchedBranch(repo: Repo): string {
  const ref = (repo.commit ?? repo.tag ?? repo.branch ?? repo.refspec)!;
  return `patched-${ref.split(":").at(-1)}`;
}

/** Where a clone comes from, by its .hg/hgrc (hg help config.paths); undefined if it does not say. */
export function hgDefaultPath(hgrc: string): string | undefined {
  let section = "";
  let found: string | undefined;
  for (const line of hgrc.split("\n")) {
    section = /^\[([^[]+)\]/.exec(line)?.[1] ?? section;
    const value = /^default\s*[=:]\s*(.*?)\s*$/.exec(line)?.[1];
    if (section === "paths" && value) found = value;
  }
  return found;
}
