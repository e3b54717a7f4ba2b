import assert from "node:assert/strict";
import { describePlan } from "../../../src/base/plan.ts";
import { type PurgeFacts, purgePlan } from "../../../src/clean/purge_plan.ts";
import { readSettings } from "../../../src/config/settings.ts";
import { MemoryHost } from "../../../src/host/memory_host.ts";
import type { Repo } from "../../../src/repo/repo.ts";
import { gatherPurgeFacts } from "../../../src/run/clean/purge_facts.ts";

const FACTS: PurgeFacts = {
  repos: ["/w/poky", "/refs/poky"],
  buildDir: "/w/build",
  buildDirEntries: ["/w/build/conf"],
  managed: ["/w/.config.yaml", "/w/build"],
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

const repo = (id: string, more: Partial<Repo> = {}): Repo => ({
  id,
  name: id,
  type: "git",
  url: `https://h/${id}`,
  path: `/w/${id}`,
  commit: null,
  tag: null,
  branch: null,
  refspec: null,
  layers: [],
  patches: [],
  allowedSigners: undefined,
  place: () => undefined,
  ...more,
});
const PROJECT = {
  config: {
    files: [
      { path: "/w/mine/kas.yml", external: false },
      { path: "/w/.config.yaml", external: false },
      { path: "/w/poky/kas.yml", external: true },
    ],
  },
  repos: [repo("poky"), repo("absent"), repo("mine", { url: null })],
};

function facts(env: Record<string, string>, keepReferences = false): PurgeFacts {
  const host = new MemoryHost({
    cwd: "/w",
    env,
    files: {
      "/w/poky/kas.yml": "",
      "/w/mine/kas.yml": "",
      "/refs/h.poky/HEAD": "",
      "/w/build/conf/x": "",
      "/w/build/a": "",
      "/w/.config.yaml": "",
      "/w/.kas_shell_history": "",
      "/w/notes": "",
      "/tools/x": "",
    },
  });
  return gatherPurgeFacts(host, readSettings(env, "/w"), PROJECT, keepReferences);
}

Deno.test("purge's facts: what kas has made and is there, and what must stay", () => {
  const env = { KAS_REPO_REF_DIR: "/refs", HOME: "/home/me", KAS_BUILDTOOLS_DIR: "/tools" };
  assert.deepEqual(facts(env), {
    repos: ["/w/poky", "/refs/h.poky"],
    buildDir: "/w/build",
    buildDirEntries: ["/w/build/a", "/w/build/conf"],
    managed: ["/tools", "/w/.config.yaml", "/w/.kas_shell_history", "/w/build"],
    precious: ["/w", "/w", "/home/me", "/w/mine", "/w/mine/kas.yml"],
    mounts: [],
  });
  assert.deepEqual(facts(env, true).repos, ["/w/poky"]);
  assert.deepEqual(facts({}).repos, ["/w/poky"]);
});

Deno.test("purge's facts: a build directory of another place is emptied, but stays", () => {
  const { buildDirEntries, managed } = facts({ KAS_BUILD_DIR: "/tools" });
  assert.deepEqual(buildDirEntries, ["/tools/x"]);
  assert.deepEqual(managed, ["/w/.config.yaml", "/w/.kas_shell_history"]);
});
