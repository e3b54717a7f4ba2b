// Variables of the caller that kas-container hands over: by their names, never by their values.
import assert from "node:assert/strict";
import { project, type Scene, scene } from "./harness.ts";
import { DOCKER, fakes, launch, SUDO } from "./launcher.ts";

/** A docker that tells what it was given, in its command line and in its environment. */
const TELLING = `${DOCKER("default")}echo "--"\nenv | grep '^P_'\n`;
const SECRET = "geheim-7f3a";

/** What the container would have of variables that begin with P_. */
async function inContainer(scene: Scene, args: string[], env: Record<string, string>) {
  const outcome = await launch(scene, args, env);
  assert.equal(outcome.code, 0, outcome.stderr);
  const [argv, environment] = outcome.stdout.split("\n--\n");
  const words = argv!.split("\n");
  const names = words.filter((word, at) => words[at - 1] === "-e" && word.startsWith("P_"));
  const values = new Map(
    (environment ?? "").trim().split("\n").map((line) => line.split("=", 2) as [string, string]),
  );
  return { ...outcome, argv: argv!, got: names.map((name) => [name, values.get(name)]) };
}

scene("what the project has below env reaches the container by name", async (scene) => {
  fakes(scene, { docker: TELLING });
  scene.repo("proj", {
    "kas.yml":
      `header:\n  version: 16\n  includes:\n    - more.yml\n    - {repo: layer, file: l.yml}\n` +
      "env:\n  P_A: default\n  P_TOKEN: null\n  P_EMPTY: x\n  P_UNSET: x\n" +
      "repos:\n  layer:\n    url: https://example.com/layer.git\n    branch: main\n",
    "more.yml": project("env:\n  P_MORE: x\n"),
  });
  const env = { P_A: "own", P_TOKEN: SECRET, P_EMPTY: "", P_MORE: "m", P_LAYER: "l", P_OTHER: "o" };
  const build = ["build", "../proj/kas.yml"];
  const first = await inContainer(scene, build, env);
  assert.deepEqual(first.got, [["P_MORE", "m"], ["P_A", "own"], ["P_TOKEN", SECRET], [
    "P_EMPTY",
    "",
  ]]);
  assert.match(
    first.stderr,
    /^kas-container: Note: Includes need repositories .* verified: layer\./m,
  );
  assert.match(first.stderr, /^kas-container: Note: The container gets P_TOKEN, as/m);
  assert.ok(!(first.argv + first.stderr).includes(SECRET));

  const asked = await inContainer(scene, ["--env", "P_OTHER", "--env=P_TOKEN", ...build], env);
  assert.deepEqual(asked.got.slice(0, 2), [["P_OTHER", "o"], ["P_TOKEN", SECRET]]);
  assert.doesNotMatch(asked.stderr, /The container gets/);

  scene.write("work/layer/l.yml", project("env:\n  P_LAYER: x\n"));
  const later = await inContainer(scene, build, env);
  assert.ok(later.got.some(([name]) => name === "P_LAYER"), later.argv);
  assert.doesNotMatch(later.stderr, /Includes need/);
});

scene(
  "a dry run and a debug log show no value, and the printed line does the same",
  async (scene) => {
    fakes(scene, { docker: TELLING });
    scene.write("work/kas.yml", project("env:\n  P_TOKEN: null\n"));
    const env = { P_TOKEN: SECRET, P_X: SECRET };
    const dry = await launch(scene, ["-n", "--env", "P_X", "build", "kas.yml"], env);
    assert.match(dry.stdout, / -e P_X -e P_TOKEN /);
    assert.ok(!(dry.stdout + dry.stderr).includes(SECRET));
    const typed = await scene.run(["sh", "-c", dry.stdout], {
      PATH: `${scene.path("bin")}:/usr/bin:/bin`,
      ...env,
    });
    assert.match(typed.stdout, new RegExp(`^P_TOKEN=${SECRET}$`, "m"));
    const debug = await launch(scene, ["-l", "debug", "--env", "P_X", "build", "kas.yml"], env);
    assert.match(debug.stderr, /^\+ exec docker run .* -e P_X /m);
    assert.ok(!debug.stderr.includes(SECRET));
  },
);

scene("--env: what is refused, and how", async (scene) => {
  fakes(scene, { docker: TELLING, podman: TELLING, sudo: SUDO, run0: SUDO });
  const cases: [string[], RegExp, Record<string, string>?][] = [
    [[`P_X=${SECRET}`], /--env P_X=…: only the name, .*: export P_X, and give --env P_X/],
    [[`-x=${SECRET}`], /--env: "-x" is no name of a variable/],
    [["P*"], /no name of a variable/],
    [["USER_ID"], /kas-container or the image sets USER_ID/],
    [["DL_DIR"], /sets DL_DIR/],
    [["PATH"], /sets PATH/],
    [
      ["P_X", "--isar-privileged"],
      /run0 hands no variables on; set KAS_SUDO_CMD=sudo/,
      { KAS_SUDO_CMD: "run0", KAS_CONTAINER_ENGINE: "podman", P_X: SECRET },
    ],
  ];
  for (const [words, message, env] of cases) {
    const outcome = await launch(scene, ["--env", ...words, "build"], env);
    assert.equal(outcome.code, 1, words.join());
    assert.match(outcome.stderr, /^kas-container: Error: /);
    assert.match(outcome.stderr, message);
    assert.ok(!(outcome.stderr + outcome.stdout).includes(SECRET), words.join());
  }
  const missing = await launch(scene, ["--env"]);
  assert.match(missing.stderr, /--env needs a value/);
  const unset = await launch(scene, ["--env", "P_X", "build"]);
  assert.match(unset.stderr, /^kas-container: Warning: --env P_X: P_X is not set$/m);
  const sudo = await launch(scene, ["--isar-privileged", "--env", "P_X", "build"], {
    KAS_CONTAINER_ENGINE: "podman",
    KAS_SUDO_CMD: "sudo",
    P_X: SECRET,
  });
  assert.match(sudo.stdout, new RegExp(`^P_X=${SECRET}$`, "m"));
});

scene("paths of the host are warned of, unless they are mounted", async (scene) => {
  fakes(scene, { docker: TELLING });
  scene.write("work/kas.yml", project("env:\n  P_DIR: x\n  P_TEXT: x\n"));
  scene.write("sdk/x", "");
  const env = { P_DIR: scene.path("sdk"), P_TEXT: "sdk" };
  const plain = await inContainer(scene, ["build", "kas.yml"], env);
  assert.equal(plain.got.length, 2);
  assert.match(plain.stderr, /^kas-container: Warning: P_DIR is a path of this host\./m);
  assert.ok(!plain.stderr.includes(scene.path("sdk")) && !plain.stderr.includes("P_TEXT"));
  const args = `-v ${scene.path("sdk")}:${scene.path("sdk")}:ro`;
  const mounted = await inContainer(scene, ["--runtime-args", args, "build", "kas.yml"], env);
  assert.equal(mounted.stderr, "");
  const long = await launch(scene, ["build", "kas.yml"], { P_DIR: `/${"x".repeat(10_000)}` });
  assert.equal(long.code, 0, long.stderr);
});

scene("a broken project is left to the container's kas, and never a stack trace", async (scene) => {
  fakes(scene, { docker: TELLING });
  const texts = [
    ...["a: [\n", "", "- x\n", "header: 1\n", "env: [P_A]\n", "header: {includes: {a: b}}\n"],
    ...["header: {includes: [none.yml]}\n", "header: {includes: [kas.yml]}\n", "\xff\xfe\0"],
    ...["header: {includes: [{repo: x, file: y}]}\nrepos: {x: {path: /}}\n", "repos: {x: 1}\n"],
    "header: {includes: [{repo: x, file: y.yml}]}\nrepos: {x: {path: ../../..}}\nenv: {P_A: x}\n",
    `header: {includes: [{repo: "${"x".repeat(5000)}", file: y.yml}]}\nrepos: {${
      "x".repeat(5000)
    }: {}}\n`,
  ];
  for (const text of texts) {
    scene.write("work/kas.yml", text);
    const { code, stderr, words } = await launch(scene, ["build", "kas.yml"], { P_A: "1" });
    assert.equal(code, 0, `${text}: ${stderr}`);
    assert.equal(words[0], "docker");
    assert.doesNotMatch(stderr, /Error|internal|^\s+at /m, text);
  }
});
