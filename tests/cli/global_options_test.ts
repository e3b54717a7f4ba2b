// The options of all commands, colours and the version, in all faces of the program.
import assert from "node:assert/strict";
import { assertUserError, BINARY, BITBAKE_REPO, project, type Scene, scene } from "./harness.ts";
import { fakes, launch, PODMAN } from "./launcher.ts";

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

scene("--color wins over NO_COLOR and the terminal, a dumb terminal is plain", async (scene) => {
  scene.write("work/a.yml", project("machine: one\n"));
  scene.write("work/b.yml", project("machine: two\n"));
  const diff = ["diff", "a.yml", "b.yml"];
  const always = await scene.kas(["--color", "always", ...diff], { NO_COLOR: "1" });
  assert.ok(always.stdout.includes(BLUE), always.stdout);
  const failed = await scene.kas(["dump", "none.yml", "--color=always"]);
  assert.ok(failed.stderr.includes(RED), failed.stderr);
  const shown = async (args: readonly string[], env: Record<string, string> = {}) =>
    (await scene.kasOnTerminal(args, env)).stdout;
  assert.ok(!(await shown(["--color", "never", ...diff])).includes("\x1b"));
  assert.ok(!(await shown(diff, { TERM: "dumb" })).includes("\x1b"));
  build(scene);
  const env = { KAS_WORK_DIR: scene.work, NO_COLOR: "1" };
  const run = await scene.kas(["--color", "always", "build", "proj/kas.yml"], env);
  assert.match(run.stderr, /bitbake has none/);
});

scene("-q tells warnings and errors alone, -v all", async (scene) => {
  scene.write("work/kas.yml", project("machine: m\nbuild_system: isar\n"));
  const told = async (...args: string[]) => (await scene.kas(args)).stderr;
  assert.match(await told("-q", "dump", "kas.yml"), /^WARNING {2}- The semantics[^\n]*\n$/);
  assert.match(
    await told("dump", "kas.yml", "--verbose"),
    /^DEBUG {4}- execute init_setup_repos$/m,
  );
  assert.doesNotMatch(await told("-v", "-l", "info", "dump", "kas.yml"), /^DEBUG/m);
});

scene("-C: as if started there, for files, variables and the work directory", async (scene) => {
  scene.write("work/sub/kas.yml", project("machine: m\n"));
  scene.write("work/sub/deep/.config.yaml", project("machine: deep\n"));
  const dump = async (...args: string[]) => {
    const { code, stdout, stderr } = await scene.kas(["dump", ...args]);
    assert.equal(code, 0, stderr);
    return /^machine: (.*)$/m.exec(stdout)?.[1];
  };
  assert.equal(await dump("-C", "sub", "kas.yml"), "m");
  assert.equal(await dump("--directory=sub", "-C", "deep"), "deep");
  assert.equal(await dump(`-C${scene.path("work/sub")}`, "kas.yml"), "m");
  const before = await scene.kas(["-C", "sub", "dump", "-C", "deep"], { KAS_WORK_DIR: "." });
  assert.match(before.stdout, /^machine: deep$/m);
  assertUserError(await scene.kas(["-C", "none", "dump"]), "cannot change to none: ");
  scene.write("work/sub/bad.yml", project("machin: m\n"));
  assertUserError(await scene.kas(["-C", "sub", "dump", "bad.yml"]), /- bad\.yml:3:1: machin: /);
});

scene("kas-container goes by the global options, and hands them on", async (scene) => {
  fakes(scene, { podman: PODMAN("5.0.0") });
  scene.write("work/sub/kas.yml", project("machine: m\n"));
  const env = { KAS_CONTAINER_ENGINE: "podman" };
  const kas = (words: readonly string[]) =>
    words.slice(words.findLastIndex((w) => w.includes("/kas/")) + 1);
  const run = await launch(scene, [
    ...["-C", "sub", "-q", "build", "kas.yml"],
    ...["--log-format", "json", "--color=always"],
  ], env);
  assert.deepEqual(kas(run.words), [
    ...["-l", "warning", "--log-format", "json", "--color", "always", "build"],
    "/repo/kas.yml",
  ]);
  assert.ok(run.words.includes(`${scene.path("work/sub")}:/work:rw`), run.stdout);
  const failed = await launch(scene, ["--log-format=json", "build", "none.yml"], env);
  assert.deepEqual([failed.code, failed.stdout], [1, ""]);
  const { time, ...rest } = JSON.parse(failed.stderr);
  assert.match(time, /^\d{4}-\d\d-\d\dT/);
  assert.equal(rest.level, "error");
  assert.match(rest.message, /none\.yml/);
});

scene("a log of JSON: an object on each line, whatever happens", async (scene) => {
  build(scene);
  scene.write("work/bad.yml", project("machin: m\nrepos: {x: {url: 1}}\n"));
  const log = async (...args: string[]) => {
    const { code, stderr } = await scene.kas(["--log-format", "json", ...args]);
    const objects = stderr.trimEnd().split("\n").map((line) => JSON.parse(line));
    for (const { time, level, message } of objects) {
      assert.ok(!Number.isNaN(Date.parse(time)) && time.endsWith("Z"), time);
      assert.match(level, /^(?:debug|info|warning|error)$/);
      assert.equal(typeof message, "string");
    }
    return { code, objects };
  };
  const built = await log("-v", "build", "proj/kas.yml");
  assert.equal(built.code, 0);
  assert.match(built.objects[0].message, /^kas 5\.5 started on /);
  assert.ok(built.objects.some(({ message }) => message === "bitbake has 1"));
  const bad = await log("dump", "bad.yml");
  assert.equal(bad.code, 2);
  const problem = bad.objects.find(({ key }) => key === "machin");
  const { file, line, column, kind } = problem;
  assert.deepEqual([file, line, column, kind], [scene.path("work/bad.yml"), 3, 1, "unknown_key"]);
  assert.ok(
    bad.objects.filter(({ level }) => level === "error").length > 1,
    "one for each problem",
  );
  const wrong = await log("dump", "--no-such");
  assert.equal(wrong.code, 2);
  assert.match(wrong.objects[0].message, /^unrecognized arguments: --no-such/);
  const terminal = await scene.kasOnTerminal(["--log-format", "json", "dump", "-q", "none.yml"]);
  assert.match(JSON.parse(terminal.stdout).message, /Configuration file not found/);
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
