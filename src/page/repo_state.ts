import type { Finding } from "../check/finding.ts";
import { isManaged } from "../repo/repo.ts";
import { otherOnDisk, reposAbsent } from "./errors.ts";
import type { PageRepo } from "./facts.ts";
import type { Tone } from "./texts.ts";

/** What a repository is pinned to, and how firmly. */
export function pinState({ repo }: PageRepo): { readonly tone: Tone; readonly text: string } {
  if (repo.replaced) return { tone: "warn", text: "a directory in its place" };
  if (!isManaged(repo)) return { tone: "plain", text: "local" };
  if (repo.commit !== null) return { tone: "good", text: "commit" };
  if (repo.tag !== null) return { tone: "warn", text: "tag" };
  return repo.branch !== null
    ? { tone: "warn", text: "branch" }
    : { tone: "warn", text: "refspec" };
}

/** How what is on disk differs from what the project says, if it does. */
export function diskStates(it: PageRepo): string[] {
  if (!it.present) return ["not checked out"];
  const isElsewhere = isManaged(it.repo) && it.repo.patches.length === 0 &&
    it.commit !== undefined && it.checkedOut !== undefined && it.checkedOut !== it.commit;
  return [
    ...(isElsewhere ? ["at another commit"] : []),
    ...(it.dirty ? ["uncommitted changes"] : []),
  ];
}

/** What of the repositories on disk somebody should know. */
export function diskFindings(repos: readonly PageRepo[]): Finding[] {
  const absent = repos.filter(({ present }) => !present).map(({ repo }) => repo.name);
  return [
    ...(absent.length === 0 ? [] : [reposAbsent(absent)]),
    ...repos.filter(({ present }) => present).flatMap((it) =>
      diskStates(it).map((state) => otherOnDisk(it.repo, state))
    ),
  ];
}
