import assert from "node:assert/strict";
import { describePlan } from "../../../src/base/plan.ts";
import { type PurgeFacts, purgePlan } from "../../../src/clean/purge_plan.ts";
import { readSettings } from "../../../src/config/settings.ts";
import { MemoryHost } from "../../../src/host/memory_host.ts";
import { gitRepo } from "../repo/git_repo.ts";
import { gatherPurgeFacts } from "../../../src/run/clean/purge_facts.ts";

const FACTS: PurgeFacts = {
  repos: ["/w/poky", "/refs/poky"],
  buildDir: "/w/build",
  buildDirEntries: ["/w/build/conf"],
  managed: ["/w/.config.yaml", "/w/build"],
  kept: [],
  precious: ["/w", "/w/mine"],
  mounts: [],
};

Deno.test("purge: what is told is what is removed", () => {
  assert.deepEqual(describePlan(purgePlan(FACTS), { env: {}, cwd: "/" }), [
    "# info: Removing /w/poky",
    "rm -rf -- /w/poky",
    "# info: Removing /refs/poky",
    "rm -rf -- /refs/poky",
    "# info: Removing /w/build/*",
    "rm -rf -- /w/build/conf",
    "# info: Removing /w/.config.yaml",
    "rm -rf -- /w/.config.yaml",
    "# info: Removing /w/build",
    "rm -rf -- /w/build",
  ]);
});

Deno.test("purge: refuses what is precious or mounted in all that it would remove", () => {
  const refused: [Partial<PurgeFacts>, RegExp][] = [
    [{ repos: ["/w/mine"] }, /not removing \/w\/mine: \/w\/mine is precious/],
    [{ repos: ["/"] }, /not removing \/: \/w is precious/],
    [{ managed: ["/w"] }, /not removing \/w: \/w is precious/],
    [{ buildDirEntries: ["/w/build/x"], precious: ["/w/build/x/y"] }, /x\/y is precious/],
    [{ mounts: ["/refs/poky/objects"] }, /mounted at \/refs\/poky\/objects/],
  ];
  for (const [facts, message] of refused) {
    assert.throws(() => purgePlan({ ...FACTS, ...facts }), message);
  }
});

Deno.test("purge: what is kept stays, and what holds it", () => {
  const kept = [
    { path: "/w/poky/meta-mine", reasons: ["it has stashes"], byForce: true },
    { path: "/w/build/x", reasons: ["it is a repository of its own"], byForce: true },
  ];
  const entries = { buildDirEntries: ["/w/build/conf", "/w/build/x"] };
  const planned = purgePlan({ ...FACTS, ...entries, kept });
  assert.deepEqual(
    planned.actions.flatMap((action) => action.kind === "remove_tree" ? [action.path] : []),
    ["/refs/poky", "/w/build/conf", "/w/.config.yaml"],
  );
  assert.deepEqual(planned.kept, [
    ...kept,
    { path: "/w/poky", reasons: ["it holds /w/poky/meta-mine"], byForce: true },
  ]);
});

const PROJECT = {
  config: {
    files: [
      { path: "/w/mine/kas.yml", external: false },
      { path: "/w/.config.yaml", external: false },
      { path: "/w/poky/kas.yml", external: true },
    ],
  },
  repos: [gitRepo("poky"), gitRepo("absent"), { ...gitRepo("mine"), url: null }],
};

const JUDGED = { repos: ["/w/poky", "/refs/h.poky"], kept: [] };

function facts(env: Record<string, string>, force = false): Promise<PurgeFacts> {
  const host = new MemoryHost({
    cwd: "/w",
    env,
    files: {
      "/w/poky/kas.yml": "",
      "/w/mine/kas.yml": "",
      "/refs/h.poky/HEAD": "",
      "/w/build/conf/local.conf": "",
      "/w/build/a": "",
      "/w/.config.yaml": "",
      "/w/.kas_shell_history": "",
      "/w/notes": "",
      "/tools/version-x": "",
    },
  });
  return gatherPurgeFacts(host, readSettings(env, "/w", false), PROJECT, JUDGED, force);
}

Deno.test("purge's facts: what kas has made and is there, and what must stay", async () => {
  const env = { KAS_REPO_REF_DIR: "/refs", HOME: "/home/me", KAS_BUILDTOOLS_DIR: "/tools" };
  const { precious, ...found } = await facts(env);
  assert.deepEqual(found, {
    repos: ["/w/poky", "/refs/h.poky"],
    buildDir: "/w/build",
    buildDirEntries: ["/w/build/a", "/w/build/conf"],
    managed: ["/tools", "/w/.config.yaml", "/w/.kas_shell_history", "/w/build"],
    kept: [],
    mounts: [],
  });
  for (const path of ["/", "/etc", "/w", "/home/me", "/w/mine", "/w/mine/kas.yml"]) {
    assert.ok(precious.includes(path), path);
  }
});

Deno.test("purge's facts: a build directory of another place is emptied, but stays", async () => {
  const env = { KAS_BUILD_DIR: "/tools" };
  const { buildDirEntries, managed, kept } = await facts(env, true);
  assert.deepEqual(buildDirEntries, ["/tools/version-x"]);
  assert.deepEqual(managed, ["/w/.config.yaml", "/w/.kas_shell_history"]);
  assert.deepEqual(kept, []);
  const unlike = await facts(env);
  assert.deepEqual(unlike.buildDirEntries, []);
  assert.deepEqual(unlike.kept.map(({ reasons }) => reasons), [[
    "it does not look like a build directory",
  ]]);
});
