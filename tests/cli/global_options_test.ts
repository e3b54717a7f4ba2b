// The options of all commands, colours and the version, in all faces of the program.
import assert from "node:assert/strict";
import { BINARY, BITBAKE_REPO, project, type Scene, scene } from "./harness.ts";

const RED = "\x1b[1;31m";
const BLUE = "\x1b[34m";

/** A project whose `bitbake` and shell tell what NO_COLOR is. */
function build(scene: Scene): void {
  scene.repo("work/proj", {
    ...BITBAKE_REPO,
    "bin/bitbake": '#!/bin/sh\necho "bitbake has ${NO_COLOR-none}"\n',
    "kas.yml": project("repos: {proj: {layers: {meta: }}}\n"),
  });
}

scene("the version is kas's, for scripts that read it, and our own beside it", async (scene) => {
  const number = /^kas (\d+\.\d+) \(configuration format version (\d+), earliest .* version 1\), /;
  const version = await scene.kas(["--version"]);
  assert.deepEqual(number.exec(version.stdout)?.slice(1), ["5.5", "23"]);
  assert.match(version.stdout, /, single binary 1\.\d+\.\d+\n$/);
  assert.equal((await scene.kas(["container", "--version"])).stdout, "kas-container 5.5\n");
  scene.write("work/kas.yml", project(""));
  const first = (await scene.kas(["dump", "kas.yml"])).stderr.split("\n")[0]!;
  assert.match(first, /^INFO {5}- kas 5\.5 started on \S/);
});

scene("launcher and container of other versions are warned of, once", async (scene) => {
  scene.write("work/a.yml", project("build_system: isar\n"));
  const warnings = async (version: string) => {
    const env = { KAS_CONTAINER_SCRIPT_VERSION: version };
    const { stderr } = await scene.kas(["diff", "a.yml", "a.yml"], env);
    return stderr.split("\n").filter((line) => line.startsWith("WARNING"));
  };
  const isar = "WARNING  - The semantics of build_system: isar might change in the future. " +
    "Please use 'isar-privileged' or 'isar-rootless'.";
  assert.deepEqual(await warnings("5.5"), [isar]);
  assert.deepEqual(await warnings("5.4"), [
    "WARNING  - kas-container (5.4) and kas (5.5) versions do not match",
    isar,
  ]);
});

scene("the log level stands behind the command, too", async (scene) => {
  scene.write("work/kas.yml", project("machine: m\n"));
  for (const words of [["-l", "debug"], ["-ldebug"], ["--log-level=debug"]]) {
    for (const args of [["dump", ...words, "kas.yml"], ["dump", "kas.yml", ...words]]) {
      const run = await scene.kas(args);
      assert.equal(run.code, 0, run.stderr);
      assert.match(run.stderr, /^DEBUG {4}- execute init_setup_repos$/m, args.join(" "));
      assert.match(run.stdout, /^machine: m$/m);
    }
  }
  assert.equal((await scene.kas(["-l", "debug", "dump", "-l", "error", "kas.yml"])).stderr, "");
  const lock = await scene.kas(["dump", "--lo", "kas.yml"]);
  assert.match(lock.stdout, /\noverrides:/);
});

scene("the words of commands stay theirs", async (scene) => {
  build(scene);
  const env = { KAS_WORK_DIR: scene.work };
  const shell = await scene.kas(["shell", "proj/kas.yml", "-c", "echo -l --no-color"], env);
  assert.equal(shell.stdout, "-l --no-color\n");
  const each = await scene.kas(["for-all-repos", "proj/kas.yml", "echo -l debug"], env);
  assert.equal(each.stdout, "-l debug\n");
  assert.doesNotMatch(each.stderr, /DEBUG/);
  scene.commit("work/proj", { "bin/bitbake": '#!/bin/sh\necho "bitbake: $*"\n' });
  const bitbake = await scene.kas(["build", "proj/kas.yml", "--", "-l", "x", "--no-color"], env);
  assert.match(bitbake.stderr, /bitbake: -c build -l x --no-color core-image-minimal$/m);
});

scene("no colours: asked for before or behind the command, or by NO_COLOR", async (scene) => {
  scene.write("work/a.yml", project("machine: one\n"));
  scene.write("work/b.yml", project("machine: two\n"));
  const diff = ["diff", "a.yml", "b.yml"];
  const shown = async (args: readonly string[], env: Record<string, string> = {}) =>
    (await scene.kasOnTerminal(args, env)).stdout;
  assert.ok((await shown(diff)).includes(BLUE));
  assert.ok((await shown(diff, { NO_COLOR: "" })).includes(BLUE));
  assert.ok((await shown(["dump", "none.yml"])).includes(RED));
  for (const args of [["--no-color", ...diff], [...diff, "--no-color"]]) {
    assert.ok(!(await shown(args)).includes("\x1b"), args.join(" "));
  }
  assert.ok(!(await shown(diff, { NO_COLOR: "x" })).includes("\x1b"));
  for (const args of [["--no-color", "dump", "none.yml"], ["dump", "none.yml", "--no-color"]]) {
    const text = await shown(args);
    assert.ok(text.includes("Configuration file not found") && !text.includes("\x1b"), text);
  }
});

scene("the menu without colours is monochrome", async (scene) => {
  scene.write("work/Kconfig", 'menu "M"\nconfig A\n\tbool "a"\nendmenu\ncomment "c"\n');
  const colours = async (args: string, env: Record<string, string> = {}) => {
    // Ctrl-C, once the menu is there.
    const line = `{ sleep 1; printf '\\003'; } | script -qec "'${BINARY}' ${args}" /dev/null`;
    const { stdout } = await scene.run(["bash", "-c", line], { TERM: "xterm", ...env });
    assert.ok(stdout.includes("\x1b[7m"), stdout);
    return ["\x1b[32m", "\x1b[36m"].some((colour) => stdout.includes(colour));
  };
  assert.equal(await colours("menu"), true);
  assert.equal(await colours("menu", { NO_COLOR: "" }), true);
  assert.equal(await colours("menu", { NO_COLOR: "1" }), false);
  assert.equal(await colours("--no-color menu"), false);
  assert.equal(await colours("menu --no-color"), false);
});

scene("what kas starts is told by NO_COLOR where there are to be none", async (scene) => {
  build(scene);
  const env = { KAS_WORK_DIR: scene.work };
  const told = async (run: Promise<{ readonly stdout: string; readonly stderr: string }>) => {
    const { stdout, stderr } = await run;
    return /bitbake has (\w+)/.exec(stdout + stderr)?.[1];
  };
  const args = ["build", "proj/kas.yml"];
  assert.equal(await told(scene.kas(args, env)), "1", "no terminal");
  assert.equal(await told(scene.kasOnTerminal(args, env)), "none");
  assert.equal(await told(scene.kasOnTerminal(args, { ...env, NO_COLOR: "" })), "none");
  assert.equal(await told(scene.kasOnTerminal(args, { ...env, NO_COLOR: "yes" })), "1");
  assert.equal(await told(scene.kasOnTerminal([...args, "--no-color"], env)), "1");
  const preserved = ["--no-color", "shell", "-E", "-c", "bitbake", "proj/kas.yml"];
  assert.equal(await told(scene.kasOnTerminal(preserved, env)), "1");
});

scene("project files that stand apart: the command line that is meant", async (scene) => {
  scene.write("work/a.yml", project(""));
  scene.write("work/b.yml", project(""));
  scene.write("work/it's.json", "{}");
  const cases: [string[], string][] = [
    [["build", "a.yml", "b.yml"], "kas build a.yml:b.yml"],
    [
      ["-l", "error", "checkout", "--update", "a.yml", "b.yml"],
      "kas -l error checkout --update a.yml:b.yml",
    ],
    [["shell", "a.yml", "-c", "ls *", "it's.json"], `kas shell 'a.yml:it'"'"'s.json' -c 'ls *'`],
    [["for-all-repos", "a.yml", "b.yml", "ls"], "kas for-all-repos a.yml:b.yml ls"],
  ];
  for (const [args, meant] of cases) {
    const run = await scene.kas(args);
    assert.equal(run.code, 2, run.stderr);
    const message = `kas: error: project files are joined by a colon: ${meant}\n`;
    assert.ok(run.stderr.endsWith(message), run.stderr);
  }
  const launcher = await scene.kas(["container", "build", "a.yml", "b.yml"]);
  assert.equal(launcher.code, 1);
  assert.equal(
    launcher.stderr,
    "kas-container: Error: project files are joined by a colon: kas-container build a.yml:b.yml\n",
  );
  const missing = await scene.kas(["checkout", "a.yml", "none.yml"]);
  assert.match(missing.stderr, /kas: error: unrecognized arguments: none\.yml$/m);
});
