import { fetchFailed, refNotFound, tagMismatch } from "../repo/errors.ts";
import { localBranch, shortRef } from "../repo/git.ts";
import { isFullCommitId, type ManagedRepo } from "../repo/repo.ts";
import { commitCannotBeTold } from "./errors.ts";
import { errorsOf, type Finding } from "./finding.ts";

/** What is kept of a server's references: those that some repositories ask about. */
export class RemoteRefs {
  readonly #names: ReadonlySet<string>;
  readonly #found = new Map<string, string>();
  readonly #wanted: ReadonlySet<string>;
  readonly #tips = new Set<string>();

  constructor(repos: readonly ManagedRepo[]) {
    this.#names = new Set(repos.flatMap((repo) => [
      ...branchNames(repo.branch ?? repo.refspec),
      ...tagNames(repo.tag ?? repo.refspec),
    ]));
    this.#wanted = new Set(
      repos.flatMap(({ commit, refspec }) =>
        [commit, refspec].map((id) => id?.toLowerCase() ?? "")
      ),
    );
  }

  /** Takes a line of `git ls-remote`: an id, a tab, a name. */
  add(line: string): void {
    const [, id, name] = /^([0-9a-f]{40}|[0-9a-f]{64})\t(\S+)$/.exec(line) ?? [];
    if (id === undefined || name === undefined) return;
    if (this.#wanted.has(id)) this.#tips.add(id);
    if (this.#names.has(name)) this.#found.set(name, id);
  }

  /** The ids that those of the names stand for which are there. */
  ids(names: readonly string[]): string[] {
    return names.flatMap((name) => this.#found.get(name) ?? []);
  }

  /** Whether a branch or tag is at the commit. */
  hasTip(commit: string): boolean {
    return this.#tips.has(commit.toLowerCase());
  }
}

const branchNames = (branch: string | null) =>
  branch === null ? [] : [`refs/heads/${localBranch(branch)}`, `refs/${shortRef(branch)}`];

/** The last is the commit of an annotated tag. */
function tagNames(tag: string | null): string[] {
  const name = tag === null ? undefined : shortRef(tag).replace(/^tags\//, "");
  return name === undefined ? [] : [`refs/tags/${name}`, `refs/tags/${name}^{}`];
}

/** What a server's references tell of one repository. @param url without credentials */
export function remoteFindings(repo: ManagedRepo, refs: RemoteRefs, url: string): Finding[] {
  const { commit, tag, branch, refspec } = repo;
  if (tag !== null) {
    const ids = refs.ids(tagNames(tag));
    if (ids.length === 0) return errorsOf(refNotFound(repo, "tag"));
    const isIt = commit === null || ids.includes(commit.toLowerCase());
    return isIt ? [] : errorsOf(tagMismatch(repo, ids.at(-1)!));
  }
  const branchMissing = branch !== null && refs.ids(branchNames(branch)).length === 0
    ? errorsOf(refNotFound(repo, "branch"))
    : [];
  if (commit !== null) {
    return [...branchMissing, ...refs.hasTip(commit) ? [] : [commitCannotBeTold(repo, url)]];
  }
  if (refspec === null) return branchMissing;
  if (refs.ids([...branchNames(refspec), ...tagNames(refspec)]).length > 0) return [];
  if (!isFullCommitId(refspec)) return errorsOf(refNotFound(repo, "refspec"));
  return refs.hasTip(refspec) ? [] : [commitCannotBeTold(repo, url)];
}

/** A server that does not answer. @param words git's */
export function notAnswered(repo: ManagedRepo, words: string): Finding[] {
  return errorsOf(fetchFailed(repo, words));
}
