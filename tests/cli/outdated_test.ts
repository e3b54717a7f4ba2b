import assert from "node:assert/strict";
import { assertUserError, project, type Scene, scene } from "./harness.ts";

/** `lib` by its branch, `rel` by a tag, `pinned` by a commit; all are cloned, and locked. */
async function locked(s: Scene): Promise<void> {
  for (const name of ["lib", "rel", "pinned"]) s.repo(name, { a: "1\n" });
  s.git("rel", "tag", "-a", "-m", "x", "v1.9");
  const pinned = s.git("pinned", "rev-parse", "HEAD");
  s.write(
    "work/kas.yml",
    project(
      `repos:\n  lib: {url: ${s.path("lib")}, branch: main}\n` +
        `  rel: {url: ${s.path("rel")}, tag: v1.9}\n` +
        `  pinned: {url: ${s.path("pinned")}, branch: main, commit: ${pinned}}\n`,
    ),
  );
  const run = await s.kas(["lock", "kas.yml"]);
  assert.equal(run.code, 0, run.stderr);
}

/** Runs `kas outdated`, which changes nothing. */
async function outdated(s: Scene, ...options: string[]) {
  const before = s.snapshot("work");
  const run = await s.kas(["outdated", ...options, "kas.yml"]);
  assert.deepEqual(s.snapshot("work"), before);
  return run;
}

scene("outdated: what lock --update would move", async (s) => {
  await locked(s);
  const none = await outdated(s, "--exit-code");
  assert.deepEqual([none.code, none.stdout], [0, ""], none.stderr);
  assert.doesNotMatch(none.stderr, /WARNING/);
  const first = s.git("lib", "rev-parse", "HEAD");
  s.commit("lib", { a: "2\n" });
  s.git("lib", "tag", "v2.9");
  s.git("lib", "tag", "v2.10-rc1");
  const last = s.commit("lib", { a: "3\n" });
  s.commit("pinned", { a: "2\n" });
  const run = await outdated(s, "--json");
  assert.equal(run.code, 0, run.stderr);
  assert.deepEqual(JSON.parse(run.stdout), {
    repos: [{
      name: "lib",
      path: s.path("work/lib"),
      ref: "main",
      from: first,
      to: last,
      commits: 2,
      newest_tag: "v2.10-rc1",
      locked_by: s.path("work/kas.lock.yml"),
    }],
    missing: [],
  });
  const text = await outdated(s, "--exit-code");
  assert.equal(text.code, 1);
  assert.equal(
    text.stdout,
    `lib  ${first.slice(0, 10)} -> ${last.slice(0, 10)}  main, 2 commits, newest tag v2.10-rc1, ` +
      "locked in kas.lock.yml\n",
  );
  const moved = await s.kas(["lock", "--update", "kas.yml"]);
  assert.match(moved.stderr, new RegExp(`Updating lock of lib: ${first} -> ${last}`));
  assert.equal((await outdated(s, "--exit-code")).code, 0);
});

scene("outdated: a tag that moved, one that went, repositories that are not there", async (s) => {
  await locked(s);
  const moved = s.commit("rel", { a: "2\n" });
  s.git("rel", "tag", "-f", "-a", "-m", "y", "v1.9");
  Deno.removeSync(s.path("work/rel"), { recursive: true });
  const { repos } = JSON.parse((await outdated(s, "--json")).stdout);
  assert.deepEqual([repos.length, repos[0].to, repos[0].commits], [1, moved, null]);
  assert.equal(s.exists("work/rel"), false);
  s.git("rel", "tag", "-d", "v1.9");
  assertUserError(await outdated(s), 'Tag "v1.9" cannot be found in repository "rel"');
});

scene("outdated: an annotated tag that is locked by its own id is up to date", async (s) => {
  await locked(s);
  const [commit, tag] = ["v1.9^{commit}", "v1.9"].map((name) => s.git("rel", "rev-parse", name));
  const lock = (id: string) => `rel:\n      commit: ${id}`;
  s.write("work/kas.lock.yml", s.read("work/kas.lock.yml").replace(lock(commit!), lock(tag!)));
  assert.ok(s.read("work/kas.lock.yml").includes(lock(tag!)));
  assert.equal((await outdated(s)).stdout, "");
});

scene("outdated: a shallow clone, and one without a lock", async (s) => {
  s.repo("lib", { a: "1\n" });
  const first = s.commit("lib", { a: "2\n" });
  s.write("work/kas.yml", project(`repos:\n  lib: {url: file://${s.path("lib")}, branch: main}\n`));
  const skip = ["--skip", "setup_environ", "--skip", "write_bbconfig"];
  const made = await s.kas(["checkout", ...skip, "kas.yml"], { KAS_CLONE_DEPTH: "1" });
  assert.equal(made.code, 0, made.stderr);
  const last = s.commit("lib", { a: "3\n" });
  const { repos: [repo] } = JSON.parse((await outdated(s, "--json")).stdout);
  assert.deepEqual(
    [repo.from, repo.to, repo.commits, repo.locked_by],
    [first, last, null, null],
  );
});

scene("outdated: Mercurial", async (s) => {
  Deno.mkdirSync(s.path("source"));
  s.hg("source", "init");
  const commit = (text: string) => {
    s.write("source/f", text);
    s.hg("source", "commit", "--addremove", "-m", text);
    return s.hg("source", "log", "-r", ".", "-T", "{node}");
  };
  const first = commit("1\n");
  s.write(
    "work/kas.yml",
    project(`repos:\n  lib: {type: hg, url: ${s.path("source")}, branch: default}\n`),
  );
  assert.equal((await s.kas(["lock", "kas.yml"])).code, 0);
  const last = commit("2\n");
  const { repos: [repo] } = JSON.parse((await s.kas(["outdated", "--json", "kas.yml"])).stdout);
  assert.deepEqual([repo.from, repo.to, repo.commits], [first, last, null]);
});

scene("lock --check: 1 if a lockfile would be written, which it is not", async (s) => {
  await locked(s);
  const check = async (...options: string[]) => {
    const files = () => ["lib/a", "kas.lock.yml"].map((name) => s.read(`work/${name}`));
    const before = files();
    const run = await s.kas(["lock", "--check", ...options, "kas.yml"]);
    assert.deepEqual(files(), before);
    return run;
  };
  assert.equal((await check()).code, 0);
  assert.equal((await check("--update")).code, 0);
  const first = s.git("lib", "rev-parse", "HEAD");
  const last = s.commit("lib", { a: "2\n" });
  assert.equal((await check()).code, 0, "what is locked stays");
  const moves = await check("--update");
  assert.equal(moves.code, 1);
  assert.match(
    moves.stderr,
    new RegExp(`kas\\.lock\\.yml: lib would be locked: ${first} -> ${last}`),
  );
  s.write(
    "work/kas.yml",
    s.read("work/kas.yml") + `  more: {url: ${s.path("rel")}, branch: main}\n`,
  );
  const added = await check();
  assert.equal(added.code, 1);
  assert.match(added.stderr, /kas\.lock\.yml: more would be locked: not locked -> [0-9a-f]{40}/);
});
