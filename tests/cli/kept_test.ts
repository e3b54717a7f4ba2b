import assert from "node:assert/strict";
import { assertUserError, BINARY, project, type Scene, scene } from "./harness.ts";

const ARGS = ["checkout", "--skip", "setup_environ", "--skip", "write_bbconfig", "kas.yml"];

/** A repository with two commits, and a project that pins it as these lines say. */
function pin(s: Scene, lines: string): void {
  s.write(
    "work/kas.yml",
    project(`repos:\n  lib:\n    url: ${s.path("src")}\n${lines.replace(/^/gm, "    ")}\n`),
  );
}

const checkout = (s: Scene, ...options: string[]) => s.kas([...ARGS, ...options]);

async function checkedOut(s: Scene, lines: string): Promise<void> {
  pin(s, lines);
  const run = await checkout(s);
  assert.equal(run.code, 0, run.stderr);
}

/** The branches kas-kept/… with the subjects of their commits. */
const kept = (s: Scene) =>
  s.git("work/lib", "for-each-ref", "--format=%(refname:short) %(subject)", "refs/heads/kas-kept");

const commit = (s: Scene, message: string) => s.git("work/lib", "commit", "-qam", message);

scene("kept: a commit on a detached HEAD, and none that kas itself has left", async (s) => {
  const first = s.repo("src", { a: "1\n" });
  const second = s.commit("src", { a: "2\n" });
  await checkedOut(s, `commit: ${first}`);
  await checkedOut(s, `commit: ${second}`);
  assert.equal(kept(s), "");
  s.write("work/lib/a", "mine\n");
  commit(s, "my work");
  pin(s, `commit: ${first}`);
  const run = await checkout(s);
  assert.equal(run.code, 0, run.stderr);
  assert.match(
    run.stderr,
    /The detached HEAD of repository lib .* kept on branch kas-kept\/detached-/,
  );
  assert.match(kept(s), /^kas-kept\/detached-\w+ my work$/);
  assert.equal(s.git("work/lib", "rev-parse", "HEAD"), first);
});

scene("kept: nothing of a commit that only a pinned fetch brought", async (s) => {
  const first = s.repo("src", { a: "1\n" });
  s.git("src", "checkout", "-q", "--detach");
  const hidden = s.commit("src", { a: "hidden\n" });
  s.git("src", "config", "uploadpack.allowAnySHA1InWant", "true");
  const shallow = async (lines: string) => {
    pin(s, lines);
    const url = `file://${s.path("src")}`;
    s.write("work/kas.yml", s.read("work/kas.yml").replace(s.path("src"), url));
    const run = await s.kas(ARGS, { KAS_CLONE_DEPTH: "1" });
    assert.equal(run.code, 0, run.stderr);
  };
  await shallow(`commit: ${hidden}`);
  await shallow(`commit: ${first}`);
  assert.equal(kept(s), "");
});

scene("kept: amended and added commits on the branch of patches", async (s) => {
  s.repo("src", { a: "1\n" });
  const patch = (to: string) =>
    s.write("work/p.patch", `--- a/a\n+++ b/a\n@@ -1 +1 @@\n-1\n+${to}\n`);
  patch("2");
  const lines = "branch: main\npatches:\n  fix:\n    repo: own\n    path: p.patch";
  pin(s, lines);
  s.write("work/kas.yml", `${s.read("work/kas.yml")}  own:\n`);
  const again = async () => {
    const run = await checkout(s);
    assert.equal(run.code, 0, run.stderr);
  };
  await again();
  // As `kas shell` leaves it: the same identity, another time.
  s.write("work/lib/a", "amended\n");
  const identity = { GIT_COMMITTER_NAME: "kas User", GIT_COMMITTER_EMAIL: "kas@example.com" };
  const amended = await s.run(
    ["git", "-C", s.path("work/lib"), "commit", "-qa", "--amend", "--no-edit"],
    identity,
  );
  assert.equal(amended.code, 0, amended.stderr);
  patch("3");
  await again();
  assert.match(kept(s), /^kas-kept\/patched-main-\w+ kas: fix$/);
  assert.equal(s.read("work/lib/a"), "3\n");
  s.write("work/lib/b", "b\n");
  s.git("work/lib", "add", "b");
  commit(s, "on top");
  patch("4");
  await again();
  assert.match(kept(s), /on top/);
  assert.equal(s.read("work/lib/a"), "4\n");
  // Patches that only kas has changed leave nothing behind.
  const before = kept(s);
  patch("5");
  await again();
  assert.equal(kept(s), before);
});

scene("a rebase, merge, cherry-pick or bisect in progress is not moved away from", async (s) => {
  const first = s.repo("src", { a: "1\n", b: "1\n" });
  const second = s.commit("src", { a: "2\n" });
  await checkedOut(s, `commit: ${second}`);
  const begin: Record<string, () => void> = {
    bisect: () => {
      s.git("work/lib", "bisect", "start");
      s.git("work/lib", "bisect", "bad");
    },
    merge: () => s.git("work/lib", "merge", "-q", "--no-ff", "--no-commit", "topic"),
  };
  s.git("work/lib", "branch", "topic", first);
  s.git("work/lib", "checkout", "-q", "topic");
  s.write("work/lib/b", "2\n");
  commit(s, "topic");
  s.git("work/lib", "checkout", "-q", "--detach", second);
  for (const [name, start] of Object.entries(begin)) {
    start();
    pin(s, `commit: ${first}`);
    const run = await checkout(s);
    if (name === "merge") assert.match(run.stderr, /is dirty/);
    else assertUserError(run, new RegExp(`is in the middle of a ${name}: finish or abort it`));
    assert.equal(s.git("work/lib", "rev-parse", "HEAD"), second);
    s.git(
      "work/lib",
      name,
      name === "merge" ? "--abort" : "reset",
      ...name === "merge" ? [] : ["HEAD"],
    );
  }
  assert.equal((await checkout(s)).code, 0);
});

scene("an ignored file that the new commit tracks is overwritten only by force", async (s) => {
  const first = s.repo("src", { a: "1\n", ".gitignore": "secret\n" });
  s.write("src/secret", "theirs\n");
  s.git("src", "add", "-f", "secret");
  const second = s.commit("src", {});
  await checkedOut(s, `commit: ${first}`);
  s.write("work/lib/secret", "mine\n");
  pin(s, `commit: ${second}`);
  const refused = await checkout(s);
  assertUserError(refused, /secret/);
  assert.equal(s.read("work/lib/secret"), "mine\n");
  assert.equal(s.git("work/lib", "rev-parse", "HEAD"), first);
  // The refusal has left nothing half done.
  assert.equal((await checkout(s)).code, 2);
  assert.equal((await checkout(s, "--force-checkout")).code, 0);
  assert.equal(s.read("work/lib/secret"), "theirs\n");
});

scene("a changed URL: what the new one has is built, or it is an error", async (s) => {
  const old = s.repo("src", { a: "old\n" });
  s.git("src", "tag", "v1");
  await checkedOut(s, "branch: main");
  s.repo("other", { a: "new\n" });
  s.git("other", "tag", "v1");
  const moved = (lines: string) => {
    pin(s, lines);
    s.write("work/kas.yml", s.read("work/kas.yml").replace(s.path("src"), s.path("other")));
  };
  moved(`commit: ${old}`);
  assertUserError(
    await checkout(s),
    /kas\.yml:\d+:\d+: repos\.lib\.url: The URL of repository "lib" was changed/,
  );
  // The error stays until it is mended: the old code is not built the second time either.
  assertUserError(await checkout(s), /was changed/);
  moved("branch: gone");
  assertUserError(await checkout(s), /was changed/);
  moved("tag: v1");
  assert.equal((await checkout(s)).code, 0);
  assert.equal(s.read("work/lib/a"), "new\n");
  await checkedOut(s, "branch: main");
  assert.equal(s.read("work/lib/a"), "old\n");
  moved("branch: main");
  const run = await checkout(s);
  assert.equal(run.code, 0, run.stderr);
  assert.equal(s.read("work/lib/a"), "new\n");
});

scene("a changed URL: a commit that no branch leads to, and a mirror in between", async (s) => {
  s.repo("src", { a: "old\n" });
  s.git("src", "checkout", "-q", "--detach");
  const hidden = s.commit("src", { a: "hidden\n" });
  s.git("src", "checkout", "-q", "main");
  s.git("src", "config", "uploadpack.allowAnySHA1InWant", "true");
  pin(s, "branch: main");
  s.git(".", "clone", "-q", "src", "other");
  s.git("other", "fetch", "-q", s.path("src"), hidden);
  s.git("other", "update-ref", "refs/changes/1", hidden);
  s.git("other", "config", "uploadpack.allowAnySHA1InWant", "true");
  assert.equal((await checkout(s)).code, 0);
  s.git("work/lib", "fetch", "-q", "origin", hidden);
  pin(s, `commit: ${hidden}`);
  s.write("work/kas.yml", s.read("work/kas.yml").replace(s.path("src"), s.path("other")));
  const run = await checkout(s);
  assert.equal(run.code, 0, run.stderr);
  assert.equal(s.read("work/lib/a"), "hidden\n");
  // A mirror of the same URL is no other origin.
  const mirrored = await s.kas(ARGS, { KAS_PREMIRRORS: `${s.path("other")} ${s.path("src")}` });
  assert.equal(mirrored.code, 0, mirrored.stderr);
});

scene("a commit in hexadecimal is an object, whatever branches and tags are called", async (s) => {
  const good = s.repo("src", { a: "good\n" });
  const bad = s.commit("src", { a: "bad\n" });
  const short = good.slice(0, 8);
  s.git("src", "branch", short, bad);
  s.git("src", "tag", short, bad);
  await checkedOut(s, `commit: "${short}"\nbranch: main`);
  assert.equal(s.read("work/lib/a"), "good\n");
  assert.equal(s.git("work/lib", "rev-parse", "HEAD"), good);
  const dump = await s.kas(["dump", "--resolve-refs", "kas.yml"]);
  assert.match(dump.stdout, new RegExp(`commit: ${good}`));
  pin(s, `commit: "${"0".repeat(8)}"`);
  assertUserError(await checkout(s), /Commit "00000000" cannot be found/);
});

scene("two kas in one work directory: the second waits, or fails at once", async (s) => {
  s.repo("bitbake", {
    "oe-init-build-env": 'export PATH="$PWD/bin:$PATH"\nmkdir -p "$1/conf"\n',
    "bin/bitbake": '#!/bin/sh\necho $$ >> "$BBDIR/log"; sleep 1.5; echo end >> "$BBDIR/log"\n',
    "meta/conf/layer.conf": "",
  });
  const config = (machine: string) =>
    `machine: ${machine}\nenv:\n  BBDIR: ${s.path("work")}\nrepos:\n  bitbake:\n` +
    `    url: ${s.path("bitbake")}\n    branch: main\n    layers:\n      meta:\n`;
  s.write("work/kas.yml", project(config("a")));
  s.write("work/other.yml", project(config("b")));
  assert.equal((await s.kas(["checkout", "kas.yml"])).code, 0);
  const first = s.kas(["build", "kas.yml"]);
  while (!s.exists("work/log")) await new Promise((resolve) => setTimeout(resolve, 20));
  const failed = await s.kas(["build", "--no-wait", "kas.yml"]);
  assertUserError(failed, /process \d+ \(kas build kas\.yml\) works in .*work: wait until/);
  // Looking needs nobody's leave.
  const looked = await s.kas(["dump", "--no-wait", "kas.yml"]);
  assert.equal(looked.code, 0, looked.stderr);
  const second = await s.kas(["build", "other.yml"]);
  assert.equal(second.code, 0, second.stderr);
  assert.match(second.stderr, /Waiting for process \d+ \(kas build kas\.yml\), which works in/);
  assert.equal((await first).code, 0);
  const lines = s.read("work/log").trim().split("\n");
  assert.deepEqual([lines[1], lines[3]], ["end", "end"]);
  assert.match(s.read("work/build/conf/local.conf"), /"b"/);
});

scene("a kas that a build starts does not wait for that build", async (s) => {
  s.repo("bitbake", {
    "oe-init-build-env": 'export PATH="$PWD/bin:$PATH"\nmkdir -p "$1/conf"\n',
    "bin/bitbake": `#!/bin/sh\ncd ${s.work} && ${BINARY} checkout other.yml\n`,
    "meta/conf/layer.conf": "",
  });
  const repos = `repos:\n  bitbake:\n    url: ${s.path("bitbake")}\n    branch: main\n`;
  s.write("work/kas.yml", project(repos));
  s.write("work/other.yml", project(`machine: other\n${repos}`));
  const build = await s.kas(["build", "kas.yml"]);
  assertUserError(build, /works in .* and has started this kas/);
});
