import assert from "node:assert/strict";
import { checkExplained } from "../unit/explain/check_explained.ts";
import { effective, randomTree, written } from "../unit/explain/random_tree.ts";
import { chance } from "./chance.ts";
import { assertUserError, project, type Scene, scene } from "./harness.ts";

const COMMIT = "a".repeat(40);
const LOCKED = "b".repeat(40);

function writeProject(scene: Scene): void {
  scene.write(
    "work/base.yml",
    "header: {version: 14}\nmachine: qemux86-64\ntarget: [one, two]\nlocal_conf_header:\n" +
      '  debug: |\n    A = "1"\n    IMAGE_INSTALL:append = " strace"\n  more: B = "2"\n' +
      "env: {API_TOKEN: s3cret, FOO: file}\n",
  );
  scene.write(
    "work/kas.yml",
    "header:\n  version: 16\n  includes: [base.yml]\nmachine: qemuarm\n" +
      `repos:\n  this:\n  poky:\n    url: https://u:pw12345@x.example/poky\n    commit: ${COMMIT}\n` +
      'defaults: {repos: {branch: main}}\nlocal_conf_header: {a: IMAGE_INSTALL = "x"}\n',
  );
  scene.write(
    "work/kas.lock.yml",
    `header: {version: 14}\noverrides: {repos: {poky: {commit: ${LOCKED}}}}\n`,
  );
}

async function explained(
  scene: Scene,
  words: string[],
  env: Record<string, string> = {},
): Promise<string> {
  const { stdout, stderr, code } = await scene.kas(["explain", ...words], env);
  assert.equal(code, 0, stderr);
  return stdout;
}

scene("explain: where values of files come from, and what they override", async (scene) => {
  writeProject(scene);
  assert.equal(
    await explained(scene, ["machine", "repos.poky", "kas.yml"]),
    '# kas.yml:4:10\n# overrides "qemux86-64": base.yml:2:10\nmachine: qemuarm\n' +
      "# kas.yml:8:10\nrepos.poky.url: https://u:***@x.example/poky\n" +
      `# kas.lock.yml:2:36, overrides.repos.poky.commit\n# overrides "${COMMIT}": kas.yml:9:13\n` +
      `repos.poky.commit: ${LOCKED}\n` +
      "# kas.yml:10:28, defaults.repos.branch\nrepos.poky.branch: main\n",
  );
  assert.equal(
    await explained(scene, ["kas.yml", "local_conf_header.more"]),
    '# base.yml:8:9, included by kas.yml:3:14\nlocal_conf_header.more: B = "2"\n',
  );
  const json = JSON.parse(await explained(scene, ["--json", "machine", "kas.yml"]));
  const at = (file: string, line: number, column: number) => ({
    kind: "file",
    file: `${scene.work}/${file}`,
    line,
    column,
    repo: null,
    key: "machine",
    name: null,
  });
  assert.deepEqual(json, [{
    key: "machine",
    value: "qemuarm",
    origin: at("kas.yml", 4, 10),
    chain: [{ file: `${scene.work}/kas.yml`, line: null, column: null, repo: null }],
    overridden: [{ value: "qemux86-64", origin: at("base.yml", 2, 10) }],
  }]);
  assert.equal(scene.exists("work/poky"), false);
});

scene("explain: environment, command line and defaults", async (scene) => {
  writeProject(scene);
  assert.equal(
    await explained(scene, ["machine", "target", "--target", "t", "env", "kas.yml", "task"], {
      KAS_MACHINE: "m",
      KAS_TARGET: "e f",
      FOO: "env",
      API_TOKEN: "t0ken",
    }),
    '# KAS_MACHINE of the environment\n# overrides "qemuarm": kas.yml:4:10\n' +
      '# overrides "qemux86-64": base.yml:2:10\nmachine: m\n' +
      '# --target of the command line\n# overrides ["e", "f"]: KAS_TARGET of the environment\n' +
      '# overrides ["one", "two"]: base.yml:3:9\ntarget:\n- t\n' +
      "# API_TOKEN of the environment\n# overrides \"***\": base.yml:9:18\nenv.API_TOKEN: '***'\n" +
      '# FOO of the environment\n# overrides "file": base.yml:9:31\nenv.FOO: env\n' +
      "# kas's default: no file sets it\ntask: build\n",
  );
  const mirrored = await explained(scene, ["repos.poky.url", "kas.yml"], {
    KAS_PREMIRRORS: "https://.*x.example/ https://mirror/",
  });
  assert.match(mirrored, /^# KAS_PREMIRRORS has it asked for first: https:\/\/mirror\/poky$/m);
  Deno.mkdirSync(scene.path("mine"));
  assert.equal(
    await explained(scene, ["--local", "poky=../mine", "repos.poky", "kas.yml"]),
    `# --local of the command line\nrepos.poky.path: ${scene.path("mine")}\n`,
  );
});

scene("explain: lines of local.conf", async (scene) => {
  writeProject(scene);
  assert.equal(
    await explained(scene, ["--conf", "IMAGE_INSTALL", "kas.yml"]),
    '# local_conf_header.a\n# kas.yml:11:24\nIMAGE_INSTALL = "x"\n' +
      "# local_conf_header.debug\n# base.yml:7:5, included by kas.yml:3:14\n" +
      'IMAGE_INSTALL:append = " strace"\n' +
      "# layers and recipes count, too: kas shell kas.yml -c 'bitbake-getvar IMAGE_INSTALL'\n",
  );
  const [own] = JSON.parse(await explained(scene, ["--json", "--conf", "MACHINE", "kas.yml"]));
  assert.equal(own.key, "machine");
  assert.equal(own.value, 'MACHINE ??= "qemuarm"');
  assert.equal(own.origin.line, 4);
  assert.equal(await explained(scene, ["--json", "--conf", "NONE", "kas.yml"]), "[]\n");
});

scene("explain: the tree of files, and the repositories", async (scene) => {
  const id = scene.repo("src/one", {
    "kas/one.yml": "header: {version: 14, includes: [kas/two.yml]}\nmachine: one\n",
    "kas/two.yml": project("distro: two\n"),
  });
  const own = scene.repo("work", {
    "kas.yml": "header:\n  version: 14\n  includes:\n    - {repo: one, file: kas/one.yml}\n" +
      "    - a.yml\n    - a.yml\n" +
      `repos:\n  this:\n  one: {url: ${scene.path("src/one")}, branch: main}\n` +
      "  far: {url: 'https://x.example/far', tag: v1}\n",
    "a.yml": "header: {version: 14, includes: [b.yml]}\n",
    "b.yml": project(""),
    ".gitignore": "/one\n",
  });
  const column = scene.read("work/kas.yml").split("\n")[8]!.indexOf("main") + 1;
  assert.equal(
    await explained(scene, ["kas.yml"]),
    "kas.yml\n  one/kas/one.yml (line 4, repository one)\n    one/kas/two.yml (line 1)\n" +
      "  a.yml (line 5)\n    b.yml (line 1)\n  a.yml (line 6, see above)\n\n" +
      `repos.this: not kas's to change, in ${scene.work} at ${own}\n` +
      `repos.one: ${
        scene.path("src/one")
      }, branch main from kas.yml:9:${column}, in one at ${id}\n` +
      "repos.far: https://x.example/far, tag v1 from kas.yml:10:44, in far\n",
  );
  const { files, repos } = JSON.parse(await explained(scene, ["--json", "kas.yml"]));
  assert.equal(files[0].files[0].repo, "one");
  assert.equal(files[0].files[2].again, true);
  assert.equal(repos[1].checked_out, id);
  assert.equal(scene.exists("work/far"), false);
  assert.equal(
    await explained(scene, ["distro", "kas.yml"]),
    "# one/kas/two.yml:3:9 (repository one), included by one/kas/one.yml:1:34, kas.yml:4:7\n" +
      "distro: two\n",
  );
});

scene("explain: what is asked for in vain", async (scene) => {
  writeProject(scene);
  assertUserError(
    await scene.kas(["explain", "repos.pokey.commit", "kas.yml"]),
    'the configuration has no key "repos.pokey.commit", did you mean "repos.poky.commit"?',
  );
  assertUserError(await scene.kas(["explain", "a.yml", "b.yml"]), "joined by a colon: a.yml:b.yml");
  assertUserError(await scene.kas(["explain", "--conf", "A", "machine", "kas.yml"]), "--conf");
  assertUserError(await scene.kas(["explain", "none.yml"]), "Configuration file not found");
  const dry = await scene.kas(["container", "-n", "explain", "machine", "--conf", "A", "kas.yml"], {
    KAS_CONTAINER_ENGINE: "podman",
  });
  if (dry.code === 0) assert.match(dry.stdout, /explain machine --conf A \/repo\/kas\.yml/);
});

scene(
  "explain: random include trees, as in the test of the same name without a program",
  async (scene) => {
    for (let seed = 1000; seed < 1015; seed++) {
      const below = chance(seed);
      const tree = randomTree(below);
      const directory = scene.path(`work/${seed}`);
      for (const [name, source] of tree) {
        scene.write(`work/${seed}/${name}`, written(name, source, below));
      }
      Deno.mkdirSync(`${directory}/other`, { recursive: true });
      const words = ["--json", ...Object.keys(effective(tree)), `${seed}/0.yml`];
      const found = JSON.parse(await explained(scene, words, { KAS_WORK_DIR: directory }));
      checkExplained(tree, directory, found, Deno.readTextFileSync);
    }
  },
);
