import assert from "node:assert/strict";
import { userError } from "../../../src/base/errors.ts";
import type { Repo } from "../../../src/repo/repo.ts";
import type { Wanted, WorkTree } from "../../../src/repo/work_tree.ts";
import { checkOut } from "../../../src/run/repo/checkout.ts";
import type { Vcs } from "../../../src/run/repo/vcs.ts";
import type { Session } from "../../../src/run/session.ts";

const REPO: Repo = {
  id: "lib",
  name: "lib",
  type: "git",
  url: "u",
  path: "/w/lib",
  commit: "new",
  tag: null,
  branch: null,
  refspec: null,
  layers: [],
  patches: [],
  allowedSigners: undefined,
  place: () => undefined,
};
const CLEAN: WorkTree = { head: "old", branch: null, changes: [], fresh: false };
const PATCHES = [{ id: "p", repo: "lib", path: "p" }];

/** One checkout of a repository that is told what it is at; tells what was done. */
async function run(setting: {
  readonly repo?: Partial<Repo>;
  readonly states: readonly Partial<WorkTree>[];
  readonly force?: boolean;
  readonly patchesFollow?: boolean;
  readonly trusted?: boolean;
}) {
  const done: string[] = [];
  const states = setting.states.map((state) => ({ ...CLEAN, ...state }));
  const wanted: Wanted = { commit: "new", shown: "new", branch: null };
  const vcs: Partial<Vcs> = {
    repo: { ...REPO, ...setting.repo },
    patchedBranch: "patched-new",
    state: () => Promise.resolve(states.length > 1 ? states.shift()! : states[0]!),
    wanted: () => Promise.resolve(wanted),
    moveTo: ({ commit }) => Promise.resolve(void done.push(`move to ${commit}`)),
  };
  const log = {
    warning: (text: string) => done.push(`warning: ${text}`),
    info: (text: string) => done.push(text),
    debug: () => {},
  };
  const session = { log, options: { forceCheckout: setting.force ?? false } };
  const verify = (_: unknown, commit: string) => {
    done.push(`verify ${commit}`);
    return setting.trusted === false
      ? Promise.reject(userError("other", {}, "untrusted"))
      : Promise.resolve();
  };
  const commit = await checkOut(
    session as unknown as Session,
    vcs as Vcs,
    setting.patchesFollow ?? false,
    verify,
  ).catch((error) => {
    done.push(`error: ${error.problems[0].kind}`);
    return undefined;
  });
  return { commit, done };
}

const OUT = "Repository lib checked out to new";
const SIGNED = { allowedSigners: ["me"] };

Deno.test("checkout: moves to what is wanted, and stays where it is already", async () => {
  assert.deepEqual(await run({ states: [{}] }), { commit: "new", done: ["move to new", OUT] });
  assert.deepEqual(await run({ states: [{ head: "new" }] }), { commit: "new", done: [OUT] });
  const branch = await run({ states: [{ head: "new", branch: "mine" }] });
  assert.deepEqual(branch.done, ["move to new", OUT]);
  const fresh = await run({ states: [{ head: "new", fresh: true }] });
  assert.deepEqual(fresh.done, ["move to new", OUT]);
});

Deno.test("checkout: a work tree with its patches stays, if patches follow", async () => {
  const states = [{ head: "p1", branch: "patched-new" }];
  const repo = { patches: PATCHES };
  assert.deepEqual((await run({ repo, states, patchesFollow: true })).done, [OUT]);
  assert.deepEqual((await run({ repo, states })).done, ["move to new", OUT]);
  assert.deepEqual((await run({ states, patchesFollow: true })).done, ["move to new", OUT]);
});

Deno.test("checkout: local changes stay, unless they are given up", async () => {
  const states = [{ head: "new", changes: ["a"] }];
  assert.deepEqual(await run({ states }), {
    commit: undefined,
    done: ["warning: Repo lib is dirty - no checkout"],
  });
  assert.deepEqual((await run({ states, force: true })).done, ["move to new", OUT]);
});

Deno.test("checkout: a signature is checked before the move, and the files after it", async () => {
  const good = await run({ repo: SIGNED, states: [{}, { head: "new" }] });
  assert.deepEqual(good.done, ["verify new", "move to new", OUT]);
  const there = await run({ repo: SIGNED, states: [{ head: "new" }] });
  assert.deepEqual(there.done, ["verify new", OUT]);
  const bad = await run({ repo: SIGNED, states: [{}], trusted: false });
  assert.deepEqual(bad.done, ["verify new", "error: other"]);
  const dirty = await run({ repo: { ...SIGNED, type: "hg" }, states: [{ changes: ["a"] }] });
  assert.deepEqual(dirty.done, ["error: unsigned_changes"]);
  const after = await run({ repo: SIGNED, states: [{}, { head: "new", changes: ["a"] }] });
  assert.deepEqual(after.done, ["verify new", "move to new", "error: unsigned_changes"]);
  const other = await run({ repo: SIGNED, states: [{}, { head: "other" }] });
  assert.deepEqual(other.done, ["verify new", "move to new", "error: unsigned_changes"]);
});

Deno.test("checkout: a repository pinned to nothing is left alone, but not a signed one", async () => {
  assert.deepEqual(await run({ repo: { commit: null }, states: [{}] }), {
    commit: undefined,
    done: [],
  });
  const signed = await run({ repo: { commit: null, ...SIGNED }, states: [{}] });
  assert.deepEqual(signed.done, ["error: nothing_to_verify"]);
});
