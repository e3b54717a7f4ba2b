import assert from "node:assert/strict";
import { assertUserError, project, scene } from "./harness.ts";

scene("dump pins references and tells where the project is from", async (scene) => {
  const id = scene.repo("src/one", { f: "1" });
  scene.git("src/one", "tag", "-a", "-m", "x", "v1");
  const own = scene.repo("work", {
    "kas.yml": project(
      `env: {A: file, B: }\nrepos:\n  this:\n  one: {url: ${scene.path("src/one")}, tag: v1}\n` +
        `  old: {url: ${
          scene.path("src/one")
        }, refspec: main}\noverrides: {repos: {one: {branch: null}}}\n`,
    ),
    ".gitignore": "/one\n/old\n/build\n",
  });
  scene.git("work", "remote", "add", "origin", "https://example.com/project.git");
  const args = ["dump", "--resolve-refs", "--resolve-local", "--resolve-env", "kas.yml"];
  const { stdout, code, stderr } = await scene.kas(args, { A: "env" });
  assert.equal(code, 0, stderr);
  assert.equal(
    stdout,
    `header:\n  version: 16\nenv:\n  A: env\n  B:\nrepos:\n  this:\n` +
      `    url: https://example.com/project.git\n    commit: ${own}\n  one:\n` +
      `    url: ${scene.path("src/one")}\n    tag: v1\n    commit: ${id}\n  old:\n` +
      `    url: ${scene.path("src/one")}\n    refspec: ${id}\n`,
  );
  const lock = await scene.kas(["dump", "--lock", "--format", "json", "kas.yml"]);
  assert.deepEqual(JSON.parse(lock.stdout), {
    header: { version: 14 },
    overrides: { repos: { one: { commit: id }, old: { commit: id } } },
  });
  assert.equal(scene.exists("work/build"), false);
});

scene("combinations that make no sense", async (scene) => {
  assertUserError(await scene.kas(["dump", "-i"]), "--inplace requires --lock");
  assertUserError(
    await scene.kas(["dump", "--lock", "--resolve-local"]),
    "--resolve-local cannot be used with --lock",
  );
});

scene("values keep their types and order", async (scene) => {
  scene.write(
    "work/kas.yml",
    project(
      "menu_configuration:\n  '10': 0x1F\n  '9': 1_000\n  yes: on\n  B: '0x1F'\n  C: 0o7\n" +
        "local_conf_header:\n  multi: |\n    é = 1\n    x\n  plain: |\n    a\n    b\n  empty: ''\n",
    ),
  );
  const { stdout } = await scene.kas(["dump", "kas.yml"]);
  assert.equal(
    stdout,
    "header:\n  version: 16\nmenu_configuration:\n  '10': 31\n  '9': 1000\n  true: true\n" +
      "  B: '0x1F'\n  C: 0o7\nlocal_conf_header:\n  multi: \"\\xE9 = 1\\nx\\n\"\n" +
      "  plain: |\n    a\n    b\n  empty: ''\n",
  );
  const sorted = await scene.kas([
    "dump",
    "--sort",
    "--format",
    "json",
    "--indent",
    "1",
    "kas.yml",
  ]);
  assert.match(
    sorted.stdout,
    /^\{\n "header": \{\n {2}"version": 16\n \},\n "local_conf_header": \{\n {2}"empty": ""/,
  );
  assert.match(sorted.stdout, /"\\u00e9 = 1\\nx\\n"/);
});

scene("variables for debugging libraries change no output", async (scene) => {
  scene.write("work/kas.yml", project("machine: a\n"));
  const { stdout } = await scene.kas(["dump", "kas.yml"], { LOG_STREAM: "1", LOG_TOKENS: "1" });
  assert.equal(stdout, "header:\n  version: 16\nmachine: a\n");
});
