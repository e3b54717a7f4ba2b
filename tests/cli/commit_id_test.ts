import assert from "node:assert/strict";
import { assertUserError, project, type Scene, scene } from "./harness.ts";

const NO_BUILD = ["--skip", "setup_environ", "--skip", "write_bbconfig"];
const SHORT_ID = /is not a full-length hash for repo "one"\.\n.*This eases supply chain attacks/;

const checkout = (scene: Scene) => scene.kas(["checkout", ...NO_BUILD, "kas.yml"]);

function one(scene: Scene, keys: string): void {
  scene.write("work/kas.yml", project(`repos:\n  one: {url: ${scene.path("src/one")}, ${keys}}\n`));
}

scene("a commit is named by its id, and by nothing else", async (scene) => {
  const first = scene.repo("src/one", { f: "1" });
  scene.commit("src/one", { f: "2" });
  scene.git("src/one", "tag", "plain", first);
  scene.git("src/one", "tag", "-a", "-m", "x", "annotated");
  scene.git("src/one", "branch", first.slice(0, 3), first);
  const tagId = scene.git("src/one", "rev-parse", "annotated");
  const names = ["plain", "annotated", "HEAD", "HEAD~1", "origin/main", `${first}^0`, `'${tagId}'`];
  for (const name of names) {
    for (const more of ["", ", branch: main"]) {
      one(scene, `commit: ${name}${more}`);
      const outcome = await checkout(scene);
      const words = `differs suspiciously from specified ${name.replaceAll("'", "")}`;
      assertUserError(outcome, words);
      assert.match(outcome.stderr, /Parsed commit [0-9a-f]{40} differs/);
      assert.doesNotMatch(outcome.stderr, /checked out to/);
    }
  }
});

scene("the beginning of a commit's id is warned of once it is found", async (scene) => {
  const first = scene.repo("src/one", { f: "1" });
  one(scene, `commit: '${first.slice(0, 9)}'`);
  const outcome = await checkout(scene);
  assert.equal(outcome.code, 0, outcome.stderr);
  assert.match(outcome.stderr, SHORT_ID);
  assert.equal(outcome.stderr.split("full-length").length, 2);

  one(scene, "commit: 'abcdef012'");
  const unknown = await checkout(scene);
  assertUserError(unknown, 'Commit "abcdef012" cannot be found');
  assert.doesNotMatch(unknown.stderr, /full-length/);

  scene.write("work/kas.yml", project("repos:\n  one: {path: src, commit: abc}\n"));
  assert.doesNotMatch((await scene.kas(["dump", "kas.yml"])).stderr, /full-length/);
});

scene("a tag that looks as an id never stands for another commit", async (scene) => {
  const first = scene.repo("src/one", { f: "1" });
  scene.commit("src/one", { f: "2" });
  scene.git("src/one", "tag", first.slice(0, 9), "HEAD");
  scene.git("src/one", "tag", "abcdef012", "HEAD");
  one(scene, `commit: '${first.slice(0, 9)}'`);
  assert.equal((await checkout(scene)).code, 0);
  assert.equal(scene.git("work/one", "rev-parse", "HEAD"), first);
  one(scene, "commit: abcdef012");
  assert.equal((await checkout(scene)).code, 2);
});

scene("a legacy refspec is told as it is written", async (scene) => {
  scene.repo("src/one", { f: "1" });
  one(scene, "refspec: refs/heads/main");
  assert.match((await checkout(scene)).stderr, /one checked out to refs\/heads\/main$/m);
});
