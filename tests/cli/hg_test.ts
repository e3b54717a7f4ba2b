import assert from "node:assert/strict";
import { join } from "node:path";
import { assertUserError, BITBAKE_REPO, project, type Scene, scene } from "./harness.ts";

/** A Mercurial repository with two changesets on default, a tag on the first, a branch `side`. */
function hgRepo(s: Scene): { first: string; second: string; side: string } {
  Deno.mkdirSync(s.path("source"));
  s.hg("source", "init");
  const commit = (files: Record<string, string>, message: string) => {
    for (const [name, text] of Object.entries(files)) {
      s.write(join("source", name), text, name.includes("bin/") ? 0o755 : undefined);
    }
    s.hg("source", "commit", "--addremove", "-m", message, "-d", "2024-01-01 00:00 +0000");
    return s.hg("source", "log", "-r", ".", "-T", "{node}");
  };
  const first = commit({ ...BITBAKE_REPO, "meta/a": "one\n" }, "first");
  s.hg("source", "tag", "-d", "2024-01-01 00:00 +0000", "-r", first, "v1.0");
  const second = commit({ "meta/a": "two\n" }, "second");
  s.hg("source", "branch", "side");
  const side = commit({ "meta/a": "three\n" }, "side");
  return { first, second, side };
}

const config = (s: Scene, lines: string, more = "") =>
  project(
    `repos:\n  lib:\n    url: ${s.path("source")}\n    type: hg\n${
      lines.replace(/^/gm, "    ")
    }\n    layers:\n      meta:\n${more}`,
  );

scene("hg: commit, tag, branch and refspec; pull when something is missing", async (s) => {
  const { first, second, side } = hgRepo(s);
  const at = () => s.hg("work/lib", "log", "-r", ".", "-T", "{node}");
  const checkout = async (lines: string, ...options: string[]) => {
    s.write("work/kas.yml", config(s, lines));
    return await s.kas(["checkout", ...options, "kas.yml"]);
  };
  const cloned = await checkout(`commit: ${first}`);
  assert.equal(cloned.code, 0, cloned.stderr);
  assert.match(cloned.stderr, /Cloning repository lib/);
  assert.match(cloned.stderr, new RegExp(`Repository lib checked out to ${first}`));
  assert.equal(at(), first);
  for (
    const [lines, commit] of [
      [`commit: ${second}\nbranch: default`, second],
      ["tag: v1.0", first],
      [`tag: v1.0\ncommit: ${first}`, first],
      ["branch: side", side],
      ["refspec: side", side],
    ] as const
  ) {
    const run = await checkout(lines);
    assert.equal(run.code, 0, run.stderr);
    assert.equal(at(), commit, lines);
  }
  s.write("source/meta/a", "four\n");
  s.hg("source", "commit", "-m", "four");
  assert.equal((await checkout("branch: side")).code, 0);
  assert.equal(at(), side, "a branch stays where it is without --update");
  const updated = await checkout("branch: side", "--update");
  assert.match(updated.stderr, /Repository lib updated/);
  assert.equal(at(), s.hg("source", "log", "-r", ".", "-T", "{node}"));

  assertUserError(await checkout("tag: nope"), 'Tag "nope" cannot be found in repository "lib"');
  assertUserError(
    await checkout(`commit: ${first}\nbranch: side`),
    `Branch "side" in repository "lib" does not contain commit "${first}"`,
  );
  assertUserError(await checkout(`tag: v1.0\ncommit: ${second}`), "does not match provided commit");
});

scene("hg: local changes stay unless --force-checkout; commands see the repository", async (s) => {
  const { first, second } = hgRepo(s);
  s.write("work/kas.yml", config(s, `commit: ${first}`));
  assert.equal((await s.kas(["checkout", "kas.yml"])).code, 0);
  s.write("work/lib/meta/a", "mine\n");
  s.write("work/kas.yml", config(s, `commit: ${second}`));
  const dirty = await s.kas(["checkout", "kas.yml"]);
  assert.match(dirty.stderr, /Repo lib is dirty - no checkout/);
  assert.equal(s.read("work/lib/meta/a"), "mine\n");
  const forced = await s.kas(["build", "--force-checkout", "kas.yml"]);
  assert.equal(forced.code, 0, forced.stderr);
  assert.equal(s.read("work/lib/meta/a"), "two\n");
  const each = await s.kas([
    "for-all-repos",
    "kas.yml",
    "echo $KAS_REPO_NAME $KAS_REPO_COMMIT; hg root",
  ]);
  assert.equal(each.stdout, `lib ${second}\n${s.path("work/lib")}\n`);
  const locked = await s.kas(["dump", "--lock", "kas.yml"]);
  assert.match(locked.stdout, new RegExp(`commit: ${second}`));
});

scene(
  "hg: patches on a branch of their own, made once; a broken one leaves no trace",
  async (s) => {
    const { first } = hgRepo(s);
    const patch = (to: string) =>
      "# HG changeset patch\n# User A <a@b>\n# Date 1704200000 0\n#      Tue Jan 02 12:53:20 2024 +0000\n" +
      `diff --git a/meta/a b/meta/a\n--- a/meta/a\n+++ b/meta/a\n@@ -1,1 +1,1 @@\n-one\n+${to}\n` +
      "diff --git a/meta/new b/meta/new\nnew file mode 100644\n--- /dev/null\n+++ b/meta/new\n@@ -0,0 +1,1 @@\n+n\n";
    s.write("work/proj/0001.patch", patch("patched"));
    const patches = "  proj:\n    path: proj\n";
    const lines = `commit: ${first}\npatches:\n  p1:\n    repo: proj\n    path: 0001.patch`;
    s.write("work/kas.yml", config(s, lines, patches));
    const run = await s.kas(["checkout", "kas.yml"]);
    assert.equal(run.code, 0, run.stderr);
    assert.match(
      run.stderr,
      /Patch applied\. \(patch path: .*0001\.patch, repo: lib, patch entry: p1\)/,
    );
    assert.equal(s.read("work/lib/meta/a"), "patched\n");
    const log = () =>
      s.hg(
        "work/lib",
        "log",
        "-r",
        ".",
        "-T",
        "{node} {branch} {user} {date|isodate} {desc|firstline}",
      );
    const made = log();
    assert.match(
      made,
      new RegExp(`patched-${first} kas <kas@example.com> 2024-01-02 12:53 \\+0000 kas: p1`),
    );
    assert.equal((await s.kas(["checkout", "kas.yml"])).code, 0);
    assert.equal(log(), made);
    assert.equal(s.hg("work/lib", "status"), "");

    s.write("work/proj/0001.patch", patch("x").replace("-one", "-other"));
    assertUserError(
      await s.kas(["checkout", "kas.yml"]),
      /Could not apply patch[\s\S]*patch entry: p1/,
    );
    assert.equal(s.hg("work/lib", "status"), "");
  },
);

scene(
  "hg: a signed repository is refused: changed ones by name, others as git only can sign",
  async (s) => {
    const { first } = hgRepo(s);
    s.write("work/kas.yml", config(s, `commit: ${first}`));
    assert.equal((await s.kas(["checkout", "kas.yml"])).code, 0);
    const signers = "signers:\n  me:\n    type: ssh\n    repo: lib\n    path: key.pub\n";
    s.write(
      "work/kas.yml",
      config(s, `commit: ${first}\nsigned: true\nallowed_signers: [me]`) + signers,
    );
    const clean = await s.kas(["checkout", "kas.yml"]);
    assertUserError(clean, "Only git repositories are supported for signatures");
    s.write("work/lib/meta/a", "mine\n");
    const changed = await s.kas(["checkout", "kas.yml"]);
    assertUserError(
      changed,
      /kas\.yml:\d+:\d+: repos\.lib\.signed: Repository lib is signed, but .* meta\/a/,
    );
    assert.equal(s.read("work/lib/meta/a"), "mine\n");
  },
);

scene("hg: the project's own repository", async (s) => {
  Deno.mkdirSync(s.path("work/proj"));
  s.hg("work/proj", "init");
  for (const [name, text] of Object.entries(BITBAKE_REPO)) {
    s.write(`work/proj/${name}`, text, name.includes("bin/") ? 0o755 : undefined);
  }
  s.write("work/proj/kas/kas.yml", project("repos:\n  this:\n    layers:\n      meta:\n"));
  s.hg("work/proj", "commit", "--addremove", "-m", "all");
  const run = await s.kas(["dump", "--resolve-local", "proj/kas/kas.yml"]);
  assert.equal(run.code, 0, run.stderr);
  assert.match(run.stderr, new RegExp(`Using ${s.path("work/proj")} as root for repository this`));
  assert.match(
    run.stdout,
    new RegExp(`commit: ${s.hg("work/proj", "log", "-r", ".", "-T", "{node}")}`),
  );
});
