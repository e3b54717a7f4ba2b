import assert from "node:assert/strict";
import { configure, signedCommit, sshKey, sshSigner } from "./signing.ts";
import { fakes, launch, PODMAN } from "./launcher.ts";
import { assertUserError, BINARY, BITBAKE_REPO, project, type Scene, scene } from "./harness.ts";

function setUp(s: Scene): void {
  s.repo("oe", { ...BITBAKE_REPO, "oe-init-build-env": 'export PATH="$PWD/bin:$PATH" IN="$1"\n' });
  s.write(
    "work/kas.yml",
    project(
      `env: {BITBAKE_STATUS: "5"}\nrepos:\n  oe:\n    url: ${
        s.path("oe")
      }\n    branch: main\n    layers: {meta: }\n`,
    ),
  );
}

async function ready(s: Scene): Promise<void> {
  setUp(s);
  const run = await s.kas(["checkout", "kas.yml"]);
  assert.equal(run.code, 0, run.stderr);
}

scene("exec: a program with its arguments: its output, its status, nothing changed", async (s) => {
  await ready(s);
  // Neither commits nor changes are touched, and what the server has is not asked for.
  s.commit("work/oe", { mine: "" });
  s.write("work/oe/changed", "");
  Deno.renameSync(s.path("oe"), s.path("gone"));
  const before = s.snapshot("work");
  const run = await s.kas(["exec", "kas.yml", "--", "bitbake", "-p", "a b", "$X", "--", "-h"]);
  assert.equal(run.code, 5, run.stderr);
  assert.equal(run.stdout, "bitbake: -p a b $X -- -h\n");
  assert.match(run.stderr, /warned/);
  assert.doesNotMatch(run.stderr, /ERROR|WARNING/);
  const place = await s.kas(["exec", "kas.yml", "--", "printenv", "IN"]);
  assert.equal(place.stdout, `${s.path("work/build")}\n`);
  const cwd = await s.kas(["exec", "kas.yml", "--", "../oe/bin/bitbake"]);
  assert.equal(cwd.stdout, "bitbake: \n");
  assert.deepEqual(s.snapshot("work"), before);
});

scene("exec: a single word is a command line for the shell", async (s) => {
  await ready(s);
  const run = await s.kas(["exec", "kas.yml", "--", "bitbake -p | tr a-z A-Z; pwd; exit 7"]);
  assert.equal(run.code, 7);
  assert.equal(run.stdout, `BITBAKE: -P\n${s.path("work/build")}\n`);
  const signal = await s.kas(["exec", "kas.yml", "--", "kill -KILL $$"]);
  assert.equal(signal.code, 137);
});

scene("exec: programs that are not there, lines without a command", async (s) => {
  await ready(s);
  const absent = await s.kas(["exec", "kas.yml", "--", "no-such", "-p"]);
  assert.equal(absent.code, 127);
  assert.match(absent.stderr, /"no-such" is not installed, or not in the PATH/);
  assertUserError(await s.kas(["exec", "kas.yml"]), "there is no command to run");
  assertUserError(
    await s.kas(["exec", "kas.yml", "bitbake", "-p"]),
    "the command to run stands behind --: kas exec kas.yml -- bitbake -p",
  );
});

scene("exec: without a project file it is .config.yaml", async (s) => {
  await ready(s);
  Deno.renameSync(s.path("work/kas.yml"), s.path("work/.config.yaml"));
  const run = await s.kas(["exec", "--", "bitbake", "-p"]);
  assert.equal(run.stdout, "bitbake: -p\n", run.stderr);
});

scene("exec: what is missing is told, and not fetched", async (s) => {
  setUp(s);
  assertUserError(
    await s.kas(["exec", "kas.yml", "--", "true"]),
    `Repositories are not there: oe (${s.path("work/oe")}); kas checkout fetches them`,
  );
  s.write(
    "work/kas.yml",
    s.read("work/kas.yml")
      .replace("version: 16", "version: 16\n  includes: [{repo: oe, file: inc.yml}]"),
  );
  assertUserError(await s.kas(["exec", "kas.yml", "--", "true"]), "Repositories are not there: oe");
  assert.equal(s.exists("work/oe"), false);
});

scene("exec: bitbake's configuration is that of the project", async (s) => {
  await ready(s);
  s.write("work/kas.yml", s.read("work/kas.yml") + "machine: other\n");
  assert.equal((await s.kas(["exec", "kas.yml", "--", "true"])).code, 0);
  assert.match(s.read("work/build/conf/local.conf"), /MACHINE \?\?= "other"/);
});

scene("exec: buildtools are not downloaded", async (s) => {
  await ready(s);
  const sum = "0".repeat(64);
  s.write(
    "work/kas.yml",
    s.read("work/kas.yml") +
      `buildtools: {version: "1.0", sha256sum: "${sum}", base_url: "http://127.0.0.1:9"}\n`,
  );
  assertUserError(
    await s.kas(["exec", "kas.yml", "--", "true"]),
    /Buildtools 1\.0 are not in .*\/buildtools: kas checkout installs them/,
  );
});

scene("exec: kas-container hands the command on as it is", async (s) => {
  setUp(s);
  fakes(s, { podman: PODMAN("4.4.0") });
  const { words, stderr } = await launch(s, ["exec", "kas.yml", "--", "bitbake", "-c", "a b"]);
  assert.deepEqual(
    words.slice(-6),
    ["exec", "/repo/kas.yml", "--", "bitbake", "-c", "a b"],
    stderr,
  );
});

scene("exec: standard input and the terminal are the command's", async (s) => {
  await ready(s);
  const line = `printf 'typed\\n' | '${BINARY}' exec kas.yml -- cat`;
  assert.equal((await s.run(["sh", "-c", line])).stdout, "typed\n");
  const shown = await s.kasOnTerminal([
    "exec",
    "kas.yml",
    "--",
    "test -t 0 && test -t 1 && echo tty",
  ]);
  assert.match(shown.stdout, /^tty\r?$/m);
});

scene("exec: SIGTERM ends the command", async (s) => {
  await ready(s);
  const child = s.start(["exec", "kas.yml", "--", "echo begun; exec sleep 60"]);
  const reader = child.stdout.getReader();
  assert.equal(new TextDecoder().decode((await reader.read()).value), "begun\n");
  child.kill("SIGTERM");
  assert.equal((await reader.read()).done, true, "it has ended");
  await reader.cancel();
  assert.equal((await child.status).code, 130);
});

scene(
  "exec: what must be signed is verified as it is, with its patches; so does status",
  async (s) => {
    const alice = sshKey(s, "alice");
    const commit = signedCommit(s, alice, "1\n");
    s.repo("oe", BITBAKE_REPO);
    s.write("work/proj/p.patch", "--- a/meta/a\n+++ b/meta/a\n@@ -1 +1 @@\n-1\n+2\n");
    const patches = "patches: {p: {repo: proj, path: p.patch}}";
    configure(s, `commit: ${commit}\n    ${patches}`, sshSigner("alice", "alice.pub"));
    const oe = `repos:\n  oe: {url: ${s.path("oe")}, branch: main}\n`;
    s.write("work/proj/kas.yml", s.read("work/proj/kas.yml").replace("repos:\n", oe));
    const made = await s.kas(["checkout", "proj/kas.yml"]);
    assert.equal(made.code, 0, made.stderr);
    const run = () => s.kas(["exec", "proj/kas.yml", "--", "cat", "../lib/meta/a"]);
    const status = async () => {
      const { stdout } = await s.kas(["status", "--json", "proj/kas.yml"]);
      const { repos } = JSON.parse(stdout);
      const { signed, patched } = repos.find(({ name }: { name: string }) => name === "lib");
      return [signed, patched];
    };
    // git gives objects that it would write the present time, where they are there already.
    const snapshot = () =>
      s.snapshot("work/lib").map((line) => line.includes("/objects/") ? line.split(" ")[0] : line);
    const before = snapshot();
    const good = await run();
    assert.equal(good.stdout, "2\n", good.stderr);
    assert.deepEqual(await status(), [true, "applied"]);
    assert.deepEqual(snapshot(), before);
    s.write("work/lib/meta/a", "3\n");
    assertUserError(await run(), /is signed, but .* has changes that are not: meta\/a/);
    s.commit("work/lib", {});
    const refused = await run();
    assertUserError(refused, /is signed, but what is checked out is not that with the project's/);
    assert.equal(refused.stdout, "");
    // The record beside the history is not believed.
    const record = JSON.parse(s.read("work/lib/.git/kas-patched.json"));
    const head = s.git("work/lib", "rev-parse", "HEAD");
    s.write("work/lib/.git/kas-patched.json", JSON.stringify({ ...record, head }));
    assertUserError(await run(), /is signed, but what is checked out is not that/);
    assert.deepEqual(await status(), [false, "applied"]);
  },
);
