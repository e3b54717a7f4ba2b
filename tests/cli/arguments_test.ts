import assert from "node:assert/strict";
import { BINARY, project, scene } from "./harness.ts";

scene("version and help", async (scene) => {
  const version = await scene.kas(["--version"]);
  assert.equal(version.code, 0);
  assert.match(
    version.stdout,
    /^kas 5\.5 \(configuration format version 23, earliest compatible version 1\), single binary \d+\.\d+\.\d+\n$/,
  );
  for (const args of [["--help"], ["-h"], []]) {
    const help = await scene.kas(args);
    assert.equal(help.code, 0);
    assert.match(help.stdout, /^usage: kas \[options\] COMMAND[\s\S]*for-all-repos/);
  }
  for (const command of ["build", "checkout", "dump", "shell", "for-all-repos"]) {
    const help = await scene.kas([command, "--help"]);
    assert.equal(help.code, 0);
    assert.match(help.stdout, new RegExp(`^usage: kas ${command} [\\s\\S]*--force-checkout`));
  }
});

scene("usage errors exit with 2 and say what is wrong", async (scene) => {
  const cases: [string[], RegExp][] = [
    [["buidl"], /invalid choice: 'buidl' .* Did you mean "build"\?/],
    [["-l", "loud", "build"], /argument -l\/--log-level: invalid choice: 'loud'/],
    [["build", "--skip", "nothing"], /argument --skip: invalid choice: 'nothing'/],
    [["build", "--upgrade"], /unrecognized arguments: --upgrade, did you mean "--update"\?/],
    [["build", "--target"], /argument --target: expected one argument/],
    [["build", "--update=yes"], /ignored explicit argument 'yes'/],
    [["dump", "--indent", "two"], /invalid int value: 'two'/],
    [["dump", "--lock", "--resolve-env"], /not allowed with argument/],
    [["dump", "--resolve"], /ambiguous option: --resolve could match/],
    [["for-all-repos"], /the following arguments are required: command/],
    [["checkout", "a.yml", "b.yml"], /unrecognized arguments: b.yml/],
  ];
  for (const [args, message] of cases) {
    const outcome = await scene.kas(args);
    assert.equal(outcome.code, 2, args.join(" "));
    assert.match(outcome.stderr, message);
    assert.match(outcome.stderr, /^usage: kas/);
  }
});

scene("log levels, joined values and abbreviations", async (scene) => {
  scene.write("work/kas.yml", project("repos: {this: }\n"));
  const debug = await scene.kas(["-ldebug", "dump", "kas.yml", "--ind=4", "--so"]);
  assert.equal(debug.code, 0, debug.stderr);
  assert.match(debug.stderr, /^DEBUG {4}- execute init_setup_repos$/m);
  assert.equal(debug.stdout, "header:\n    version: 16\nrepos:\n    this:\n");
  const quiet = await scene.kas(["--log=error", "dump", "kas.yml"]);
  assert.equal(quiet.stderr, "");
});

scene("output to a closed pipe ends quietly", async (scene) => {
  const keys = Array.from({ length: 50_000 }, (_, index) => `  k${index}: v\n`).join("");
  scene.write("work/kas.yml", project(`env:\n${keys}`));
  const outcome = await scene.run([
    "bash",
    "-c",
    `'${BINARY}' dump kas.yml | head -n 1; echo "\${PIPESTATUS[0]}"`,
  ]);
  assert.equal(outcome.stdout, "header:\n141\n");
  assert.doesNotMatch(outcome.stderr, /error|Pipe/);
});

/** Becomes a program; descriptor 4 is a pipe that nobody reads any more. */
const CLOSED = `mkfifo pipe; : <pipe & exec 4>pipe; wait; exec "$0" "$@"`;

scene("all faces end quietly where nobody reads their output", async (scene) => {
  for (const args of [["--help"], ["container", "--help"], ["entrypoint", "idmap"]]) {
    const script = `${CLOSED} >&4`;
    const outcome = await scene.run(["bash", "-c", script, BINARY, ...args]);
    assert.deepEqual(outcome, { code: 141, stdout: "", stderr: "" }, args.join(" "));
    Deno.removeSync(scene.path("work/pipe"));
  }
});

scene("the exit code tells where nobody reads standard error", async (scene) => {
  const cases: [string[], number][] = [
    [["buidl"], 2],
    [["-l", "error", "build", "none.yml"], 2],
    [["container", "buidl"], 1],
    [["entrypoint", "idmap", "--foo"], 1],
    // The log's first line finds the pipe closed.
    [["build", "none.yml"], 141],
  ];
  for (const [args, code] of cases) {
    const script = `${CLOSED} 2>&4`;
    const outcome = await scene.run(["bash", "-c", script, BINARY, ...args]);
    assert.deepEqual(outcome, { code, stdout: "", stderr: "" }, args.join(" "));
    Deno.removeSync(scene.path("work/pipe"));
  }
});
