import assert from "node:assert/strict";
import { userError } from "../../../src/base/errors.ts";
import type { ManagedRepo } from "../../../src/repo/repo.ts";
import { gitRepo } from "../repo/git_repo.ts";
import type { Wanted, WorkTree } from "../../../src/repo/work_tree.ts";
import { checkOut, type Purpose } from "../../../src/run/repo/checkout.ts";
import type { Seal } from "../../../src/run/repo/git/seal.ts";
import type { Vcs } from "../../../src/run/repo/vcs.ts";
import type { Session } from "../../../src/run/session.ts";

const REPO = gitRepo("lib", { commit: "new" });
const CLEAN: WorkTree = {
  head: "old",
  branch: null,
  shownBranch: null,
  changes: [],
  changeCount: 0,
  stashes: 0,
  fresh: false,
};
const A = "a".repeat(40);
const B = "b".repeat(40);
const PATCHES = [{ id: "p", repo: "lib", path: "p" }];

/** One checkout of a repository that is told what it is at; tells what was done. */
async function run(setting: {
  readonly repo?: Partial<ManagedRepo>;
  readonly states: readonly Partial<WorkTree>[];
  readonly force?: boolean;
  readonly purpose?: Purpose;
  readonly record?: object;
  readonly busy?: boolean;
  readonly touched?: string;
  readonly differences?: readonly string[];
  readonly reads?: boolean;
  readonly wanted?: string;
  readonly trusted?: boolean;
}) {
  const done: string[] = [];
  const states = setting.states.map((state) => ({ ...CLEAN, ...state }));
  const target = setting.wanted ?? "new";
  const wanted: Wanted = { commit: target, shown: target, branch: null };
  const vcs: Partial<Vcs> = {
    repo: { ...REPO, ...setting.repo },
    patchedBranch: "patched-new",
    state: () => Promise.resolve(states.length > 1 ? states.shift()! : states[0]!),
    wanted: () => Promise.resolve(wanted),
    moveTo: ({ commit }) => Promise.resolve(void done.push(`move to ${commit}`)),
    changes: (_from, _to, asked) => Promise.resolve(["a.c", setting.touched ?? "b.c"].some(asked)),
    seal: (commit) => {
      const differences = () => Promise.resolve([...setting.differences ?? []]);
      const seal: Partial<Seal> = { commit, differences, close: () => Promise.resolve() };
      return Promise.resolve(seal as Seal);
    },
  };
  let busy = setting.busy ?? false;
  const lock = {
    take: () => {
      const waited = busy;
      busy = false;
      return Promise.resolve(waited);
    },
  };
  const host = { readText: () => setting.record && JSON.stringify(setting.record) };
  const log = {
    warning: (text: string) => done.push(`warning: ${text}`),
    info: (text: string) => done.push(text),
    debug: () => {},
  };
  const cleanups: (() => Promise<void>)[] = [];
  const options = { forceCheckout: setting.force ?? false, reads: setting.reads ?? false };
  const session = { log, host, lock, options, cleanups };
  const verify = (_: unknown, { commit }: Seal) => {
    done.push(`verify ${commit}`);
    return setting.trusted === false
      ? Promise.reject(userError("other", {}, "untrusted"))
      : Promise.resolve();
  };
  const commit = await checkOut(
    session as unknown as Session,
    vcs as Vcs,
    setting.purpose ?? "build",
    verify,
  ).catch((error) => {
    done.push(`error: ${error.problems[0].kind}`);
    return undefined;
  });
  for (const cleanup of cleanups) await cleanup();
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

Deno.test("checkout: patches that are in a work tree stay, as what comes after allows it", async () => {
  const states = [{ head: B, branch: "patched-new" }];
  const repo = { patches: PATCHES };
  const record = { base: A, head: B };
  const asked = async (purpose: Purpose, more: object = {}) =>
    (await run({ repo, states, purpose, wanted: A, record, ...more })).done;
  const stays = [`Repository lib checked out to ${A}`];
  const moves = [`move to ${A}`, ...stays];
  assert.deepEqual(await asked("patch"), stays);
  assert.deepEqual(await asked("patch", { record: undefined }), stays);
  assert.deepEqual(await asked("build"), moves);
  assert.deepEqual(await asked("look"), stays);
  assert.deepEqual(await asked("look", { record: { base: A, head: A } }), moves);
  assert.deepEqual(await asked("look", { record: { base: B, head: B } }), moves);
  assert.deepEqual(await asked("look", { record: { base: "--output=x", head: B } }), moves);
  assert.deepEqual(await asked("include"), stays);
  assert.deepEqual(await asked("include", { touched: "x/kas.yml" }), moves);
  const back = await asked("include", { touched: "x/kas.yml", reads: true });
  assert.deepEqual(back, [...moves, `move to ${B}`]);
  assert.deepEqual((await run({ states, purpose: "patch" })).done, ["move to new", OUT]);
});

Deno.test("checkout: what another kas did while it was waited for is looked at anew", async () => {
  const now = await run({ busy: true, states: [{}, { head: "new" }] });
  assert.deepEqual(now.done, [OUT]);
});

Deno.test("checkout: local changes stay, unless they are given up", async () => {
  const states = [{ head: "new", changes: ["a"] }];
  assert.deepEqual(await run({ states }), {
    commit: undefined,
    done: [
      "warning: Repo lib is dirty - no checkout: a; commit that, put it aside (git -C /w/lib " +
      "stash -u), or give it up with --force-checkout",
    ],
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
  const after = await run({ repo: SIGNED, states: [{}], differences: ["a"] });
  assert.deepEqual(after.done, ["verify new", "move to new", "error: unsigned_changes"]);
  const hidden = await run({ repo: SIGNED, states: [{ head: "new" }], differences: ["a"] });
  assert.deepEqual(hidden.done, ["verify new", "error: unsigned_changes"]);
});

Deno.test("checkout: a repository pinned to nothing is left alone, but not a signed one", async () => {
  assert.deepEqual(await run({ repo: { commit: null }, states: [{}] }), {
    commit: undefined,
    done: [],
  });
  const signed = await run({ repo: { commit: null, ...SIGNED }, states: [{}] });
  assert.deepEqual(signed.done, ["error: nothing_to_verify"]);
});
