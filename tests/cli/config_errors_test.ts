import assert from "node:assert/strict";
import { assertUserError, project, scene } from "./harness.ts";

scene("mistakes in a project file are told with their place", async (scene) => {
  const cases: [string, string][] = [
    ["", "kas.yml:1:1: the file is empty"],
    ["header:\n\tversion: 14\n", "kas.yml:2:1: not valid YAML: a tab cannot stand here"],
    ["header: {version: 14\n", "kas.yml:2:1: not valid YAML"],
    ["header:\n  version: 14\n---\na: b\n", "a second YAML document starts here"],
    [
      project("repos:\n  foo:\n    layer: {}\n"),
      'kas.yml:5:5: repos.foo.layer: unknown key, did you mean "layers"?',
    ],
    [
      project("build_system: isar-rotless\n"),
      'kas.yml:3:15: build_system: must be one of "openembedded"',
    ],
    [project("build_system: isar-rotless\n"), 'did you mean "isar-rootless"?'],
    [
      project("repos:\n  a:\n    layers: {meta-arm: ''}\n"),
      'kas.yml:5:24: repos.a.layers.meta-arm: must be empty or "disabled" or a mapping, ' +
      'not the string ""\n',
    ],
    [
      project("repos: {a: {layers: {b: disable, c: non, d: exclude}}}\n"),
      'repos.a.layers.d: must be empty or "disabled" or a mapping, not the string "exclude"\n',
    ],
    [project("repos: {a: {type: g}}\n"), 'must be one of "git", "hg", not the string "g"\n'],
    [project("build_system: iser\n"), 'not the string "iser"\n'],
    [project("build_system: isar-\n"), 'not the string "isar-"\n'],
    ["header: {version: '0.11'}\n", 'not the string "0.11"\n'],
    [
      project("repos:\n  a:\n    layers:\n      b:\n        prio: 100\n"),
      "kas.yml:7:15: repos.a.layers.b.prio: must be a whole number from -99 to 99, not the number 100",
    ],
    [project("target: 5\n"), "kas.yml:3:9: target: must be a string or a list, not the number 5"],
    [project("env: {A: 1}\n"), "kas.yml:3:10: env.A: must be a string or empty, not the number 1"],
    ["header:\n  version: 24\n", "kas.yml:2:12: header.version: must be"],
    ["header:\n  version: 24\n", "the file needs a newer kas"],
    ["header: {}\n", 'header: the key "version" is missing'],
    [
      project("repos:\n  1: {}\n"),
      "kas.yml:4:3: repos[1]: the key is not a string: write it in quotes",
    ],
    [project("local_conf_header: {a: 2024-01-01}\n"), "not the date 2024-01-01"],
    [
      project("repos: {a: {url: u}}\n"),
      'kas.yml:3:9: repos.a: No commit, tag or branch specified for repository "a"',
    ],
    [
      project("repos: {a: {url: u, refspec: x, branch: y}}\n"),
      "Unsupported mixture of legacy refspec",
    ],
    [
      project("repos: {a: {url: u, branch: m, signed: true}}\n"),
      "is signed but no allowed signers",
    ],
    [
      project("repos: {a: {url: '--upload-pack=x', branch: m}}\n"),
      'kas.yml:3:13: repos.a.url: "--upload-pack=x" cannot be used',
    ],
    [
      project("repos: {a: {url: u, branch: --orphan}}\n"),
      'repos.a.branch: "--orphan" cannot be used',
    ],
    [
      project("repos: {a: {url: u, branch: m, patches: {p: {path: x}}}}\n"),
      "No repo specified for patch entry",
    ],
  ];
  for (const [text, message] of cases) {
    scene.write("work/kas.yml", text);
    assertUserError(await scene.kas(["dump", "kas.yml"]), message);
  }
});

scene("one run tells the mistakes of all files", async (scene) => {
  scene.write("work/a.yml", project("machin: x\ntarget: 5\n"));
  scene.write("work/b.yml", "header: {version: 14\n");
  scene.write(
    "work/kas.yml",
    "header:\n  version: 14\n  includes: [a.yml, none.yml, b.yml, a.yml]\ndistr: x\n",
  );
  const run = await scene.kas(["dump", "kas.yml"]);
  assertUserError(run, "ERROR");
  const { work } = scene;
  assert.equal(
    run.stderr.slice(run.stderr.indexOf("ERROR")),
    'ERROR    - a.yml:3:1: machin: unknown key, did you mean "machine"?\n' +
      "a.yml:4:9: target: must be a string or a list, not the number 5\n" +
      "b.yml:2:1: not valid YAML: flow map in block collection must be sufficiently indented and end with a }\n" +
      `kas.yml:3:21: Configuration file not found: ${work}/none.yml\n` +
      'kas.yml:4:1: distr: unknown key, did you mean "distro"?\n',
  );
  scene.write("work/odd.yml", project("env: {1: a, 2: b}\nrepos: {a: {layers: {3: }}}\n"));
  const odd = await scene.kas(["dump", "odd.yml"]);
  for (const place of ["3:7: env[1]", "3:13: env[2]", "4:22: repos.a.layers[3]"]) {
    assertUserError(odd, `odd.yml:${place}: the key is not a string: write it in quotes`);
  }
});

scene("mistakes in JSON files", async (scene) => {
  scene.write("work/kas.json", '{"header": {"version": 14},\n "machine" "x"}');
  assertUserError(
    await scene.kas(["dump", "kas.json"]),
    'kas.json:2:12: not valid JSON: expected ":"',
  );
  scene.write("work/kas.json", '{"header": {"version": 14},\n "machin": "x"}');
  assertUserError(
    await scene.kas(["dump", "kas.json"]),
    'kas.json:2:2: machin: unknown key, did you mean "machine"?',
  );
  scene.write("work/kas.json", '{"header": {"version": "0.10"}}');
  const old = await scene.kas(["dump", "kas.json"]);
  assert.equal(old.stdout, "header:\n  version: 1\n");
});

scene("files that are not there or cannot be read", async (scene) => {
  assertUserError(await scene.kas(["dump", "none.yml"]), "Configuration file not found");
  scene.write("work/kas.txt", "");
  assertUserError(await scene.kas(["dump", "kas.txt"]), "Config file extension not recognized");
  Deno.mkdirSync(scene.path("work/dir.yml"));
  assertUserError(await scene.kas(["dump", "dir.yml"]), "is a directory");
  scene.write("work/binary.yml", new Uint8Array([0x68, 0xff, 0xfe, 0x80]));
  assertUserError(await scene.kas(["dump", "binary.yml"]), "is not UTF-8 text");
  scene.write("work/kas.yml", project("a: b\n"));
  assertUserError(
    await scene.kas(["dump", "kas.yml"], { KAS_CLONE_DEPTH: "all" }),
    "KAS_CLONE_DEPTH must be a number",
  );
});

Deno.test({
  name: "an unreadable file is told with the reason",
  // The superuser may read everything: another user tries.
  ignore: Deno.uid() !== 0,
  fn: async () => {
    const directory = await Deno.makeTempDir();
    await Deno.chmod(directory, 0o755);
    await Deno.writeTextFile(`${directory}/kas.yml`, "", { mode: 0o600 });
    const { BINARY } = await import("./harness.ts");
    const output = await new Deno.Command("setpriv", {
      args: ["--reuid=65534", "--clear-groups", BINARY, "dump", "kas.yml"],
      cwd: directory,
    }).output();
    assert.equal(output.code, 2);
    assert.match(
      new TextDecoder().decode(output.stderr),
      /cannot read .*kas.yml: Permission denied/,
    );
    await Deno.remove(directory, { recursive: true });
  },
});
