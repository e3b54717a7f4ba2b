// `--local`: directories of the user's in place of repositories.
import assert from "node:assert/strict";
import { join } from "node:path";
import { assertUserError, BITBAKE_REPO, project, type Scene, scene } from "./harness.ts";
import { fakes, launch, PODMAN } from "./launcher.ts";

const OWN = "own/meta-foo";

/**
 * A project of bitbake's repository and of meta-foo, from which it includes a file; and a clone
 * of the user's with a commit, staged, unstaged and untracked changes of its own.
 */
function configure(s: Scene, keys = ""): void {
  const inc = project("machine: oe\n");
  const more = { "inc.yml": inc, "meta/inc.yml": inc, "meta/extra/conf/layer.conf": "" };
  const bitbake = s.repo("oe", { ...BITBAKE_REPO, ...more });
  const pinned = s.repo("meta-foo", {
    "inc.yml": project("machine: upstream\n"),
    "conf/layer.conf": "",
    "extra/conf/layer.conf": "",
  });
  s.write(
    "work/kas.yml",
    project(
      `repos:\n  oe:\n    url: ${
        s.path("oe")
      }\n    commit: ${bitbake}\n    layers:\n      meta:\n` +
        `  meta-foo:\n    url: ${s.path("meta-foo")}\n    commit: ${pinned}\n` +
        `    layers:\n      .:\n      extra:\n        prio: 5\n${keys}`,
    ).replace(
      "  version: 16\n",
      "  version: 16\n  includes:\n  - repo: meta-foo\n    file: inc.yml\n",
    ),
  );
  s.git(".", "clone", "-q", s.path("meta-foo"), s.path(OWN));
  s.commit(OWN, { "inc.yml": project("machine: own\n"), "mine.bb": "mine" });
  s.write(`${OWN}/mine.bb`, "changed");
  s.write(`${OWN}/staged.bb`, "staged");
  s.git(OWN, "add", "staged.bb");
  s.write(`${OWN}/untracked.bb`, "untracked");
}

/** Content and time of each file below a directory, git's included. */
function state(s: Scene, directory: string): Record<string, string> {
  const files: Record<string, string> = {};
  const look = (path: string) => {
    const { mtime } = Deno.lstatSync(path);
    files[path] = String(mtime!.getTime());
    for (const { name, isDirectory } of Deno.readDirSync(path)) {
      const inner = join(path, name);
      if (isDirectory) look(inner);
      else {files[inner] = `${Deno.lstatSync(inner).mtime!.getTime()} ${
          Deno.readTextFileSync(inner)
        }`;}
    }
  };
  look(s.path(directory));
  return files;
}

const local = (s: Scene, path = s.path(OWN)) => ["--local", `meta-foo=${path}`];

scene("--local: the directory is used as it is, and nothing in it changes", async (s) => {
  configure(s);
  const before = state(s, OWN);
  const commands = [
    ["checkout", ...local(s, "../own/meta-foo"), "kas.yml"],
    ["checkout", "--update", "--force-checkout", ...local(s), "kas.yml"],
    ["build", ...local(s), "--provenance", "true", "kas.yml"],
    ["shell", ...local(s), "-c", "true", "kas.yml"],
    ["for-all-repos", ...local(s), "kas.yml", "true"],
    ["dump", ...local(s), "--resolve-refs", "--resolve-local", "kas.yml"],
    ["diff", ...local(s), "kas.yml", "kas.yml"],
    ["purge", "--dry-run", ...local(s), "kas.yml"],
  ];
  for (const command of commands) {
    const run = await s.kas(command);
    assert.equal(run.code, 0, `${command.join(" ")}: ${run.stderr}`);
    assert.match(run.stderr, /INFO +- Using \S+\/own\/meta-foo as it is for repository meta-foo/);
    assert.deepEqual(state(s, OWN), before, command.join(" "));
  }
  assert.ok(!s.exists("work/meta-foo"), "nothing is cloned");
  assert.match(
    s.read("work/build/conf/bblayers.conf"),
    /\.\.\/\.\.\/own\/meta-foo\/extra \\\n.*\.\.\/\.\.\/own\/meta-foo \\\n.*\/\.\.\/oe\/meta"/,
  );
  assert.match(s.read("work/build/conf/local.conf"), /MACHINE \?\?= "own"/);
});

scene("--local: a dump can be used as it is printed; a lockfile is refused", async (s) => {
  configure(s);
  s.write("work/kas.lock.yml", project("overrides: {repos: {meta-foo: {commit: nothing}}}\n"));
  for (const more of [[], ["--resolve-refs", "--resolve-local"]]) {
    const dump = await s.kas(["dump", ...local(s), ...more, "kas.yml"]);
    assert.equal(dump.code, 0, dump.stderr);
    assert.doesNotMatch(dump.stdout, /overrides|nothing/);
    s.write("work/dumped.yml", dump.stdout);
    const run = await s.kas(["checkout", "dumped.yml"]);
    assert.equal(run.code, 0, run.stderr);
    assert.match(s.read("work/build/conf/bblayers.conf"), /own\/meta-foo/);
  }
  assert.ok(!s.exists("work/meta-foo"));
  for (const words of [["lock"], ["lock", "--update"], ["dump", "--lock"]]) {
    assertUserError(
      await s.kas([...words, ...local(s), "kas.yml"]),
      /--local cannot be used for a/,
    );
  }
  assert.match(s.read("work/kas.lock.yml"), /nothing/);
  assert.doesNotMatch((await s.kas(["lock", "--help"])).stdout, /--local/);
});

scene("--local: mistakes are told before anything is fetched", async (s) => {
  configure(s);
  s.write("file", "");
  s.write("work/build/file", "");
  const tell = async (words: readonly string[], message: RegExp) => {
    const given = words.flatMap((word) => ["--local", word]);
    assertUserError(await s.kas(["checkout", ...given, "kas.yml"]), message);
  };
  await tell(["meta-foo"], /--local meta-foo: write it as NAME=PATH/);
  await tell(["meta-foo="], /--local meta-foo=: write it as NAME=PATH/);
  await tell([""], /--local : write it as NAME=PATH/);
  await tell(["meta-foo=.", "meta-foo=.."], /--local meta-foo=…: given twice/);
  await tell(["meta-foo=none"], /--local meta-foo=none: \S+\/work\/none is no directory$/m);
  await tell(["meta-foo=../file"], /\/file is no directory/);
  await tell(["meta-foo=~/x"], /work\/~\/x is no directory; the shell does not expand "~"/);
  await tell(["meta-foo=build"], /kas clean and purge empty \S+\/work\/build: keep/);
  await tell(["meta-foo=oe"], /is no directory/);
  assert.ok(!s.exists("work/oe") && !s.exists("work/meta-foo"));
  const own = s.path(OWN);
  await tell(
    [`meta-foo=${own}`, `meta-fo=${own}`],
    /--local meta-fo=…: the project has no repository "meta-fo", did you mean "meta-foo"\? its repositories: oe, meta-foo$/m,
  );
  assert.ok(!s.exists("work/oe"));
});

scene("--local: patches and signatures do not count, which is said", async (s) => {
  configure(
    s,
    "    signed: true\n    allowed_signers: [me]\n    patches:\n      p:\n" +
      "        repo: oe\n        path: none.patch\n" +
      "signers:\n  me:\n    type: ssh\n    repo: oe\n    path: none.pub\n",
  );
  assert.notEqual((await s.kas(["checkout", "kas.yml"])).code, 0, "unsigned");
  const run = await s.kas(["checkout", ...local(s), "kas.yml"]);
  assert.equal(run.code, 0, run.stderr);
  const warnings = run.stderr.split("\n").filter((line) => line.startsWith("WARNING"));
  assert.deepEqual(warnings.map((line) => line.replaceAll(s.root, "")), [
    "WARNING  - The patches of repository meta-foo are not applied to /own/meta-foo (--local)",
    "WARNING  - Repository meta-foo is signed, but the signature of /own/meta-foo is not checked (--local)",
  ]);
});

scene("--local: what kas would check out over it is refused", async (s) => {
  configure(s);
  const run = await s.kas(["checkout", "kas.yml"]);
  assert.equal(run.code, 0, run.stderr);
  // kas's own clone is the user's from now on.
  s.write("work/meta-foo/inc.yml", project("machine: edited\n"));
  const own = await s.kas(["checkout", "--force-checkout", ...local(s, "meta-foo"), "kas.yml"]);
  assert.equal(own.code, 0, own.stderr);
  assert.match(s.read("work/build/conf/local.conf"), /MACHINE \?\?= "edited"/);

  Deno.symlinkSync("oe", s.path("work/link"));
  const inOther = /kas checks repository "oe" out in \S+\/work\/oe, which could change it/;
  for (const path of ["oe", "link", "oe/meta"]) {
    assertUserError(await s.kas(["checkout", ...local(s, path), "kas.yml"]), inOther);
  }
  const both = ["--local", "oe=oe", "--local", "meta-foo=oe/meta"];
  assert.equal((await s.kas(["checkout", ...both, "kas.yml"])).code, 0);

  // A repository inside another one is its own.
  s.git(".", "clone", "-q", s.path("meta-foo"), s.path("work/oe/mine"));
  s.write("work/oe/mine/inc.yml", project("machine: inner\n"));
  const before = state(s, "work/oe/mine");
  const inner = [...local(s, "oe/mine"), "--update", "--force-checkout", "kas.yml"];
  const nested = await s.kas(["checkout", ...inner]);
  assert.equal(nested.code, 0, nested.stderr);
  assert.doesNotMatch(nested.stderr, /dirty/);
  assert.deepEqual(state(s, "work/oe/mine"), before);
});

scene("--local: no cleaning takes the directory, wherever it lies", async (s) => {
  configure(s);
  const done = async (...words: string[]) => {
    const run = await s.kas([...words, "kas.yml"]);
    assert.equal(run.code, 0, run.stderr);
  };
  for (const place of ["work/mine", "work/meta-foo"]) {
    s.git(".", "clone", "-q", s.path("meta-foo"), s.path(place));
    const own = local(s, s.path(place));
    const before = state(s, place);
    await done("build", ...own);
    for (const command of ["clean", "cleansstate", "cleanall"]) await done(command);
    await done("purge", ...own);
    await done("checkout", ...own);
    await done("purge", "--force", ...own);
    assert.ok(!s.exists("work/oe") && !s.exists("work/build"));
    assert.deepEqual(state(s, place), before);
  }
  await done("checkout");
  s.git(".", "clone", "-q", s.path("meta-foo"), s.path("work/oe/mine"));
  const inside = await s.kas(["purge", "--force", ...local(s, "oe/mine"), "kas.yml"]);
  assertUserError(inside, /not removing \S+\/oe: \S+\/oe\/mine is precious/);
  assert.ok(s.exists("work/oe/mine/inc.yml") && s.exists("work/oe/meta"));
});

scene("--local: an attestation tells where the directory was, and what in it", async (s) => {
  configure(s);
  s.write("plain/inc.yml", project(""));
  s.write("plain/extra/a.bb", "");
  const attested = async (path: string) => {
    const words = ["build", ...local(s, path), "--provenance", "true", "kas.yml"];
    const run = await s.kas(words);
    assert.equal(run.code, 0, run.stderr);
    const { predicate } = JSON.parse(s.read("work/build/attestation/kas-build.provenance.json"));
    const all: { name: string }[] = predicate.buildDefinition.resolvedDependencies;
    return all.find(({ name }) => name === "meta-foo");
  };
  const layers = [".", "extra"];
  assert.deepEqual(await attested(s.path(OWN)), {
    name: "meta-foo",
    uri: `git+file://${s.path(OWN)}`,
    digest: { gitCommit: s.git(OWN, "rev-parse", "HEAD") },
    annotations: { dirty: true, layers, local: true },
  });
  s.git(OWN, "stash", "-q", "-u");
  const clean = await attested(s.path(OWN)) as unknown as { annotations: { dirty: boolean } };
  assert.equal(clean.annotations.dirty, false);
  assert.deepEqual(await attested("../plain"), {
    name: "meta-foo",
    uri: `file://${s.path("plain")}`,
    annotations: { dirty: true, layers, local: true },
  });
  s.hg("plain", "init");
  s.hg("plain", "commit", "--addremove", "-m", "x");
  assert.deepEqual(await attested("../plain"), {
    name: "meta-foo",
    uri: `hg+file://${s.path("plain")}`,
    digest: { hgCommit: s.hg("plain", "id", "-i", "--debug") },
    annotations: { dirty: false, layers, local: true },
  });
});

scene("--local in a container: mounted, and told kas by its place there", async (s) => {
  configure(s);
  fakes(s, { podman: PODMAN("5.4.2") });
  s.write(`${OWN}/inc.yml`, project("env:\n  OF_OWN: x\n"));
  const env = { KAS_CONTAINER_ENGINE: "podman", OF_OWN: "1" };
  const start = (...words: string[]) => launch(s, words, env);
  const given = `meta-foo=../${OWN}`;
  for (const words of [["--local", given, "build"], ["build", `--local=${given}`]]) {
    const { words: line, stderr } = await start(...words, "kas.yml");
    assert.equal(stderr, "", "nothing is missing that includes need");
    assert.ok(line.includes("OF_OWN"), "which the included file has below env");
    assert.ok(line.includes(`${s.path(OWN)}:/local/meta-foo:ro`), line.join(" "));
    const tail = ["build", "--local", "meta-foo=/local/meta-foo", "/repo/kas.yml"];
    assert.deepEqual(line.slice(-4), tail);
  }
  const shell = await start("shell", "--local", given, "kas.yml");
  assert.ok(shell.words.includes(`${s.path(OWN)}:/local/meta-foo:rw`));

  s.git(OWN, "worktree", "add", "-q", s.path("tree"));
  const tree = await start("build", "--local", "meta-foo=../tree", "kas.yml");
  assert.match(
    tree.stderr,
    /Warning: \S+\/tree is a work tree of .*: git does not work in it there/,
  );
  Deno.mkdirSync(s.path("a:b"));
  for (
    const [word, message] of [
      ["meta-foo=../a:b", /a:b cannot be mounted into a container/],
      ["meta-foo=none", /work\/none is no directory/],
      ["meta-foo", /write it as NAME=PATH/],
    ] as const
  ) {
    const { code, stderr, stdout } = await start("build", "--local", word, "kas.yml");
    assert.deepEqual([code, stdout], [1, ""]);
    assert.match(stderr, message);
  }
  // A link that came with the project is not followed out of it.
  s.git("work", "init", "-q");
  Deno.symlinkSync(s.path(OWN), s.path("work/shipped"));
  s.git("work", "add", "shipped");
  const shipped = await start("build", "--local", "meta-foo=shipped", "kas.yml");
  assert.match(shipped.stderr, /shipped belongs to the repository .* but is a link to/);
});
