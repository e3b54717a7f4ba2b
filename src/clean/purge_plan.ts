import type { Action, Plan } from "../base/plan.ts";
import { refuse } from "./clean_plan.ts";

/** What was found before purging; all paths absolute, none listed that is not there. */
export interface PurgeFacts {
  /** Work trees that kas has cloned, and their reference repositories. */
  readonly repos: readonly string[];
  readonly buildDir: string;
  readonly buildDirEntries: readonly string[];
  /** Further files and directories that are kas's own. */
  readonly managed: readonly string[];
  /** Directories that must never be removed, nor lie below what is removed. */
  readonly precious: readonly string[];
  readonly mounts: readonly string[];
}

/** Removes what kas manages, and nothing else. @throws UserError if something precious is in the way */
export function purgePlan(facts: PurgeFacts): Plan {
  const whole = [...facts.repos, ...facts.managed];
  for (const path of [...whole, ...facts.buildDirEntries]) refuse(path, facts);
  const log = (message: string): Action => ({ kind: "log", level: "info", message });
  const remove = (path: string): Action => ({ kind: "remove_tree", path });
  return {
    actions: [
      ...facts.repos.flatMap((path) => [log(`Removing ${path}`), remove(path)]),
      log(`Removing ${facts.buildDir}/*`),
      ...facts.buildDirEntries.map(remove),
      ...facts.managed.flatMap((path) => [log(`Removing ${path}`), remove(path)]),
    ],
    finally: [],
  };
}
