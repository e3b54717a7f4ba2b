import assert from "node:assert/strict";
import { assertUserError, project, type Scene, scene } from "./harness.ts";

const SKIP = ["--skip", "setup_environ", "--skip", "write_bbconfig"];

function diff(
  name: string,
  from: string,
  to: string,
  date = "Tue, 2 Jan 2024 10:00:00 +0100",
): string {
  return `From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001\nFrom: me <me@x>\n` +
    (date ? `Date: ${date}\n` : "") +
    `Subject: x\n\n---\ndiff --git a/${name} b/${name}\n--- a/${name}\n+++ b/${name}\n` +
    `@@ -1 +1 @@\n-${from}\n+${to}\n`;
}

function patched(scene: Scene, path: string): void {
  scene.write(
    "work/kas.yml",
    project(
      `defaults: {repos: {patches: {repo: this}}}\nrepos:\n  this:\n  one:\n` +
        `    url: ${
          scene.path("src/one")
        }\n    branch: main\n    patches:\n      fix: {path: ${path}}\n`,
    ),
  );
}

const checkout = (scene: Scene, ...options: string[]) =>
  scene.kas(["checkout", ...SKIP, ...options, "kas.yml"]);

scene("a patch becomes a commit, once", async (scene) => {
  const base = scene.repo("src/one", { f: "1\n" });
  scene.write("work/p.patch", diff("f", "1", "2"));
  patched(scene, "p.patch");
  const outcome = await checkout(scene);
  assert.equal(outcome.code, 0, outcome.stderr);
  assert.match(
    outcome.stderr,
    /Patch applied. \(patch path: .*p.patch, repo: one, patch entry: fix\)/,
  );
  assert.equal(scene.read("work/one/f"), "2\n");
  assert.equal(scene.git("work/one", "branch", "--show-current"), "patched-main");
  assert.equal(scene.git("work/one", "rev-parse", "HEAD~1"), base);
  assert.equal(
    scene.git("work/one", "log", "-1", "--format=%an|%ae|%aD|%cn|%ce|%cD|%B"),
    "kas|kas@example.com|Tue, 2 Jan 2024 10:00:00 +0100|kas User|kas@example.com|" +
      `Tue, 2 Jan 2024 10:00:00 +0100|kas: fix\n\npatch ${
        scene.path("work/p.patch")
      } applied by kas`,
  );
  const old = new Date("2020-01-01");
  Deno.utimeSync(scene.path("work/one/f"), old, old);
  const again = await checkout(scene);
  assert.match(again.stderr, /Patch applied/);
  assert.equal(Deno.statSync(scene.path("work/one/f")).mtime!.getFullYear(), 2020);

  scene.write("work/p.patch", diff("f", "1", "3"));
  assert.equal((await checkout(scene)).code, 0);
  assert.equal(scene.read("work/one/f"), "3\n");
  assert.equal(scene.git("work/one", "rev-list", "--count", `${base}..HEAD`), "1");
  assert.doesNotMatch(scene.git("work/one", "branch"), /kas-kept/);

  // Who only reads leaves the patches where they are; who builds without them does not.
  const head = scene.git("work/one", "rev-parse", "HEAD");
  for (const command of [["dump"], ["lock"]]) {
    const read = await scene.kas([...command, "kas.yml"]);
    assert.equal(read.code, 0, read.stderr);
    assert.equal(scene.git("work/one", "rev-parse", "HEAD"), head, command[0]);
  }
  assert.equal((await checkout(scene, "--skip", "repos_apply_patches")).code, 0);
  assert.equal(scene.git("work/one", "rev-parse", "HEAD"), base);
});

scene("a quilt series is applied in its order", async (scene) => {
  scene.repo("src/one", { f: "1\n", g: "1\n" });
  scene.write("work/q/a.patch", diff("f", "2", "3", ""));
  scene.write("work/q/b.patch", diff("f", "1", "2", ""));
  scene.write(
    "work/q/c.patch",
    diff("g", "1", "2").replaceAll(" a/g", " x/a/g").replaceAll(" b/g", " x/b/g"),
  );
  scene.write("work/q/series", "# first\nb.patch\n\na.patch # then\nc.patch -p2\n");
  Deno.utimeSync(
    scene.path("work/q/b.patch"),
    new Date("2021-02-03T04:05:06Z"),
    new Date("2021-02-03T04:05:06Z"),
  );
  patched(scene, "q");
  const outcome = await checkout(scene);
  assert.equal(outcome.code, 0, outcome.stderr);
  assert.equal(scene.read("work/one/f"), "3\n");
  assert.equal(scene.read("work/one/g"), "2\n");
  assert.equal(scene.git("work/one", "log", "-1", "--format=%at", "HEAD~2"), "1612325106");
});

scene("patches that cannot be applied or found", async (scene) => {
  const base = scene.repo("src/one", { f: "1\n" });
  scene.write("work/p.patch", diff("f", "other", "2"));
  patched(scene, "p.patch");
  const outcome = await checkout(scene);
  assertUserError(outcome, /Could not apply patch.*patch entry: fix\n.*patch does not apply/s);
  assert.equal(scene.git("work/one", "status", "--porcelain"), "");
  assert.equal(scene.git("work/one", "rev-parse", "HEAD"), base);
  patched(scene, "none.patch");
  assertUserError(await checkout(scene), "Could not find patch. (patch path:");
  scene.write("work/q/series", "gone.patch\n");
  patched(scene, "q");
  assertUserError(await checkout(scene), /Could not find patch .*gone.patch, which .*series names/);
  scene.write("work/kas.yml", scene.read("work/kas.yml").replace("repo: this", "repo: that"));
  assertUserError(await checkout(scene), "Could not find referenced repo. (missing repo: that");
});

scene("a repository with local changes is not patched", async (scene) => {
  scene.repo("src/one", { f: "1\n" });
  scene.write("work/p.patch", diff("f", "1", "2"));
  patched(scene, "p.patch");
  await scene.kas(["checkout", ...SKIP, "--skip", "repos_apply_patches", "kas.yml"]);
  scene.write("work/one/f", "mine\n");
  const outcome = await checkout(scene);
  assert.equal(outcome.code, 0);
  assert.match(outcome.stderr, /Repo one is dirty - no patching/);
  assert.equal(scene.read("work/one/f"), "mine\n");
});
