// purge removes what kas made, and keeps what holds work of the user's: a table of ways to leave
// some in a clone, each with what must still be there.
import assert from "node:assert/strict";
import { join } from "node:path";
import { BITBAKE_REPO, type Outcome, project, type Scene, scene } from "./harness.ts";

const PATCH = `--- a/meta/conf/layer.conf
+++ b/meta/conf/layer.conf
@@ -1 +1,2 @@
 # a layer
+# patched
`;

/** Two repositories, both cloned: `oe`, which each case changes, and `other`. */
async function cloned(s: Scene): Promise<void> {
  s.repo("oe", { ...BITBAKE_REPO, ".gitignore": "*.o\n/ignored/\n" });
  s.repo("other", { "meta/conf/layer.conf": "# another\n" });
  s.write("work/p.patch", PATCH);
  const repo = (name: string, more = "") =>
    `  ${name}:\n    url: ${s.path(name)}\n    branch: main\n${more}`;
  const patches = "    patches:\n      p:\n        repo: here\n        path: p.patch\n";
  s.write("work/kas.yml", project(`repos:\n  here:\n${repo("oe", patches)}${repo("other")}`));
  const run = await s.kas(["checkout", "kas.yml"]);
  assert.equal(run.code, 0, run.stderr);
  assert.match(s.git("work/oe", "log", "-1", "--format=%s"), /^kas: p/);
}

interface Case {
  readonly does: (s: Scene) => void;
  /** What of the message tells the reason; undefined: the repository goes. */
  readonly reason?: RegExp;
  /** What is still there, below `work/oe`; it is gone with `--force`. */
  readonly stays?: string;
}

const oe = (s: Scene, ...args: string[]) => s.git("work/oe", ...args);
const commit = (s: Scene, name: string) => s.commit("work/oe", { [name]: "mine\n" });

const CASES: Readonly<Record<string, Case>> = {
  "nothing of the user's": { does: () => {} },
  "products that .gitignore names": {
    does: (s) => {
      s.write("work/oe/a.o", "");
      s.write("work/oe/ignored/deep/b", "");
    },
  },
  "Python's caches": { does: (s) => s.write("work/oe/lib/__pycache__/a.pyc", "") },
  "a commit that was pushed": {
    does: (s) => {
      oe(s, "checkout", "-q", "-b", "topic", "origin/main");
      commit(s, "mine");
      oe(s, "push", "-q", "origin", "topic");
    },
  },
  "an untracked file": {
    does: (s) => s.write("work/oe/mine", "mine"),
    reason: /it has changes: mine/,
    stays: "mine",
  },
  "a changed file": {
    does: (s) => s.write("work/oe/meta/conf/layer.conf", "mine"),
    reason: /it has changes: meta\/conf\/layer.conf/,
    stays: "meta/conf/layer.conf",
  },
  "a staged file": {
    does: (s) => {
      s.write("work/oe/mine", "mine");
      oe(s, "add", "mine");
    },
    reason: /it has changes: mine/,
    stays: "mine",
  },
  "a file that only this clone ignores": {
    does: (s) => {
      s.write("work/oe/.git/info/exclude", "mine\n");
      s.write("work/oe/mine", "mine");
    },
    reason: /it has changes: mine/,
    stays: "mine",
  },
  "a changed file that git is told to take for unchanged": {
    does: (s) => {
      oe(s, "update-index", "--assume-unchanged", "meta/conf/layer.conf");
      s.write("work/oe/meta/conf/layer.conf", "mine");
    },
    reason: /told not to look at .*: meta\/conf\/layer.conf/,
    stays: "meta/conf/layer.conf",
  },
  "a changed file that git is told to skip": {
    does: (s) => {
      oe(s, "update-index", "--skip-worktree", "meta/conf/layer.conf");
      s.write("work/oe/meta/conf/layer.conf", "mine");
    },
    reason: /told not to look at .*: meta\/conf\/layer.conf/,
    stays: "meta/conf/layer.conf",
  },
  "a commit on a branch of the user's": {
    does: (s) => {
      oe(s, "checkout", "-q", "-b", "topic", "origin/main");
      commit(s, "mine");
      oe(s, "checkout", "-q", "patched-main");
    },
    reason: /it has commits that are nowhere else: [0-9a-f]{40}/,
    stays: ".git/refs/heads/topic",
  },
  "a commit on a detached HEAD": {
    does: (s) => {
      oe(s, "checkout", "-q", "--detach", "origin/main");
      commit(s, "mine");
    },
    reason: /it has commits that are nowhere else/,
    stays: "mine",
  },
  "a commit on top of the patches": {
    does: (s) => void commit(s, "mine"),
    reason: /it has commits that are nowhere else/,
    stays: "mine",
  },
  "an amended patch": {
    does: (s) => {
      s.write("work/oe/mine", "mine");
      oe(s, "add", "mine");
      oe(s, "commit", "-q", "--amend", "--no-edit");
    },
    reason: /it has commits that are nowhere else/,
    stays: "mine",
  },
  "a commit that only a tag of the user's has": {
    does: (s) => {
      oe(s, "checkout", "-q", "--detach", "origin/main");
      commit(s, "mine");
      oe(s, "tag", "wip");
      oe(s, "checkout", "-q", "patched-main");
    },
    reason: /it has commits that are nowhere else/,
    stays: ".git/refs/tags/wip",
  },
  "a commit that only the reflog has": {
    does: (s) => {
      oe(s, "checkout", "-q", "--detach", "origin/main");
      commit(s, "mine");
      oe(s, "checkout", "-q", "patched-main");
    },
    reason: /it has commits that are nowhere else/,
    stays: ".git/logs/HEAD",
  },
  "a note": {
    does: (s) => void oe(s, "notes", "add", "-m", "mine", "HEAD"),
    reason: /it has commits that are nowhere else/,
    stays: ".git/refs/notes/commits",
  },
  "a stash": {
    does: (s) => {
      s.write("work/oe/meta/conf/layer.conf", "mine");
      oe(s, "stash", "-q");
    },
    reason: /it has stashes/,
    stays: ".git/refs/stash",
  },
  "a bisect": {
    does: (s) => void oe(s, "bisect", "start"),
    reason: /a bisect is not finished/,
    stays: ".git/BISECT_LOG",
  },
  "another work tree": {
    does: (s) => void oe(s, "worktree", "add", "-q", "--detach", s.path("tree"), "origin/main"),
    reason: /it has further work trees: \S+\/tree\/.git/,
    stays: ".git/worktrees/tree",
  },
  "a repository inside": {
    does: (s) => void s.repo("work/oe/meta-mine", { mine: "mine" }),
    reason: /it has changes: meta-mine\//,
    stays: "meta-mine/mine",
  },
  "a repository in an ignored directory": {
    does: (s) => void s.repo("work/oe/ignored/meta-mine", { mine: "mine" }),
    reason: /other repositories lie in it: \S+\/ignored\/meta-mine/,
    stays: "ignored/meta-mine/mine",
  },
  "another origin": {
    does: (s) => void oe(s, "remote", "set-url", "origin", "https://example.com/mine"),
    reason: /its origin is https:\/\/example.com\/mine, not \S+\/oe/,
    stays: ".git",
  },
  "an object that is not there": {
    does: (s) => {
      const tree = oe(s, "rev-parse", "HEAD^{tree}");
      Deno.removeSync(s.path(`work/oe/.git/objects/${tree.slice(0, 2)}/${tree.slice(2)}`));
      oe(s, "update-ref", "refs/heads/topic", "HEAD");
      Deno.writeTextFileSync(s.path("work/oe/.git/refs/heads/topic"), `${"1".repeat(40)}\n`);
    },
    reason: /git cannot read it: \S/,
    stays: "bin/bitbake",
  },
  "another directory for the files": {
    does: (s) => void oe(s, "config", "core.worktree", s.path("other")),
    reason: /git does not know it as a repository/,
    stays: ".git",
  },
  "a repository of the user's in its place": {
    does: (s) => {
      Deno.removeSync(s.path("work/oe"), { recursive: true });
      s.repo("work/oe", { mine: "mine" });
    },
    reason: /it has no origin/,
    stays: "mine",
  },
  "a directory in its place, in a repository of the user's": {
    does: (s) => {
      Deno.removeSync(s.path("work/oe"), { recursive: true });
      s.git("work", "init", "-q");
      s.write("work/oe/mine", "mine");
    },
    reason: /it is no clone of \S+\/oe/,
    stays: "mine",
  },
  "a broken repository, in a repository of the user's": {
    does: (s) => {
      s.git("work", "init", "-q");
      Deno.removeSync(s.path("work/oe/.git/HEAD"));
    },
    reason: /git does not know it as a repository/,
    stays: "bin/bitbake",
  },
};

const left = (s: Scene) =>
  [...Deno.readDirSync(s.work)].map(({ name }) => name).filter((name) => name !== ".git").sort();

function assertKept(s: Scene, outcome: Outcome, reason: RegExp): void {
  assert.equal(outcome.code, 2, outcome.stderr);
  const told = outcome.stderr.split("\n").find((line) => line.includes(`${s.work}/oe is kept: `));
  assert.match(told ?? outcome.stderr, reason);
  assert.match(told!, /\(--force removes it\)/);
}

for (const [name, { does, reason, stays }] of Object.entries(CASES)) {
  scene(`purge: ${name}`, async (s) => {
    await cloned(s);
    does(s);
    const before = left(s);
    const dry = await s.kas(["purge", "--dry-run", "kas.yml"]);
    assert.deepEqual(left(s), before, "a dry run changes nothing");
    const run = await s.kas(["purge", "kas.yml"]);
    assert.equal(dry.code, run.code, "a dry run has the same exit code");
    assert.equal(s.exists("work/other"), false, "what is kas's alone goes in any case");
    if (!reason) {
      assert.equal(run.code, 0, run.stderr);
      assert.deepEqual(left(s), ["kas.yml", "p.patch"]);
      return;
    }
    assertKept(s, dry, reason);
    assertKept(s, run, reason);
    assert.deepEqual(left(s), ["kas.yml", "oe", "p.patch"]);
    assert.ok(s.exists(join("work/oe", stays!)), "the user's work is there");
    const forced = await s.kas(["purge", "--force", "kas.yml"]);
    assert.equal(forced.code, 0, forced.stderr);
    assert.deepEqual(left(s), ["kas.yml", "p.patch"]);
  });
}

scene("purge: a commit of the user's that was pinned is still the user's", async (s) => {
  s.repo("oe", BITBAKE_REPO);
  const pinned = (ref: string) => {
    const repo = `repos:\n  oe:\n    url: ${s.path("oe")}\n    ${ref}\n`;
    s.write("work/kas.yml", project(repo));
  };
  pinned("branch: main");
  assert.equal((await s.kas(["checkout", "kas.yml"])).code, 0);
  pinned(`commit: ${commit(s, "mine")}`);
  assert.equal((await s.kas(["checkout", "kas.yml"])).code, 0);
  assertKept(s, await s.kas(["purge", "kas.yml"]), /it has commits that are nowhere else/);
  assert.equal(s.read("work/oe/mine"), "mine\n");
});

scene("purge: shallow clones, and pins that have moved, are kas's alone", async (s) => {
  const first = s.repo("oe", BITBAKE_REPO);
  const second = s.commit("oe", { second: "" });
  s.git("oe", "config", "uploadpack.allowAnySHA1InWant", "true");
  const env = { KAS_CLONE_DEPTH: "1" };
  for (const commit of [first, second]) {
    const url = `file://${s.path("oe")}`;
    s.write("work/kas.yml", project(`repos:\n  oe:\n    url: ${url}\n    commit: ${commit}\n`));
    assert.equal((await s.kas(["checkout", "kas.yml"], env)).code, 0);
  }
  const run = await s.kas(["purge", "kas.yml"], env);
  assert.equal(run.code, 0, run.stderr);
  assert.deepEqual(left(s), ["kas.yml"]);
});

scene("purge: a submodule that the user worked in", async (s) => {
  s.repo("sub", { file: "" });
  s.repo("oe", BITBAKE_REPO);
  const allow = ["-c", "protocol.file.allow=always"];
  s.git("oe", ...allow, "submodule", "--quiet", "add", s.path("sub"), "sub");
  s.git("oe", "config", "-f", ".gitmodules", "submodule.sub.ignore", "all");
  s.commit("oe", {});
  const repo = `repos:\n  oe:\n    url: ${s.path("oe")}\n    branch: main\n`;
  s.write("work/kas.yml", project(repo));
  assert.equal((await s.kas(["checkout", "kas.yml"])).code, 0);
  s.git("work/oe", ...allow, "submodule", "--quiet", "update", "--init");
  s.write("work/oe/sub/mine", "mine");
  assertKept(s, await s.kas(["purge", "--dry-run", "kas.yml"]), /it has changes: sub/);
  s.git("work/oe/sub", "checkout", "-q", "-b", "topic");
  s.commit("work/oe/sub", {});
  s.git("work/oe/sub", "checkout", "-q", "origin/main");
  assertKept(s, await s.kas(["purge", "kas.yml"]), /submodules have work of their own/);
  assert.ok(s.exists("work/oe/.git/modules/sub/refs/heads/topic"));
});

const HG_CASES: Readonly<Record<string, Case>> = {
  "nothing of the user's": { does: () => {} },
  "an unknown file": {
    does: (s) => s.write("work/oe/mine", "mine"),
    reason: /it has changes: mine/,
    stays: "mine",
  },
  "a changeset": {
    does: (s) => {
      s.write("work/oe/mine", "mine");
      s.hg("work/oe", "commit", "--addremove", "-m", "mine");
    },
    reason: /it has changesets that are not public: [0-9a-f]{40}/,
    stays: "mine",
  },
  "an amended patch": {
    does: (s) => {
      s.write("work/oe/mine", "mine");
      s.hg("work/oe", "add", "mine");
      s.hg(
        "work/oe",
        "commit",
        "--amend",
        "--message",
        s.hg("work/oe", "log", "-r", ".", "-T", "{desc}"),
      );
    },
    reason: /it has changesets that are not public/,
    stays: "mine",
  },
  "a shelved change": {
    does: (s) => {
      s.write("work/oe/meta/a", "mine");
      s.hg("work/oe", "--config", "extensions.shelve=", "shelve");
    },
    reason: /it has shelved changes/,
    stays: ".hg/shelved",
  },
  "a repository inside": {
    does: (s) => {
      Deno.mkdirSync(s.path("work/oe/inner"));
      s.hg("work/oe/inner", "init");
    },
    reason: /other repositories lie in it: \S+\/inner/,
    stays: "inner/.hg",
  },
  "another default path": {
    does: (s) => s.write("work/oe/.hg/hgrc", "[paths]\ndefault = /mine\n"),
    reason: /its default path is \/mine, not \S+\/source/,
    stays: ".hg",
  },
};

for (const [name, { does, reason, stays }] of Object.entries(HG_CASES)) {
  scene(`purge, hg: ${name}`, async (s) => {
    Deno.mkdirSync(s.path("source"));
    s.hg("source", "init");
    for (const [name, text] of Object.entries({ ...BITBAKE_REPO, "meta/a": "one\n" })) {
      s.write(join("source", name), text, 0o755);
    }
    s.hg("source", "commit", "--addremove", "-m", "first");
    s.write("work/p.patch", "--- a/meta/a\n+++ b/meta/a\n@@ -1 +1 @@\n-one\n+two\n");
    const lines = `repos:\n  here:\n  oe:\n    url: ${s.path("source")}\n    type: hg\n` +
      "    branch: default\n    patches:\n      p:\n        repo: here\n        path: p.patch\n";
    s.write("work/kas.yml", project(lines));
    const checkout = await s.kas(["checkout", "kas.yml"]);
    assert.equal(checkout.code, 0, checkout.stderr);
    assert.equal(s.read("work/oe/meta/a"), "two\n");
    does(s);
    const dry = await s.kas(["purge", "--dry-run", "kas.yml"]);
    const run = await s.kas(["purge", "kas.yml"]);
    assert.equal(dry.code, run.code);
    if (!reason) {
      assert.equal(run.code, 0, run.stderr);
      assert.deepEqual(left(s), ["kas.yml", "p.patch"]);
      return;
    }
    assertKept(s, dry, reason);
    assertKept(s, run, reason);
    assert.ok(s.exists(join("work/oe", stays!)));
    assert.equal((await s.kas(["purge", "--force", "kas.yml"])).code, 0);
    assert.deepEqual(left(s), ["kas.yml", "p.patch"]);
  });
}
