import assert from "node:assert/strict";
import { assertUserError, project, type Scene, scene } from "./harness.ts";

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

/** Repositories `one` and `two` with branches and a tag, and what is told of a project with them. */
async function told(scene: Scene, text: string, env: Record<string, string> = {}): Promise<string> {
  for (const name of ["one", "two"]) {
    if (scene.exists(`src/${name}`)) continue;
    scene.repo(`src/${name}`, { f: "1", "meta-a/conf/layer.conf": "" });
    for (const branch of ["kirkstone", "scarthgap"]) scene.git(`src/${name}`, "branch", branch);
    scene.git(`src/${name}`, "tag", "v1.2");
  }
  scene.write("work/kas.yml", project(text.replaceAll("SRC", scene.path("src"))));
  const outcome = await scene.kas(["checkout", "kas.yml"], env);
  assertUserError(outcome, "ERROR    - ");
  return outcome.stderr.slice(outcome.stderr.indexOf("ERROR    - ") + 11).trimEnd();
}

scene("a reference that is not there has its place, its key and a near name", async (s) => {
  const branch = 'Branch "kirkstne" cannot be found in repository "one", did you mean "kirkstone"?';
  const entry = "repos:\n  one:\n    url: SRC/one\n";
  assert.equal(
    await told(s, `${entry}    branch: kirkstne\n`),
    `kas.yml:6:5: repos.one.branch: ${branch}`,
  );
  assert.equal(
    await told(s, `defaults: {repos: {branch: kirkstne}}\n${entry}`),
    `kas.yml:3:20: defaults.repos.branch: ${branch}`,
  );
  assert.equal(
    await told(s, `${entry}    tag: v1.3\n`),
    'kas.yml:6:5: repos.one.tag: Tag "v1.3" cannot be found in repository "one", did you mean "v1.2"?',
  );
  assert.match(await told(s, `${entry}    branch: v1.2\n`), /"one"; there is a tag "v1.2"$/);
  // Nothing is cloned that could be asked for its names.
  const shallow = { KAS_WORK_DIR: s.path("shallow"), KAS_CLONE_DEPTH: "1" };
  Deno.mkdirSync(s.path("shallow"));
  const remote = entry.replace("SRC", "file://SRC");
  assert.match(await told(s, `${remote}    branch: kirkstne\n`, shallow), new RegExp(branch));
});

scene("a commit of the lockfile that is not there is told in the lockfile", async (s) => {
  const commit = "1234567890".repeat(4);
  s.write(
    "work/kas.lock.yml",
    project(`overrides:\n  repos:\n    one:\n      commit: "${commit}"\n`),
  );
  assert.equal(
    await told(s, "repos:\n  one: {url: SRC/one, branch: kirkstone}\n"),
    `kas.lock.yml:6:7: overrides.repos.one.commit: Commit "${commit}" cannot be found in ` +
      `repository "one" (${s.path("src/one")})`,
  );
});

scene("an include of an unknown repository has its place and a near name", async (s) => {
  s.write("work/kas.yml", "");
  const includes = "  includes:\n  - {repo: oone, file: a.yml}\n  - {repo: ones, file: a.yml}\n";
  assert.equal(
    await told(s, `${includes}repos:\n  one: {url: SRC/one, branch: main}\n`),
    "kas.yml:4:12: header.includes[0]: Could not fetch all repos needed by includes. Missing " +
      'repos: oone, did you mean "one"?\nkas.yml:5:12: header.includes[1]: Could not fetch all ' +
      'repos needed by includes. Missing repos: ones, did you mean "one"?',
  );
});

scene("the errors of all repositories are told, and what others need is done", async (s) => {
  s.write("work/broken.patch", "--- a/f\n+++ b/f\n@@ -1 +1 @@\n-other\n+new\n");
  const patch = (file: string) => `patches: {p: {repo: top, path: ${file}}}`;
  const text = await told(
    s,
    `repos:
  top: {path: .}
  four: {url: SRC/one, branch: main, ${patch("broken.patch")}}
  three: {url: SRC/one, branch: kirkstne}
  two: {url: SRC/none, branch: main}
  five: {url: SRC/one, branch: main, ${patch("brokn.patch")}}
  one: {url: SRC/two, branch: main}
  six: {url: SRC/one, branch: main, ${patch("x.patch").replace("top", "tip")}}
`,
  );
  const lines = text.split("\n").filter((line) => line.startsWith("kas.yml"));
  assert.deepEqual(lines.map((line) => line.replace(/:\d+: (\S+):.*$/, " $1")), [
    "kas.yml:5 repos.four.patches.p.path",
    "kas.yml:6 repos.three.branch",
    "kas.yml:7 repos.two.url",
    "kas.yml:8 repos.five.patches.p.path",
    "kas.yml:10 repos.six.patches.p.repo",
  ]);
  assert.match(lines[3]!, /Could not find patch\. .*, did you mean "broken\.patch"\?$/);
  assert.match(lines[4]!, /\(missing repo: tip, .*\), did you mean "top"\?$/);
  assert.equal(s.read("work/one/f"), "1");
  assert.ok(!s.exists("work/build/conf"));
});

scene("what fails alike for many is told in full for a few", async (s) => {
  const names = [..."abcdefgh"];
  const entries = names.map((name) => `  ${name}: {url: SRC/one}\n`).join("");
  const text = await told(s, `defaults: {repos: {branch: none}}\nrepos:\n${entries}`);
  assert.equal(text.match(/cannot be found/g)?.length, 3);
  assert.match(text, /^5 more repositories fail alike: d, e, f, g, h$/m);
});

scene("a failure of the machine stops all, and is told once", async (s) => {
  const git = "#!/bin/sh\necho 'fatal: write error: No space left on device' >&2\nexit 128\n";
  s.write("bin/git", git, 0o755);
  const entries = [..."abcdefgh"].map((name) => `  ${name}: {url: SRC/one, branch: main}\n`);
  const path = { PATH: `${s.path("bin")}:/usr/bin:/bin` };
  const text = await told(s, `repos:\n${entries.join("")}`, path);
  assert.equal(text.match(/No space left/g)?.length, 1, text);
});
