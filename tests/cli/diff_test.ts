import assert from "node:assert/strict";
import { assertUserError, project, type Scene, scene } from "./harness.ts";

function twoConfigs(s: Scene): [string, string] {
  const first = s.repo("lib", { a: "1\n" });
  const second = s.commit("lib", { a: "2\n" }, "second: subject\n\nbody");
  const config = (commit: string, more: string) =>
    project(
      `machine: ${more}\nlocal_conf_header:\n  h: |\n    A = "1"\n    B = "${more}"\n` +
        `repos:\n  lib:\n    url: ${s.path("lib")}\n    commit: ${commit}\n`,
    );
  s.write("work/a.yml", config(first, "one"));
  s.write("work/b.yml", config(second, "two") + "env:\n  X: y\n");
  return [first, second];
}

scene("diff: text of what differs, and the commits between", async (s) => {
  const [first, second] = twoConfigs(s);
  const run = await s.kas(["diff", "a.yml", "b.yml"]);
  assert.equal(run.code, 0, run.stderr);
  assert.equal(
    run.stdout,
    [
      "kas diff a.yml b.yml",
      "---  a.yml",
      "+++  b.yml",
      "@@ config changed @@",
      "     machine:",
      "         @@ -1 +1 @@",
      "-        one",
      "+        two",
      "     local_conf_header.h:",
      "         @@ -1,2 +1,2 @@",
      '         A = "1"',
      '-        B = "one"',
      '+        B = "two"',
      "     repos.lib.commit:",
      "         @@ -1 +1 @@",
      `-        ${first}`,
      `+        ${second}`,
      "+    env: {'X': 'y'}",
      "@@ lib commits diff @@",
      `${second}: Tester 2024-01-01 00:00:00`,
      "    second: subject",
      "    ",
      "    body",
      "    ",
      "",
    ].join("\n"),
  );
  const coloured = await s.kasOnTerminal(["diff", "--oneline", "--commit-only", "a.yml", "b.yml"]);
  assert.ok(coloured.stdout.includes(`\x1b[33m${second.slice(0, 7)}\x1b[0m second: subject`));
  const plain = await s.kasOnTerminal(["diff", "--no-color", "--content-only", "a.yml", "b.yml"]);
  assert.ok(!plain.stdout.includes("\x1b[34m") && !plain.stdout.includes("commits diff"));
});

scene("diff: what is checked out stays", async (s) => {
  const [first, second] = twoConfigs(s);
  const setUp = ["--skip", "setup_environ", "--skip", "write_bbconfig"];
  assert.equal((await s.kas(["checkout", ...setUp, "a.yml"])).code, 0);
  s.write("work/lib/a", "mine\n");
  for (const configs of [["a.yml", "b.yml"], ["b.yml", "a.yml"]]) {
    const run = await s.kas(["diff", ...configs]);
    assert.equal(run.code, 0, run.stderr);
    assert.match(run.stdout, new RegExp(`^(?:\\x1b\\[\\d+m)?-?${second}: Tester`, "m"));
    assert.equal(s.git("work/lib", "rev-parse", "HEAD"), first);
    assert.equal(s.read("work/lib/a"), "mine\n");
  }
});

scene("diff: JSON; backwards; a shallow clone is given its history", async (s) => {
  const [first, second] = twoConfigs(s);
  const run = await s.kas(["diff", "--format", "json", "b.yml", "a.yml"], {
    KAS_CLONE_DEPTH: "1",
    KAS_PREMIRRORS: `${s.path("")} file://${s.path("")}`,
  });
  assert.equal(run.code, 0, run.stderr);
  const found = JSON.parse(run.stdout);
  assert.deepEqual(found.values_changed.machine, { old_value: "two", new_value: "one" });
  assert.deepEqual(found.values_changed.env, { old_value: { X: "y" }, new_value: null });
  assert.equal(found.values_changed["repos.lib.commit"].new_value, first);
  assert.deepEqual(found.vcs.lib, [{
    commit: second,
    author: "Tester",
    email: "tester@example.com",
    commit_date: "2024-01-01 00:00:00",
    message: "second: subject\n\nbody\n",
  }]);
});

scene(
  "diff: overrides are merged into the repositories; equal files differ in nothing",
  async (s) => {
    const [first] = twoConfigs(s);
    s.write(
      "work/c.yml",
      s.read("work/b.yml") + `overrides:\n  repos:\n    lib:\n      commit: ${first}\n`,
    );
    const run = await s.kas([
      "diff",
      "--format",
      "json",
      "--skip",
      "repos_checkout",
      "c.yml",
      "b.yml",
    ]);
    assert.equal(run.code, 0, run.stderr);
    assert.deepEqual(Object.keys(JSON.parse(run.stdout).values_changed), ["repos.lib.commit"]);
    const coded = async (...words: string[]) =>
      (await s.kas(["diff", "--exit-code", ...words])).code;
    assert.deepEqual([await coded("a.yml", "b.yml"), await coded("a.yml", "a.yml")], [1, 0]);
    s.write("work/d.yml", s.read("work/a.yml").replace("machine: one", "machine: other"));
    const shown = ["--commit-only", "--content-only"].map((only) => coded(only, "a.yml", "d.yml"));
    assert.deepEqual(await Promise.all(shown), [0, 1], "commits are the same");
    const same = await s.kas(["diff", "--format", "json", "a.yml", "a.yml"]);
    assert.deepEqual(JSON.parse(same.stdout), { values_changed: {} });
    assertUserError(await s.kas(["diff", "a.yml"]), "config2");
  },
);
