// kas matrix: which builds patterns stand for, what is printed of them, and what digests tell.
import assert, { deepStrictEqual as equal, notDeepStrictEqual as differ } from "node:assert/strict";
import { parse } from "yaml";
import { assertUserError, project, type Scene, scene } from "./harness.ts";

const A = "a".repeat(40);
/** A project with a layer of its own and a pinned repository, which nobody can fetch. */
const BASE = project(
  "repos:\n  this: {layers: {meta-own: }}\n" +
    `  one: {url: "https://nowhere.invalid/one.git", commit: ${A}, layers: {meta: }}\n`,
);
const board = (machine: string, more = "") =>
  `header: {version: 16, includes: [base.inc.yml]}\nmachine: ${machine}\n${more}`;
const LAYER = { "meta-own/conf/layer.conf": "# a layer\n" };

interface Entry {
  readonly name: string;
  readonly config: string;
  readonly machine: string;
  readonly digest: string | null;
}

async function entries(scene: Scene, ...args: readonly string[]): Promise<Entry[]> {
  return (await told(scene, ...args)).entries;
}

async function told(scene: Scene, ...args: readonly string[]) {
  const { code, stdout, stderr } = await scene.kas(["matrix", "--json", ...args]);
  equal(code, 0, stderr);
  return { entries: JSON.parse(stdout) as Entry[], stderr };
}

const digests = async (scene: Scene, ...args: readonly string[]) =>
  (await entries(scene, ...args)).map(({ digest }) => digest);

scene("patterns, lists and combinations become builds, each once and in order", async (scene) => {
  scene.repo("work", {
    ...LAYER,
    "base.inc.yml": BASE,
    "kas/b.yml": board("qemuarm"),
    "kas/a.yml": board("qemux86"),
    "kas/a.lock.yml": project(`overrides: {repos: {one: {commit: ${A}}}}\n`),
    "kas/notes.txt": "no project\n",
    "kas/.hidden.yml": "no project\n",
    "opt/debug.yml": project("task: debug\n"),
    "opt/release.json": '{"header": {"version": 16}, "machine": "qemumips"}',
    "-c.yml": board("qemuarm"),
  });
  const shown = async (...args: string[]) =>
    (await entries(scene, ...args)).map(({ name, config, machine }) => [name, config, machine]);
  equal(await shown("kas/*.yml", "./kas/a.yml"), [
    ["a-qemux86", "kas/a.yml", "qemux86"],
    ["b-qemuarm", "kas/b.yml", "qemuarm"],
  ]);
  equal(await shown("kas/b.yml", "kas/[ab].yml", "--machine", "m", "--machine", "m"), [
    ["b-m", "kas/b.yml", "m"],
    ["a-m", "kas/a.yml", "m"],
  ]);
  equal(await shown("kas/?.yml:opt/*"), [
    ["a-debug-qemux86", "kas/a.yml:opt/debug.yml", "qemux86"],
    ["a-release-qemumips", "kas/a.yml:opt/release.json", "qemumips"],
    ["b-debug-qemuarm", "kas/b.yml:opt/debug.yml", "qemuarm"],
    ["b-release-qemumips", "kas/b.yml:opt/release.json", "qemumips"],
  ]);
  equal(await shown("kas/a.yml", "--machine", "m2", "--machine", "m1"), [
    ["a-m2", "kas/a.yml", "m2"],
    ["a-m1", "kas/a.yml", "m1"],
  ]);
  equal(await shown("[-]c.yml"), [["c-qemuarm", "./-c.yml", "qemuarm"]]);
  const absolute = scene.path("work/kas/a.yml");
  equal((await entries(scene, scene.path("work/kas/a*.yml"))).map(({ config }) => config), [
    absolute,
  ]);
  const { stdout } = await scene.kas(["matrix", "kas/a.yml"], { KAS_MACHINE: "qemuppc" });
  assert.match(
    stdout,
    /^NAME {7}CONFIG {5}MACHINE {2}DIGEST\na-qemuppc {2}kas\/a\.yml {2}qemuppc {2}[0-9a-f]{12}\n$/,
  );
  equal(scene.git("work", "status", "--porcelain"), "");
});

scene(
  "** looks into no hidden directory, no build directory and no other repository",
  async (scene) => {
    scene.repo("work", { ...LAYER, "base.inc.yml": BASE, "boards/x/a.yml": board("m") });
    for (const path of [".cache/a.yml", "build/a.yml", "other/a.yml", "other/.git/HEAD"]) {
      scene.write(`work/${path}`, "no project\n");
    }
    equal((await entries(scene, "**/a.yml")).map(({ config }) => config), ["boards/x/a.yml"]);
  },
);

scene("one run tells all that is wrong", async (scene) => {
  scene.repo("work", {
    ...LAYER,
    "base.inc.yml": BASE,
    "good.yml": board("m"),
    "bad1.yml": board("m", "tragets: x\n"),
    "bad2.yml": board("'a b'"),
    "opt/debug.yml": project(""),
    "shared1.yml": "header: {version: 16, includes: [broken.yml]}\n",
    "shared2.yml": "header: {version: 16, includes: [broken.yml]}\n",
    "broken.yml": "header: 1\n",
  });
  const outcome = await scene.kas(
    ["matrix", "*d*.yml", "no*.yml", "absent.yml", "opt/debug.yml", "base.inc.yml"],
  );
  assertUserError(outcome, /^.*ERROR.* - no project file matches "no\*\.yml" in \/\S+$/m);
  equal(outcome.stdout, "");
  for (
    const line of [
      'bad1.yml:3:1: tragets: unknown key, did you mean "target"?',
      'bad2.yml:2:1: machine: "a b" cannot have " "',
      `Configuration file not found: ${scene.path("work/absent.yml")}`,
      "opt/debug.yml names no repositories, so that nothing can be built of it: join it to a " +
      "project file (PROJECT:opt/debug.yml), or leave it out",
      'base.inc.yml names no machine: set "machine" in it, name machines by --machine, or leave ' +
      "it out",
    ]
  ) {
    assert.ok(outcome.stderr.split("\n").includes(line), `${line}\n${outcome.stderr}`);
  }
  const shared = await scene.kas(["matrix", "shared*.yml"]);
  assertUserError(shared, "broken.yml:1:9: header: must be a mapping, not the number 1");
  equal(shared.stderr.split("broken.yml:1:9").length, 2, shared.stderr);
  assertUserError(await scene.kas(["matrix", "[z-a].yml"]), 'matches "[z-a].yml"');
  assertUserError(await scene.kas(["matrix"]), "required: pattern");
  assertUserError(
    await scene.kas(["matrix", "good.yml", "--machine", "$(x)"]),
    '--machine: "$(x)" cannot have "$"',
  );
  assertUserError(
    await scene.kas(["matrix", "good.yml"], { KAS_MACHINE: "a/b" }),
    'KAS_MACHINE: "a/b" cannot have "/"',
  );
  assert.match(
    (await scene.kas(["container", "matrix", "good.yml"])).stderr,
    /unknown command "matrix"/,
  );
});

scene("a digest is that of the build, wherever and however it is checked out", async (scene) => {
  scene.repo("work", {
    ...LAYER,
    "README": "x\n",
    "p.patch": "x\n",
    "base.inc.yml": BASE.replace("layers: {meta: }", "patches: {p: {repo: this, path: p.patch}}"),
    "kas/a.yml": board("m", "env: {HERE: '1'}\n"),
  });
  const [first] = await digests(scene, "kas/a.yml");
  assert.match(first!, /^[0-9a-f]{64}$/);
  const same = async (...args: string[]) => equal(await digests(scene, ...args), [first]);
  const other = async (...args: string[]) => {
    const [found] = await digests(scene, ...args);
    assert.ok(found !== null && found !== first, String(found));
  };
  scene.git(".", "clone", "-q", scene.path("work"), "elsewhere");
  equal(
    (await entries(scene, "../elsewhere/kas/a.yml")).map(({ config, digest }) => [config, digest]),
    [["../elsewhere/kas/a.yml", first]],
  );
  scene.commit("work", { "README": "y\n" });
  await same("kas/a.yml");
  scene.write("work/kas/renamed.yaml", `# new\n${board("m", "env:\n  HERE: '1'\n")}`);
  await same("kas/renamed.yaml");
  await other("kas/a.yml", "--machine", "m2");
  const withVariable = await scene.kas(["matrix", "--json", "kas/a.yml"], { HERE: "2" });
  differ(JSON.parse(withVariable.stdout)[0].digest, first);
  scene.write("work/p.patch", "y\n");
  await other("kas/a.yml");
  scene.write("work/p.patch", "x\n");
  await same("kas/a.yml");
  scene.commit("work", { "meta-own/recipe.bb": "A = 1\n" });
  await other("kas/a.yml");
  scene.write("work/meta-own/__pycache__/x.pyc", "");
  await other("kas/a.yml");
  const add = ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add"];
  scene.git("work", ...add, scene.path("elsewhere"), "meta-own/sub");
  scene.commit("work", {});
  await other("kas/a.yml");
  scene.write("work/meta-own/recipe.bb", "A = 2\n");
  const changed = await told(scene, "kas/a.yml");
  equal(changed.entries[0]!.digest, null);
  assert.ok(
    changed.stderr.includes(
      `No digest for a-m: ${scene.path("work/meta-own")} has local changes`,
    ),
    changed.stderr,
  );
});

scene(
  "what holds the build system counts as a whole; outside of git nothing is known",
  async (scene) => {
    const files = { ...LAYER, "oe-init-build-env": "#!/bin/sh\n", "base.inc.yml": BASE, "x": "1" };
    scene.repo("work", { ...files, "kas.yml": board("m") });
    const [first] = await digests(scene, "kas.yml");
    scene.commit("work", { x: "2" });
    differ(await digests(scene, "kas.yml"), [first]);
    await Deno.remove(scene.path("work/.git"), { recursive: true });
    const { entries: [entry], stderr } = await told(scene, "kas.yml");
    equal(entry!.digest, null);
    assert.match(stderr, /No digest for kas-m: \/\S+\/work is not committed to git\n/);
    scene.write("work/kas.yml", project("machine: m\nrepos: {this: {path: absent}}\n"));
    equal(await digests(scene, "kas.yml"), [null]);
  },
);

scene("a repository without a commit has no digest, until it is locked", async (scene) => {
  const one = scene.repo("src/one", { f: "1" });
  scene.repo("work", {
    "kas.yml": project(`machine: m\nrepos: {one: {url: ${scene.path("src/one")}, branch: main}}\n`),
    "kas2.yml": project(`machine: m\nrepos: {one: {url: ${scene.path("src/one")}, tag: v1}}\n`),
    ".gitignore": "/one\n",
  });
  const { entries: [branch, tag], stderr } = await told(scene, "*.yml");
  equal([branch!.digest, tag!.digest], [null, null]);
  const pin = "pin it by a commit, or by kas lock";
  assert.ok(stderr.includes(`No digest for kas-m: repository "one" follows "main": ${pin}\n`));
  assert.ok(stderr.includes(`kas2-m: tag "v1" of repository "one" can be moved: ${pin}\n`));
  equal((await scene.kas(["lock", "kas.yml"])).code, 0);
  assert.ok(scene.read("work/kas.lock.yml").includes(one));
  const [locked] = await digests(scene, "kas.yml");
  assert.match(locked!, /^[0-9a-f]{64}$/);
});

scene(
  "files of other repositories are read where they are, and nothing is fetched",
  async (scene) => {
    const commit = scene.repo("src/one", { "inc.yml": project("machine: theirs\n"), "f": "1" });
    const url = scene.path("src/one");
    const text = (more: string) =>
      `header: {version: 16, includes: [{repo: one, file: inc.yml}]}\n` +
      `repos: {one: {url: ${url}, commit: ${commit}}}\n${more}`;
    scene.repo("work", {
      "own.yml": text("machine: mine\n"),
      "kas.yml": text(""),
      ".gitignore": "/one\n/build\n",
    });
    assertUserError(
      await scene.kas(["matrix", "kas.yml"]),
      'kas.yml: which machine it is for may stand in files of "one", which could not be read: ' +
        "check it out (kas checkout kas.yml), or name the machine (--machine)",
    );
    const unread = await told(scene, "own.yml");
    equal(unread.entries.map(({ machine, digest }) => [machine, digest]), [["mine", null]]);
    assert.match(
      unread.stderr,
      /own-mine: it includes files of repository "one", which is not che/,
    );
    equal(await digests(scene, "kas.yml", "--machine", "m"), [null]);
    equal(scene.exists("work/one"), false);

    const checkout = ["checkout", "--skip", "setup_environ", "--skip", "write_bbconfig", "kas.yml"];
    equal((await scene.kas(checkout)).code, 0);
    const [read] = await entries(scene, "kas.yml");
    equal(read!.machine, "theirs");
    assert.match(read!.digest!, /^[0-9a-f]{64}$/);
    scene.write("work/one/f", "2");
    const changed = await told(scene, "kas.yml");
    equal(changed.entries[0]!.digest, null);
    assert.match(changed.stderr, /"one", which it includes files of, has local changes\n/);
    scene.git("work/one", "commit", "-qam", "x");
    const moved = await told(scene, "kas.yml");
    equal(moved.entries[0]!.digest, null);
    assert.match(
      moved.stderr,
      /"one", which it includes files of, is not at commit [0-9a-f]{40}\n/,
    );
  },
);

scene("GitHub gets one line, GitLab a pipeline", async (scene) => {
  scene.repo("work", { ...LAYER, "base.inc.yml": BASE, "a.yml": board("m"), "$b.yml": board("n") });
  scene.write("work/kas-container.env", "KAS_CONTAINER_IMAGE=registry.example.com/kas:5.5\n");
  const list = await entries(scene, "*[ab].yml");
  const github = await scene.kas(["matrix", "--github", "*[ab].yml"]);
  assert.match(github.stdout, /^\{"include":\[.*\]\}\n$/);
  equal(JSON.parse(github.stdout), { include: list });
  const gitlab = await scene.kas(["matrix", "--gitlab", "*[ab].yml"]);
  const job = ({ machine, digest }: Entry, config: string) => ({
    extends: ".kas-build",
    variables: {
      KAS_CONFIG: config,
      KAS_MACHINE: machine,
      KAS_DIGEST: digest,
      KAS_CONTAINER_IMAGE: "registry.example.com/kas:5.5",
    },
  });
  equal(parse(gitlab.stdout), {
    workflow: { rules: [{ when: "always" }] },
    ".kas-build": {
      image: "$KAS_CONTAINER_IMAGE",
      script: ['kas build "$KAS_CONFIG"'],
    },
    "build:_b-n": job(list[0]!, "$$b.yml"),
    "build:a-m": job(list[1]!, "a.yml"),
  });
  scene.write("work/kas-container.env", "SECRET=x\n");
  assertUserError(await scene.kas(["matrix", "a.yml"]), "kas-container.env:1:1");
});
