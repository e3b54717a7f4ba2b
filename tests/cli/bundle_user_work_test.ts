// Whoever makes a bundle goes on working: nothing in the work directory has changed after it.
import assert from "node:assert/strict";
import {
  alone,
  assertNothingLeft,
  configure,
  content,
  create,
  gitEntry,
  head,
  hgCommit,
  hgEntry,
  importInto,
  list,
  SITE,
  sources,
  succeeds,
} from "./bundles.ts";
import { assertUserError, type Scene, scene } from "./harness.ts";

const DIFF = "--- a/f\n+++ b/f\n@@ -1 +1 @@\n-two\n+patched\n";

const repos = (s: Scene) => ({
  own: "",
  lib: gitEntry(s, "branch: main"),
  other: gitEntry(s, "tag: v1"),
  patched: gitEntry(s, "tag: v2, patches: {fix: {repo: own, path: fix.patch}}"),
  hg: hgEntry(s, "branch: default"),
});

/** All that a user may have under way. */
async function working(s: Scene) {
  const commits = sources(s);
  hgCommit(s, "one\n");
  s.write("work/fix.patch", DIFF);
  configure(s, repos(s));
  await succeeds(s.kas(["checkout", "--skip", "setup_environ", "kas.yml"]));
  s.write("work/lib/f", "stashed\n");
  s.git("work/lib", "stash", "-q");
  s.write("work/lib/f", "staged\n");
  s.git("work/lib", "add", "f");
  s.write("work/lib/f", "changed\n");
  s.write("work/lib/untracked", "mine\n");
  s.git("work/other", "checkout", "-q", "-b", "mine");
  s.commit("work/other", { f: "my commit\n" });
  s.write("work/hg/a", "changed\n");
  s.write("work/hg/untracked", "mine\n");
  assert.equal(s.git("work/patched", "branch", "--show-current"), "patched-v2");
  return commits;
}

/** The work directory; but Mercurial keeps its lock there while it clones. */
const workNow = (s: Scene) =>
  s.snapshot("work").filter((line) => !line.startsWith("work/hg/.hg/store "));

scene("what is checked out, changed, stashed and patched stays as it is", async (s) => {
  const { first, second } = await working(s);
  const before = workNow(s);
  await succeeds(create(s, "site.tar"));
  assert.deepEqual(workNow(s), before);
  assertNothingLeft(s);
  const { repos: bundled } = await list(s, "site.tar");
  const commits = Object.fromEntries(
    bundled.map(({ name, commit }: Record<string, string>) => [name, commit]),
  );
  assert.deepEqual([commits.lib, commits.other, commits.patched], [second, first, second]);
  Deno.renameSync(s.path("src"), s.path("gone"));
  await succeeds(importInto(s, ["site.tar"]));
  await succeeds(alone(s, SITE, "checkout", "--skip", "setup_environ"));
  assert.equal(head(s, "site/other"), first);
  assert.equal(s.read("site/lib/f"), "two\n");
  assert.equal(s.read("site/hg/a"), "one\n");
  assert.deepEqual(content(s, "site/patched"), content(s, "work/patched"));
});

scene("so it does when the bundle fails, and when nothing is checked out", async (s) => {
  await working(s);
  s.write("old.tar", "the last bundle\n");
  for (const entry of [gitEntry(s, "branch: none"), `url: ${s.path("none")}, branch: main`]) {
    configure(s, { ...repos(s), wrong: entry });
    const before = workNow(s);
    assertUserError(await create(s, "old.tar"), /kas\.yml:\d+:\d+: .*repos\.wrong/);
    assert.deepEqual(workNow(s), before);
    assert.equal(s.read("old.tar"), "the last bundle\n");
    assertNothingLeft(s);
  }
  configure(s, repos(s));
  for (const name of ["lib", "other", "patched", "hg"]) {
    Deno.renameSync(s.path("work", name), s.path(name));
  }
  const before = workNow(s);
  await succeeds(create(s, "old.tar"));
  assert.deepEqual(workNow(s), before);
});
