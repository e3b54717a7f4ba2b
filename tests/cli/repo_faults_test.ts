import assert from "node:assert/strict";
import { assertUserError, project, scene } from "./harness.ts";

const NO_BUILD = ["--skip", "setup_environ", "--skip", "write_bbconfig"];

scene("a repository that no step has fetched is told by name", async (scene) => {
  const url = scene.path("src/one");
  scene.repo("src/one", { f: "1" });
  scene.write("work/kas.yml", project(`repos:\n  one: {url: ${url}, branch: main}\n`));
  const args = ["checkout", ...NO_BUILD, "--skip", "finish_setup_repos", "kas.yml"];
  assertUserError(await scene.kas(args), "run without --skip finish_setup_repos");
  assert.ok(!scene.exists("work/one"));
});

scene("a patch that fails names git's command and words", async (scene) => {
  const url = scene.path("src/one");
  scene.repo("src/one", { f: "1" });
  scene.write("work/broken.patch", "--- a/f\n+++ b/f\n@@ -1 +1 @@\n-other\n+new\n");
  const one = `{url: ${url}, branch: main, patches: {p: {repo: top, path: broken.patch}}}`;
  scene.write("work/kas.yml", project(`repos:\n  top: {path: .}\n  one: ${one}\n`));
  const outcome = await scene.kas(["checkout", ...NO_BUILD, "kas.yml"]);
  assertUserError(outcome, "Could not apply patch. Please fix repos and patches:");
  assert.match(outcome.stderr, /vcs command: git apply .*broken\.patch\n.*vcs error:\n/);
});

scene("a legacy refspec is warned of once, whatever its branch", async (scene) => {
  const url = scene.path("src/one");
  scene.repo("src/one", { f: "1" });
  scene.write("work/kas.yml", project(`repos:\n  one: {url: ${url}, refspec: a, branch: b}\n`));
  const { stderr } = await scene.kas(["dump", "kas.yml"]);
  assert.match(stderr, /Using deprecated refspec/);
  assert.doesNotMatch(stderr, /Using branch without commit/);
});

scene("two repositories on one path are an error before anything is cloned", async (scene) => {
  const url = scene.path("src/one");
  scene.repo("src/one", { f: "1" });
  const entry = `{url: ${url}, branch: main, path: `;
  scene.write("work/kas.yml", project(`repos:\n  a: ${entry}x}\n  b: ${entry}./x}\n`));
  const outcome = await scene.kas(["checkout", ...NO_BUILD, "kas.yml"]);
  assertUserError(outcome, /Repositories "a" and "b" cannot both be at .*x: set another "path"/);
  assert.ok(!scene.exists("work/x"));
});
