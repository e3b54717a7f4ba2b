import assert from "node:assert/strict";
import { assertUserError, project, type Scene, scene } from "./harness.ts";

const NO_BUILD = ["--skip", "setup_environ", "--skip", "write_bbconfig"];

/** Writes a project with one repository `one` and these keys. */
function one(scene: Scene, keys: string): void {
  scene.write("work/kas.yml", project(`repos:\n  one: {url: ${scene.path("src/one")}, ${keys}}\n`));
}

const checkout = (scene: Scene, args: string[] = [], env: Record<string, string> = {}) =>
  scene.kas(["checkout", ...NO_BUILD, ...args, "kas.yml"], env);
const head = (scene: Scene) => scene.git("work/one", "rev-parse", "HEAD");
const branch = (scene: Scene) => scene.git("work/one", "branch", "--show-current");

scene("commit, tag, annotated tag, branch, refspec", async (scene) => {
  const first = scene.repo("src/one", { f: "1" });
  scene.git("src/one", "tag", "plain");
  scene.git("src/one", "tag", "-a", "-m", "x", "annotated");
  const tagId = scene.git("src/one", "rev-parse", "annotated");
  const second = scene.commit("src/one", { f: "2" });
  scene.git("src/one", "branch", "side", first);

  const cases: [string, string, string][] = [
    [`commit: ${first}`, first, ""],
    [`commit: ${first}, branch: main`, first, "main"],
    ["branch: side", first, "side"],
    ["branch: refs/heads/main", second, "main"],
    ["tag: plain", first, ""],
    ["tag: annotated", first, ""],
    [`tag: annotated, commit: ${first}`, first, ""],
    [`tag: annotated, commit: ${tagId}`, first, ""],
    [`refspec: ${second}`, second, ""],
    ["refspec: side", first, "side"],
    [`commit: ${first.toUpperCase()}`, first, ""],
  ];
  for (const [keys, commit, onBranch] of cases) {
    one(scene, keys);
    const outcome = await checkout(scene);
    assert.equal(outcome.code, 0, `${keys}: ${outcome.stderr}`);
    assert.equal(head(scene), commit, keys);
    assert.equal(branch(scene), onBranch, keys);
    assert.equal(scene.git("work/one", "status", "--porcelain"), "", keys);
  }
});

scene("a clone without what it is pinned to has the files that it came with", async (scene) => {
  const first = scene.repo("src/one", { f: "1" });
  for (const keys of [`commit: ${"ab".repeat(20)}`, "tag: none", "branch: none", "refspec: none"]) {
    one(scene, keys);
    const failed = await checkout(scene);
    assert.equal(failed.code, 2, failed.stderr);
    assert.equal(scene.git("work/one", "status", "--porcelain"), "", keys);
    assert.deepEqual([head(scene), branch(scene), scene.read("work/one/f")], [first, "main", "1"]);
    one(scene, `commit: ${first}`);
    assert.equal((await checkout(scene)).code, 0);
    await Deno.remove(scene.path("work/one"), { recursive: true });
  }
});

scene("references that are not there or contradict each other", async (scene) => {
  const first = scene.repo("src/one", { f: "1" });
  scene.git("src/one", "tag", "old");
  scene.git("src/one", "checkout", "-q", "-b", "side");
  const side = scene.commit("src/one", { f: "2" });
  scene.git("src/one", "checkout", "-q", "main");
  const cases: [string, string][] = [
    [
      `commit: ${"ab".repeat(20)}`,
      `Commit "${"ab".repeat(20)}" cannot be found in repository "one"`,
    ],
    ["tag: none", 'repos.one.tag: Tag "none" cannot be found in repository "one"'],
    ["branch: none", 'Branch "none" cannot be found in repository "one"'],
    ["refspec: none", 'Refspec "none" cannot be found'],
    [
      `commit: ${side}, branch: main`,
      `Branch "main" in repository "one" does not contain commit "${side}"`,
    ],
    [
      `commit: ${side}, tag: old`,
      `Provided tag "old" ("${first}") does not match provided commit "${side}"`,
    ],
    ["tag: old, branch: main", 'Both tag "old" and branch "main" cannot be specified'],
  ];
  for (const [keys, message] of cases) {
    one(scene, keys);
    assertUserError(await checkout(scene), message);
  }
});

scene("a branch or tag that is named like a commit id is not that commit", async (scene) => {
  const first = scene.repo("src/one", { f: "1" });
  const second = scene.commit("src/one", { f: "2" });
  scene.git("src/one", "branch", first, second);
  one(scene, `commit: ${first}`);
  assert.equal((await checkout(scene)).code, 0);
  scene.git("work/one", "branch", "-f", first, second);
  scene.git("work/one", "checkout", "-q", second);
  assert.equal((await checkout(scene)).code, 0);
  assert.equal(head(scene), first);
  one(scene, `commit: ${first.toUpperCase()}`);
  scene.git("work/one", "branch", "-f", first.toUpperCase(), second);
  scene.git("work/one", "checkout", "-q", second);
  assert.equal((await checkout(scene)).code, 0);
  assert.equal(head(scene), first);
});

scene("local changes are kept, and discarded only when asked", async (scene) => {
  const first = scene.repo("src/one", { f: "1" });
  const second = scene.commit("src/one", { f: "2" });
  one(scene, `commit: ${first}`);
  await checkout(scene);
  const change: Record<string, () => void> = {
    unstaged: () => scene.write("work/one/f", "mine"),
    staged: () => {
      scene.write("work/one/f", "mine");
      scene.git("work/one", "add", "f");
    },
    untracked: () => scene.write("work/one/new", "mine"),
  };
  for (const [kind, make] of Object.entries(change)) {
    one(scene, `commit: ${first}`);
    await checkout(scene, ["--force-checkout"]);
    make();
    one(scene, `commit: ${second}`);
    const outcome = await checkout(scene);
    assert.equal(outcome.code, 0);
    const file = kind === "untracked" ? "new" : "f";
    assert.match(
      outcome.stderr,
      new RegExp(
        `WARNING {2}- Repo one is dirty - no checkout: ${file}; commit that, put it aside ` +
          `\\(git -C ${scene.path("work/one")} stash -u\\), or give it up with --force-checkout`,
      ),
      kind,
    );
    assert.equal(head(scene), first, kind);
  }
  const forced = await checkout(scene, ["--force-checkout"]);
  assert.equal(forced.code, 0, forced.stderr);
  assert.equal(head(scene), second);
  assert.equal(scene.read("work/one/f"), "2");
});

scene("commits on a branch that kas resets are kept on another", async (scene) => {
  scene.repo("src/one", { f: "1" });
  one(scene, "branch: main");
  await checkout(scene);
  const mine = scene.commit("work/one", { f: "mine" });
  const outcome = await checkout(scene);
  assert.equal(outcome.code, 0, outcome.stderr);
  const kept = /they are kept on branch (\S+)/.exec(outcome.stderr)?.[1];
  assert.equal(scene.git("work/one", "rev-parse", kept!), mine);
});

scene("branches move with --update only", async (scene) => {
  const first = scene.repo("src/one", { f: "1" });
  one(scene, "branch: main");
  await checkout(scene);
  const second = scene.commit("src/one", { f: "2" });
  await checkout(scene);
  assert.equal(head(scene), first);
  await checkout(scene, ["--update"]);
  assert.equal(head(scene), second);
});

scene("a repository inside another is nobody's change", async (scene) => {
  const outer = scene.repo("src/one", { f: "1" });
  const next = scene.commit("src/one", { f: "2" });
  scene.repo("src/two", { g: "1" });
  const write = (commit: string) =>
    scene.write(
      "work/kas.yml",
      project(
        `repos:\n  one: {url: ${scene.path("src/one")}, commit: ${commit}}\n` +
          `  two: {url: ${scene.path("src/two")}, branch: main, path: one/inner/two}\n`,
      ),
    );
  write(outer);
  assert.equal((await checkout(scene)).code, 0);
  assert.equal((await checkout(scene)).code, 0);
  write(next);
  assert.equal((await checkout(scene)).code, 0);
  assert.equal(head(scene), next);
});

scene("unreachable URL: git's words, once", async (scene) => {
  one(scene, "branch: main");
  const outcome = await checkout(scene);
  assertUserError(outcome, /Fetching of repo: "one" failed: .*does not exist/s);
  assert.equal(outcome.stderr.split("does not exist").length, 2);
  assert.equal(scene.exists("work/one"), false);
});

scene("on a terminal, each fetch has a line of live progress", async (scene) => {
  scene.repo("src/one", { f: "1" });
  scene.write(
    "work/kas.yml",
    project(`repos:\n  one: {url: "file://${scene.path("src/one")}", branch: main}\n`),
  );
  const outcome = await scene.kasOnTerminal(["checkout", ...NO_BUILD, "kas.yml"]);
  assert.equal(outcome.code, 0, outcome.stdout);
  assert.match(outcome.stdout, / {2}one: Receiving objects: 100% \(3\/3\)/);
  assert.ok(outcome.stdout.includes("\x1b[1A\x1b[J"));
  const plain = await checkout(scene, ["--update"]);
  assert.ok(!plain.stderr.includes("Receiving") && !plain.stderr.includes("\x1b"));
});

scene("a directory that is no repository is left alone", async (scene) => {
  scene.repo("src/one", { f: "1" });
  scene.repo("work", { "x": "" });
  scene.write("work/one/precious", "data");
  one(scene, "branch: main");
  assertUserError(await checkout(scene), "exists, but is not a git repository");
  assert.equal(scene.read("work/one/precious"), "data");
});

scene("the remote URL follows the configuration", async (scene) => {
  scene.repo("src/one", { f: "1" });
  one(scene, "branch: main");
  await checkout(scene);
  scene.git("src", "clone", "-q", "one", "moved");
  scene.write(
    "work/kas.yml",
    project(`repos:\n  one: {url: ${scene.path("src/moved")}, branch: main}\n`),
  );
  await checkout(scene);
  assert.equal(scene.git("work/one", "remote", "get-url", "origin"), scene.path("src/moved"));
});

scene("shallow clones", async (scene) => {
  const commits = [scene.repo("src/one", { f: "1" })];
  for (const text of ["2", "3", "4"]) commits.push(scene.commit("src/one", { f: text }));
  scene.git("src/one", "config", "uploadpack.allowAnySHA1InWant", "true");
  const url = `file://${scene.path("src/one")}`;
  scene.write("work/kas.yml", project(`repos:\n  one: {url: "${url}", branch: main}\n`));
  assert.equal((await checkout(scene, [], { KAS_CLONE_DEPTH: "1" })).code, 0);
  assert.equal(scene.git("work/one", "rev-list", "--count", "HEAD"), "1");
  scene.write("work/kas.yml", project(`repos:\n  one: {url: "${url}", commit: ${commits[1]}}\n`));
  const pinned = await checkout(scene, [], { KAS_CLONE_DEPTH: "1" });
  assert.equal(pinned.code, 0, pinned.stderr);
  assert.equal(head(scene), commits[1]);
});

scene("reference repositories", async (scene) => {
  scene.repo("src/one", { f: "1" });
  one(scene, "branch: main");
  const outcome = await checkout(scene, [], { KAS_REPO_REF_DIR: scene.path("refs") });
  assert.equal(outcome.code, 0, outcome.stderr);
  const name = scene.path("src/one").replaceAll("/", ".");
  assert.equal(scene.exists(`refs/${name}/HEAD`), true);
  assert.equal(
    scene.read("work/one/.git/objects/info/alternates").trim(),
    scene.path("refs", name, "objects"),
  );
  assert.equal(scene.git("work/one", "remote", "get-url", "origin"), scene.path("src/one"));
});

scene("mirrors come first, the original last", async (scene) => {
  const id = scene.repo("real/one", { f: "1" });
  scene.write(
    "work/kas.yml",
    project(`repos:\n  one: {url: "file://${scene.path("real/one")}", branch: main}\n`),
  );
  const failing = await checkout(scene, [], {
    KAS_PREMIRRORS: `file://${scene.path("real")}/(.*) file:///nowhere/\\1`,
  });
  assert.equal(failing.code, 0, failing.stderr);
  assert.match(
    failing.stderr,
    /WARNING {2}- Repository one cannot be had from the mirror file:\/\/\/nowhere\/one/,
  );
  assert.equal(head(scene), id);
  Deno.removeSync(scene.path("work/one"), { recursive: true });
  Deno.renameSync(scene.path("real"), scene.path("mirror"));
  const mirrored = await checkout(scene, [], {
    KAS_PREMIRRORS: `file://${scene.path("real")} file://${scene.path("mirror")}`,
  });
  assert.equal(mirrored.code, 0, mirrored.stderr);
  assert.equal(
    scene.git("work/one", "remote", "get-url", "origin"),
    `file://${scene.path("mirror/one")}`,
  );
});

scene("a clone that was killed is cleared away", async (scene) => {
  scene.repo("src/one", { f: "1" });
  one(scene, "branch: main");
  // Of another repository, by a process of an earlier boot.
  scene.write("work/.kas-clone-other/clone/part", "");
  const owner = { pid: 1, started: "1", boot: "earlier", namespace: 1 };
  scene.write("work/.kas-clone-other/owner.json", JSON.stringify(owner));
  Deno.chmodSync(scene.path("work/.kas-clone-other"), 0o700);
  assert.equal((await checkout(scene)).code, 0);
  assert.equal(scene.exists("work/.kas-clone-other"), false);
});

scene("for-all-repos", async (scene) => {
  const id = scene.repo("src/one", { f: "1" });
  scene.repo("work", { x: "" });
  scene.write(
    "work/kas.yml",
    project(`repos:\n  this:\n  one: {url: ${scene.path("src/one")}, commit: ${id}, name: eins}\n`),
  );
  const skip = ["--skip", "setup_environ", "--skip", "write_bbconfig"];
  const outcome = await scene.kas([
    "for-all-repos",
    ...skip,
    "kas.yml",
    'echo "$KAS_REPO_NAME|$KAS_REPO_PATH|$KAS_REPO_URL|$KAS_REPO_COMMIT|$KAS_REPO_BRANCH|$PWD"',
  ]);
  assert.equal(outcome.code, 0, outcome.stderr);
  assert.equal(
    outcome.stdout,
    `this|${scene.work}||||${scene.work}\n` +
      `eins|${scene.work}/eins|${scene.path("src/one")}|${id}||${scene.work}/eins\n`,
  );
  const failing = await scene.kas(["for-all-repos", ...skip, "kas.yml", "exit 5"]);
  assertUserError(failing, "Command \"'exit 5'\" failed with error 5");
});

scene("with nothing to do, git is called once for a repository", async (scene) => {
  const first = scene.repo("src/one", { f: "1" });
  scene.git("src/one", "tag", "plain");
  scene.git("src/one", "tag", "-a", "-m", "x", "annotated");
  scene.commit("src/one", { f: "2" });
  scene.write(
    "bin/git",
    `#!/bin/sh\necho "$*" >>${scene.path("calls")}\nexec $(which -a git | sed -n 2p) "$@"\n`,
    0o755,
  );
  const env = { PATH: `${scene.path("bin")}:${Deno.env.get("PATH")}` };
  const pins = [
    `commit: ${first}`,
    `commit: ${first}, branch: main`,
    "branch: main",
    "tag: plain",
    "tag: annotated",
    `refspec: ${first}`,
  ];
  for (const keys of pins) {
    one(scene, keys);
    for (const run of ["first", "second", "last"]) {
      scene.write("calls", "");
      const { code, stderr } = await checkout(scene, [], env);
      assert.equal(code, 0, stderr);
      if (run !== "last") continue;
      const calls = scene.read("calls").trimEnd().split("\n").filter((call) =>
        !call.includes("rev-parse --show-")
      );
      assert.equal(calls.length, 1, `${keys}: ${calls.join("\n")}`);
      assert.match(calls[0]!, / status /);
    }
  }
});

scene(
  "a URL that is a path is seen from the work directory, wherever the clone goes",
  async (s) => {
    const commit = s.repo("lib", { a: "1\n" });
    const entry = "url: ../lib\n    branch: main\n    path: deep/er/lib";
    s.write("work/kas.yml", project(`repos:\n  lib:\n    ${entry}\n`));
    for (const command of ["checkout", "validate --remote", "outdated"]) {
      const run = await s.kas([...command.split(" "), "kas.yml"]);
      assert.doesNotMatch(run.stderr, /does not appear|not exist/, command);
    }
    assert.equal(s.git("work/deep/er/lib", "rev-parse", "HEAD"), commit);
  },
);
