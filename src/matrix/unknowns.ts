import { isFullCommitId, isManaged, type Repo } from "../repo/repo.ts";
import type { ProjectFacts } from "./project_facts.ts";

const PIN = "pin it by a commit, or by kas lock";

/** Why it is not known what a project builds, a sentence each; none where it is. */
export function unknowns(facts: ProjectFacts): string[] {
  const { repos, missing, included } = facts;
  return [
    ...missing.map(({ id, signed }) =>
      signed
        ? `it includes files of repository "${id}", which is signed: only a checkout verifies that`
        : `it includes files of repository "${id}", which is not checked out`
    ),
    ...repos.flatMap((repo) => {
      const state = isManaged(repo) ? included.get(repo.id) : undefined;
      return [
        ...isManaged(repo) ? unpinned(repo) : unknownContents(repo, facts),
        ...state ? misplaced(repo, state) : [],
      ];
    }),
  ];
}

/** The id of the commit that a repository is pinned to; undefined if something else may be there. */
export function pinnedCommit({ commit, refspec }: Repo): string | undefined {
  const id = commit ?? refspec;
  return id !== null && isFullCommitId(id) ? id.toLowerCase() : undefined;
}

function unpinned(repo: Repo): string[] {
  const { name, commit, tag, branch, refspec } = repo;
  if (pinnedCommit(repo) !== undefined) return [];
  if (commit !== null) return [`commit "${commit}" of repository "${name}" is no full id`];
  if (tag !== null) return [`tag "${tag}" of repository "${name}" can be moved: ${PIN}`];
  return [`repository "${name}" follows "${branch ?? refspec}": ${PIN}`];
}

function misplaced(
  repo: Repo,
  { head, changes }: { readonly head: string | null; readonly changes: readonly string[] },
): string[] {
  const subject = `repository "${repo.name}", which it includes files of,`;
  if (changes.length > 0) return [`${subject} has local changes`];
  const pinned = pinnedCommit(repo);
  return pinned === undefined || head === pinned ? [] : [`${subject} is not at commit ${pinned}`];
}

function unknownContents(repo: Repo, { contents }: ProjectFacts): string[] {
  const paths = new Set([repo.path, ...repo.layers.map((layer) => layer.path)]);
  return [...paths].flatMap((path) => {
    const kind = contents.get(path)?.kind;
    if (kind === "changed") return [`${path} has local changes`];
    return kind === "untracked" ? [`${path} is not committed to git`] : [];
  });
}
