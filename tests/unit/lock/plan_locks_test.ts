import "../load_yaml_library.ts";
import assert from "node:assert/strict";
import { readYaml } from "../../../src/config/read_yaml.ts";
import type { ValueMap } from "../../../src/config/value.ts";
import { lockPlan } from "../../../src/lock/lock_plan.ts";
import { lockfileFor } from "../../../src/lock/lockfile.ts";
import {
  type LockCandidate,
  type Lockfile,
  type LockfileUpdate,
  planLocks,
} from "../../../src/lock/plan_locks.ts";

const TOP = "/p/kas.lock.yml";

function candidate(id: string, revision: string, tagObject?: string): LockCandidate {
  return { id, name: `the ${id}`, revision, tagObject };
}

function lockfile(path: string, repos: string, more: Partial<Lockfile> = {}): Lockfile {
  const root = readYaml(path, `overrides: {repos: ${repos}}\n`).root as ValueMap;
  return { path, external: false, root, version: 14, ...more };
}

/** Updates in short: messages with their levels, and what is written. */
const inShort = (updates: readonly LockfileUpdate[]) =>
  updates.map(({ path, notes, commits, version }) => ({
    path,
    notes: notes.map(({ level, message }) => `${level}: ${message}`),
    commits: Object.fromEntries(commits),
    version,
  }));

function decide(candidates: readonly LockCandidate[], lockfiles: readonly Lockfile[]) {
  return inShort(planLocks(candidates, lockfiles, TOP));
}

Deno.test("a lock is up to date by the commit, or by the tag's object", () => {
  const files = [lockfile(TOP, "{a: {commit: c1}, b: {commit: t1}, gone: {commit: x}, odd: null}")];
  assert.deepEqual(decide([candidate("a", "c1"), candidate("b", "c2", "t1")], files), [{
    path: TOP,
    notes: ["info: Lock of the a is up-to-date: c1", "info: Lock of the b is up-to-date: t1"],
    commits: {},
    version: undefined,
  }]);
});

Deno.test("a lock that moves is told of and written", () => {
  const updates = planLocks([candidate("a", "c2")], [lockfile(TOP, "{a: {commit: c1}}")], TOP);
  assert.deepEqual(inShort(updates), [{
    path: TOP,
    notes: ["info: Updating lock of the a: c1 -> c2"],
    commits: { a: "c2" },
    version: undefined,
  }]);
  assert.deepEqual(updates[0]!.notes[0]!.move, { id: "a", old: "c1", now: "c2" });
});

Deno.test("a lockfile of another repository stays as it is", () => {
  const external = lockfile("/o/base.lock.yml", "{a: {commit: c1}, b: {commit: b1}}", {
    external: true,
    version: 13,
  });
  assert.deepEqual(decide([candidate("a", "c2"), candidate("b", "b1")], [external]), [{
    path: "/o/base.lock.yml",
    notes: [
      "warning: Repo the a is locked in remote lockfile /o/base.lock.yml. Not updating.",
      "info: Lock of the b is up-to-date: b1",
    ],
    commits: {},
    version: undefined,
  }]);
});

Deno.test("a lock in another repository and in the own one: the own one moves", () => {
  const files = [
    lockfile("/o/base.lock.yml", "{a: {commit: c1}}", { external: true }),
    lockfile(TOP, "{a: {commit: c1}}"),
  ];
  const [other, own, ...rest] = decide([candidate("a", "c2")], files);
  assert.deepEqual(other!.commits, {});
  assert.deepEqual(own!.commits, { a: "c2" });
  assert.deepEqual(rest, []);
});

Deno.test("what no lockfile covers goes to the top one, new or not", () => {
  const notes = [
    "warning: The following repos are not covered by any lockfile. " +
    "Adding to top lockfile: the a, the b",
    "info: Adding lock of the a: c1",
    "info: Adding lock of the b: c2",
  ];
  const added = { path: TOP, notes, commits: { a: "c1", b: "c2" }, version: undefined };
  const rest = [candidate("a", "c1"), candidate("b", "c2")];
  assert.deepEqual(decide(rest, []), [added]);
  assert.deepEqual(decide(rest, [lockfile(TOP, "{}")])[1], added);
  const old = decide(rest, [lockfile(TOP, "{}", { version: 11 })]);
  assert.deepEqual(old.map(({ version }) => version), [14, 14]);
});

Deno.test("an older header is raised", () => {
  const [update] = decide([candidate("a", "c2")], [
    lockfile(TOP, "{a: {commit: c1}}", { version: 11 }),
  ]);
  assert.equal(update!.version, 14);
  assert.equal(
    update!.notes[0],
    "warning: Lockfile uses too-old header version (11). Updating to version 14",
  );
});

Deno.test("two lockfiles: the first that has the lock keeps it; one that is used twice counts once", () => {
  const first = lockfile("/p/inc.lock.yml", "{a: {commit: c1}}");
  const second = lockfile(TOP, "{a: {commit: c0}, b: {commit: b1}}");
  const updates = decide([candidate("a", "c2"), candidate("b", "b2")], [first, second, first]);
  assert.deepEqual(updates.map(({ path, commits }) => [path, commits]), [
    ["/p/inc.lock.yml", { a: "c2" }],
    [TOP, { b: "b2" }],
  ]);
});

Deno.test("the plan writes what changes: a new file whole, an old one in place", () => {
  const old = "# mine\nheader: {version: 14}\noverrides:\n  repos:\n    a: {commit: c1}\n";
  const updates = planLocks(
    [candidate("a", "c2"), candidate("b", "b1")],
    [lockfile("/p/inc.lock.yml", "{a: {commit: c1}}"), lockfile("/p/same.lock.yml", "{}")],
    TOP,
  );
  const style = { indent: 2, sortKeys: false, rewrite: false };
  const { actions } = lockPlan(updates, new Map([["/p/inc.lock.yml", old]]), style, "/p");
  assert.deepEqual(actions, [
    { kind: "log", level: "info", message: "Updating lockfile inc.lock.yml" },
    { kind: "write_file", path: "/p/inc.lock.yml", text: old.replace("c1", "c2") },
    { kind: "log", level: "info", message: "Updating lockfile kas.lock.yml" },
    {
      kind: "write_file",
      path: TOP,
      text: "header:\n  version: 14\noverrides:\n  repos:\n    b:\n      commit: b1\n",
    },
  ]);
});

Deno.test("a lockfile with a lock that moves and one that is new is written once", () => {
  const old = "header: {version: 11}\noverrides:\n  repos:\n    a: {commit: c1}\n";
  const files = [lockfile(TOP, "{a: {commit: c1}}", { version: 11 })];
  const updates = planLocks([candidate("a", "c2"), candidate("b", "b1")], files, TOP);
  const style = { indent: 2, sortKeys: false, rewrite: false };
  assert.deepEqual(lockPlan(updates, new Map([[TOP, old]]), style, "/").actions, [
    { kind: "log", level: "info", message: "Updating lockfile p/kas.lock.yml" },
    {
      kind: "write_file",
      path: TOP,
      text: "header: {version: 14}\noverrides:\n  repos:\n    a: {commit: c2}\n" +
        "    b:\n      commit: b1\n",
    },
  ]);
});

Deno.test("a lockfile for all repositories", () => {
  const root = readYaml(
    "",
    "header: {version: 14}\noverrides: {repos: {a: {commit: x}, b: {commit: null}}}\n",
  );
  assert.deepEqual(lockfileFor(["a", "b"], new Map([["a", "x"]])), root.root);
});
