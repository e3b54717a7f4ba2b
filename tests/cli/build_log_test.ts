import assert from "node:assert/strict";
import { BITBAKE_REPO, project, scene } from "./harness.ts";

const BITBAKE = `#!/bin/sh
echo "NOTE: begun https://me:secret@host/x"
echo "WARNING: old"
echo "ERROR: broken"
echo "| why"
echo "plain"
echo "NOTE: on the other" >&2
case "$*" in *fails*) exit 3 ;; esac
`;

scene("bitbake's lines keep their level, and are in a private log", async (scene) => {
  scene.repo("src/oe", { ...BITBAKE_REPO, "bin/bitbake": BITBAKE });
  const repo = `repos:\n  oe: {url: ${scene.path("src/oe")}, branch: main, layers: {meta: }}\n`;
  scene.write("work/kas.yml", project(repo));
  scene.write("elsewhere", "mine");
  Deno.mkdirSync(scene.path("work/build"));
  Deno.symlinkSync(scene.path("elsewhere"), scene.path("work/build/kas-build.log"));

  const failed = await scene.kas(["-l", "error", "build", "--target=fails", "kas.yml"]);
  assert.equal(failed.code, 2);
  assert.match(failed.stderr, /ERROR {4}- ERROR: broken\n.*ERROR {4}- \| why\n/);
  assert.doesNotMatch(failed.stderr, /begun|old|plain|other/);
  const file = scene.path("work/build/kas-build.log");
  assert.ok(failed.stderr.trimEnd().endsWith(`failed with error 3: its output is in ${file}`));
  for (const line of ["WARNING: old", "| why", "plain", "NOTE: on the other"]) {
    assert.ok(scene.read("work/build/kas-build.log").split("\n").includes(line), line);
  }
  assert.doesNotMatch(scene.read("work/build/kas-build.log"), /secret/);
  assert.equal(Deno.lstatSync(file).mode! & 0o7777, 0o600);
  assert.equal(scene.read("elsewhere"), "mine");

  const built = await scene.kas(["build", "kas.yml"]);
  assert.equal(built.code, 0, built.stderr);
  assert.match(built.stderr, /WARNING {2}- WARNING: old$/m);
  assert.equal(scene.read("work/build/kas-build.log").split("begun").length, 2);

  Deno.removeSync(file);
  Deno.mkdirSync(file);
  Deno.writeTextFileSync(`${file}/x`, "");
  const without = await scene.kas(["build", "kas.yml"]);
  assert.equal(without.code, 0, without.stderr);
  assert.match(without.stderr, /WARNING {2}- No log of the build: /);
});
