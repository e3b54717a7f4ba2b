import { relative } from "node:path";
import { type Action, type Plan, plan } from "../base/plan.ts";
import { jsonDocument } from "../config/write_json.ts";
import { editLockfile, type LockEdits, type LockStyle } from "./edit_lockfile.ts";
import { newLockfile } from "./lockfile.ts";
import type { LockfileUpdate } from "./plan_locks.ts";

/**
 * What writes the lockfiles, each once.
 * @param texts of the files, by path; undefined where none is
 * @param cwd what paths in the log are relative to
 */
export function lockPlan(
  updates: readonly LockfileUpdate[],
  texts: ReadonlyMap<string, string | undefined>,
  style: LockStyle,
  cwd: string,
): Plan {
  const edits = new Map<string, LockEdits>();
  for (const { path, commits, version } of updates) {
    const earlier = edits.get(path);
    if (commits.size > 0) {
      edits.set(path, { commits: new Map([...earlier?.commits ?? [], ...commits]), version });
    }
  }
  return plan(...[...edits].flatMap(([path, edit]): Action[] => {
    const old = texts.get(path);
    const text = old ?? jsonDocument(newLockfile());
    const rewrite = style.rewrite || old === undefined;
    return [
      { kind: "log", level: "info", message: `Updating lockfile ${relative(cwd, path)}` },
      { kind: "write_file", path, text: editLockfile(path, text, edit, { ...style, rewrite }) },
    ];
  }));
}
