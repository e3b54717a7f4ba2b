import type { Action, Plan } from "../base/plan.ts";
import { type Kept, keptAround, spare } from "./kept.ts";
import { type Protection, refuse, refuseEmptying } from "./protection.ts";

/** What was found before purging; all paths real, none listed that is not there. */
export interface PurgeFacts extends Protection {
  /** Work trees that kas has cloned, and their reference repositories. */
  readonly repos: readonly string[];
  readonly buildDir: string;
  readonly buildDirEntries: readonly string[];
  /** Further files and directories that are kas's own. */
  readonly managed: readonly string[];
  /** What is not kas's alone, and why. */
  readonly kept: readonly Kept[];
}

/** Removes what kas manages, and nothing else. @throws UserError if something precious is in the way */
export function purgePlan(facts: PurgeFacts): Plan & { readonly kept: readonly Kept[] } {
  const { buildDir, buildDirEntries } = facts;
  for (const path of [...facts.repos, ...facts.managed, ...buildDirEntries]) refuse(path, facts);
  refuseEmptying(buildDir, facts);
  const kept = [...facts.kept, ...keptAround(facts.repos, facts.kept)];
  const [repos, managed] = [spare(facts.repos, kept), spare(facts.managed, kept)];
  const log = (message: string): Action => ({ kind: "log", level: "info", message });
  const remove = (path: string): Action => ({ kind: "remove_tree", path, real: true });
  return {
    actions: [
      ...repos.flatMap((path) => [log(`Removing ${path}`), remove(path)]),
      ...(kept.some(({ path }) => path === buildDir) ? [] : [log(`Removing ${buildDir}/*`)]),
      ...spare(buildDirEntries, kept).map(remove),
      ...managed.flatMap((path) => [log(`Removing ${path}`), remove(path)]),
    ],
    finally: [],
    kept,
  };
}
