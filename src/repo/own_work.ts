import { MOST_CHANGES } from "./work_tree.ts";

// How the user's own work shows in a repository, apart from changed files.

/**
 * Prints the commits of HEAD and of all references that no remote branch and no tag has, nor
 * the ids on standard input, each after `^`: parseOwnCommits reads them.
 */
export const ALL_OWN_COMMITS_ARGS: readonly string[] = [
  "log",
  "-z",
  "--format=%H%n%an%n%cn%n%at%n%ct%n%B",
  "--ignore-missing",
  "--stdin",
  "--exclude=refs/stash",
  "--exclude=refs/remotes/*",
  "--exclude=refs/tags/*",
  "--all",
  "--not",
  "--remotes",
  "--tags",
];

/** Prints the ids of the commits on standard input, and of those below, that no remote has. */
export const UNPUSHED_ARGS: readonly string[] = [
  "rev-list",
  "--ignore-missing",
  "--stdin",
  "--not",
  "--remotes",
];

const CREATION = /^(?:commit|cherry-pick|am|revert|rebase|merge|pull)\b/;

/**
 * Ids of the commits that were made here, as a reflog tells (git-reflog(1)), without those
 * whose place an amendment has taken.
 */
export function createdCommits(reflog: string): string[] {
  const created = new Set<string>();
  const amended = new Set<string>();
  for (const line of reflog.split("\n")) {
    const [ids, message] = line.split("\t");
    if (message === undefined || !CREATION.test(message)) continue;
    if (message.endsWith(": Fast-forward")) continue;
    const [old, now] = ids!.split(" ");
    created.add(now!);
    if (message.startsWith("commit (amend)")) amended.add(old!);
  }
  return [...created].filter((id) => !amended.has(id));
}

/**
 * Paths in the output of `git ls-files -v -z` that git is told not to look at
 * (`update-index --assume-unchanged`, `--skip-worktree`).
 */
export function unwatchedFiles(output: string): string[] {
  return output.split("\0").filter((record) => /^[a-zS] /.test(record))
    .map((record) => record.slice(2));
}

/** Prints what parseDrafts reads of the changesets that the origin may lack. */
export const HG_DRAFTS_ARGS: readonly string[] = [
  "log",
  "--rev=not public()",
  "--template={node}\\n{author}\\n{extras}\\n{desc}\\0",
];

/** Ids of changesets, and whether each looks as one that kas made of a patch. */
export function parseDrafts(output: string): { id: string; ofPatch: boolean }[] {
  return output.split("\0").filter((record) => record.trim() !== "").map((record) => {
    const [id, author, extras, ...message] = record.trimStart().split("\n");
    const ofPatch = author === "kas <kas@example.com>" && message[0]!.startsWith("kas: ") &&
      message.at(-1)!.endsWith(" applied by kas") &&
      // What was amended, rebased or grafted tells so.
      !/_source=|^source=|\ssource=/.test(extras!);
    return { id: id!, ofPatch };
  });
}

const LISTED = 5;

/** Why a repository is not removed: something of the user's, with some names of it. */
export function reasonOf(what: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const count = names.length < MOST_CHANGES ? names.length - LISTED : "many";
  const more = names.length > LISTED ? `, and ${count} more` : "";
  return [`${what}: ${names.slice(0, LISTED).join(", ")}${more}`];
}
