import type { Repo } from "./repo.ts";

// Command lines of Mercurial, without the name of the program. Each reads or changes the
// repository that is its working directory.

/** A name as a string of Mercurial's revision sets (hg help revsets): never an expression. */
const quoted = (name: string) => `'${name.replace(/[\\']/g, "\\$&")}'`;

/** The revision that a tag or branch stands for; `null` for a commit or refspec, which is one. */
function namedRevision(repo: Repo): string | null {
  if (repo.commit !== null) return null;
  if (repo.tag !== null) return `tag(${quoted(`literal:${repo.tag}`)})`;
  if (repo.branch !== null) return `limit(heads(branch(${quoted(`literal:${repo.branch}`)})))`;
  return null;
}

/** Prints the full id of the changeset that the repository is pinned to; fails if it is not there. */
export function hgWantedArgs(repo: Repo): string[] {
  return hgResolveArgs(namedRevision(repo) ?? (repo.commit ?? repo.refspec)!);
}

/** Prints the full id of the changeset that a tag stands for. */
export function hgTagArgs(tag: string): string[] {
  return hgResolveArgs(`tag(${quoted(`literal:${tag}`)})`);
}

/** Prints the full ids of the changesets that a revision names. */
export function hgResolveArgs(revision: string): string[] {
  return ["log", "--rev", revision, "--template", "{node}\n"];
}

/** Prints the full id of the changeset that is checked out, and its branch on the next line. */
export function hgStateArgs(): string[] {
  return ["log", "--rev", ".", "--template", "{node}\n{branch}\n"];
}

/** Prints the commit if it is on the branch, else nothing. */
export function hgOnBranchArgs(commit: string, branch: string): string[] {
  return ["log", "--rev", commit, "--branch", branch, "--template", "{node}\n"];
}

/** Prints the paths that are not as in the changeset checked out, each closed by NUL. */
export const HG_CHANGES_ARGS: readonly string[] = ["status", "--no-status", "--print0"];

/** The branch for the patches; a refspec's part before ":" cannot be in a branch name. */
export function hgPatchedBranch(repo: Repo): string {
  const ref = (repo.commit ?? repo.tag ?? repo.branch ?? repo.refspec)!;
  return `patched-${ref.split(":").at(-1)}`;
}
