// Repositories of runs with --offline: from reference repositories and paths, or not at all.
import assert from "node:assert/strict";
import { assertUserError, project, type Scene, scene } from "./harness.ts";
import { CountingServer } from "./no_network.ts";

const CHECKOUT = ["checkout", "--offline", "--skip", "setup_environ"];

/** A project of repositories, each with its lines. */
function configure(s: Scene, repos: Record<string, string>, more = ""): void {
  const entries = Object.entries(repos).map(([id, lines]) => `  ${id}: {${lines}}\n`);
  s.write("work/kas.yml", project(`${more}repos:\n${entries.join("")}`));
}

const head = (s: Scene, repo = "lib") => s.git(`work/${repo}`, "rev-parse", "HEAD");
const remove = (s: Scene, ...names: string[]) => {
  for (const name of names) Deno.removeSync(s.path("work", name), { recursive: true });
};

/** `lib` and its copy: a first commit with tag `v1`, a second one on main. */
function library(s: Scene, server: CountingServer) {
  const first = s.repo("lib", { f: "one\n" });
  s.git("lib", "tag", "v1");
  const second = s.commit("lib", { f: "two\n" });
  s.git(".", "clone", "-q", "--bare", "lib", server.reference("lib"));
  return { first, second };
}

scene("offline: commits, branches and tags come from the reference repository", async (s) => {
  await using server = new CountingServer(s);
  const { first, second } = library(s, server);
  const url = server.url("lib");
  for (
    const [pin, commit] of [
      [`commit: ${first}`, first],
      [`commit: ${first}, branch: main`, first],
      ["branch: main", second],
      ["tag: v1", first],
    ]
  ) {
    configure(s, { lib: `url: "${url}", ${pin}` });
    const run = await server.kas([...CHECKOUT, "kas.yml"], {}, () => remove(s, "lib"));
    assert.equal(run.code, 0, run.stderr);
    assert.equal(head(s), commit, pin);
    assert.equal(s.git("work/lib", "remote", "get-url", "origin"), url);
    assert.equal(s.read("work/lib/.git/objects/info/alternates").includes("refs/"), true);
    remove(s, "lib");
  }
  await s.kas(["checkout", "--skip", "setup_environ", "kas.yml"], server.env);
  assert.ok(server.asked() > 0, "who is not offline asks");
});

scene(
  "offline: what is missing is told of all repositories, with what was not asked",
  async (s) => {
    await using server = new CountingServer(s);
    library(s, server);
    const absent = "ab".repeat(20);
    configure(s, {
      lib: `url: "${server.url("lib")}", commit: ${absent}`,
      two: `url: "http://me:secret@127.0.0.1:${server.port}/two", branch: main`,
      three: "url: git@example.invalid:three, tag: v9",
      good: `url: "${server.url("lib")}", tag: v1`,
    });
    const run = await server.kas([...CHECKOUT, "kas.yml"], {}, () => remove(s, "good", "lib"));
    const told = (text: string) => assertUserError(run, text);
    told(`kas.yml:4:`);
    told(`Commit "${absent}" cannot be found in repository "lib"`);
    told(`it would have been ${server.url("lib")}: import a bundle that has it, or go without`);
    told(`Repository "two" is not here as it is wanted: branch "main"; no network is asked`);
    told(`it would have been ${server.url("two")}: `);
    told(
      `Repository "three" is not here as it is wanted: tag "v9"; no network is asked (--offline)`,
    );
    told("it would have been git@example.invalid:three: ");
    assert.doesNotMatch(run.stderr, /secret/);
    assert.ok(s.exists("work/good/f"), "the others go on");
  },
);

scene("offline: a reference is not made, and one that ends somewhere is cloned", async (s) => {
  await using server = new CountingServer(s);
  const { second } = library(s, server);
  Deno.removeSync(s.path(server.reference("lib")), { recursive: true });
  configure(s, { lib: `url: "${server.url("lib")}", commit: ${second}, branch: main` });
  assertUserError(
    await server.kas([...CHECKOUT, "kas.yml"]),
    `commit "${second}", branch "main"; no network is asked`,
  );
  assert.ok(!s.exists(server.reference("lib")));
  const shallow = ["clone", "-q", "--bare", "--depth", "1", `file://${s.path("lib")}`];
  s.git(".", ...shallow, server.reference("lib"));
  const run = await server.kas([...CHECKOUT, "kas.yml"], {}, () => remove(s, "lib"));
  assert.equal(run.code, 0, run.stderr);
  assert.equal(head(s), second);
});

scene("offline: an update takes what the reference has, and tells what it leaves", async (s) => {
  await using server = new CountingServer(s);
  library(s, server);
  const url = server.url("lib");
  configure(s, { lib: `url: "${url}", branch: main` });
  const update = [...CHECKOUT, "--update", "kas.yml"];
  assert.equal((await server.kas([...CHECKOUT, "kas.yml"])).code, 0);
  const third = s.commit("lib", { f: "three\n" });
  s.git(server.reference("lib"), "fetch", "-q", s.path("lib"), "main:main");
  const updated = await server.kas(update);
  assert.equal(updated.code, 0, updated.stderr);
  assert.equal(head(s), third);
  const line = `INFO     - No network is asked for newer commits: what is here counts, not what is`;
  assert.ok(updated.stderr.includes(`${line} at ${url}\n`), updated.stderr);
  const without = await server.kas(update, { KAS_REPO_REF_DIR: s.path("none") });
  assert.equal(without.code, 0, without.stderr);
  assert.equal(head(s), third);
});

scene("offline: paths are asked, as URLs and as mirrors; another URL must be here", async (s) => {
  await using server = new CountingServer(s);
  const { second } = library(s, server);
  const fourth = s.repo("other", { f: "other\n" });
  configure(s, {
    lib: "url: ../lib, branch: main",
    other: `url: "file://${s.path("other")}"` +
      ", branch: main",
  });
  const paths = await server.kas([...CHECKOUT, "kas.yml"], {}, () => remove(s, "lib", "other"));
  assert.equal(paths.code, 0, paths.stderr);
  assert.deepEqual([head(s), head(s, "other")], [second, fourth]);
  configure(s, { lib: "url: ../lib, branch: none" });
  const lacking = await server.kas([...CHECKOUT, "kas.yml"]);
  assertUserError(lacking, 'Branch "none" cannot be found in repository "lib"');
  assert.doesNotMatch(lacking.stderr, /network/, "no server could have helped");
  remove(s, "lib");
  configure(s, { lib: `url: "${server.url("mirrored")}", branch: main` });
  const mirrors = { KAS_PREMIRRORS: `http://[^/]*/mirrored ${s.path("other")}` };
  const mirrored = await server.kas([...CHECKOUT, "kas.yml"], mirrors, () => remove(s, "lib"));
  assert.equal(mirrored.code, 0, mirrored.stderr);
  assert.equal(head(s), fourth);
  configure(s, { lib: `url: "${server.url("moved")}", branch: main` });
  assertUserError(
    await server.kas([...CHECKOUT, "kas.yml"]),
    `no network is asked (--offline), or it would have been ${server.url("moved")}`,
  );
  configure(s, { lib: `url: "${server.url("lib")}", branch: main` });
  const moved = await server.kas([...CHECKOUT, "kas.yml"]);
  assert.equal(moved.code, 0, moved.stderr);
  assert.equal(head(s), second);
});

scene("offline: no setting of a repository leads git or git-lfs to a server", async (s) => {
  await using server = new CountingServer(s);
  const { first } = library(s, server);
  const attributed = s.commit("lib", { ".gitattributes": "*.bin filter=lfs\n", "a.bin": "x\n" });
  s.git(server.reference("lib"), "fetch", "-q", s.path("lib"), "main:main");
  configure(s, { lib: `url: "${server.url("lib")}", commit: ${first}` });
  assert.equal((await server.kas([...CHECKOUT, "kas.yml"])).code, 0);
  // A stand-in for git-lfs, which tells the server that it would ask.
  s.git("work/lib", "config", "filter.lfs.smudge", "cat >/dev/null; git config lfs.url");
  configure(s, { lib: `url: "${server.url("lib")}", commit: ${attributed}` });
  assert.equal((await server.kas([...CHECKOUT, "kas.yml"])).code, 0);
  assert.equal(s.read("work/lib/a.bin"), `file://${s.path(server.reference("lib"))}\n`);
  s.git("work/lib", "config", "filter.lfs.smudge", "false");
  s.git("work/lib", "config", "filter.lfs.required", "true");
  Deno.removeSync(s.path("work/lib/a.bin"));
  assertUserError(
    await server.kas([...CHECKOUT, "--force-checkout", "kas.yml"]),
    "smudge filter lfs failed; no network is asked",
  );
  s.git("work/lib", "config", "--unset", "filter.lfs.required");
  const base = `url.${server.url("")}.insteadOf`;
  s.git("work/lib", "config", base, s.path("refs/"));
  s.git("work/lib", "config", "protocol.http.allow", "always");
  configure(s, { lib: `url: "${server.url("lib")}", branch: main` });
  assertUserError(
    await server.kas([...CHECKOUT, "--update", "kas.yml"]),
    "transport 'http' not allowed",
  );
});

scene("offline: Mercurial", async (s) => {
  await using server = new CountingServer(s);
  Deno.mkdirSync(s.path("source"));
  s.hg("source", "init");
  const commit = (files: Record<string, string>) => {
    for (const [name, text] of Object.entries(files)) s.write(`source/${name}`, text);
    s.hg("source", "commit", "--addremove", "-m", "change", "-d", "0 0");
    return s.hg("source", "log", "-r", ".", "-T", "{node}");
  };
  const first = commit({ f: "one\n" });
  Deno.mkdirSync(s.path("refs"));
  const url = server.url("source");
  configure(s, { lib: `url: "${url}", type: hg, commit: ${first}` });
  Deno.mkdirSync(s.path(server.reference("source")));
  assertUserError(
    await server.kas([...CHECKOUT, "kas.yml"]),
    `Repository "lib" is not here as it is wanted: commit "${first}"; no network is asked`,
  );
  s.hg(".", "clone", "-q", "source", server.reference("source"));
  const at = () => s.hg("work/lib", "log", "-r", ".", "-T", "{node}");
  const run = await server.kas([...CHECKOUT, "kas.yml"], {}, () => remove(s, "lib"));
  assert.equal(run.code, 0, run.stderr);
  assert.equal(at(), first);
  assert.equal(s.hg("work/lib", "paths", "default"), url);
  const second = commit({ f: "two\n" });
  configure(s, { lib: `url: "${url}", type: hg, branch: default` });
  s.hg(server.reference("source"), "pull", "-q");
  assert.equal((await server.kas([...CHECKOUT, "--update", "kas.yml"])).code, 0);
  assert.equal(at(), second);
  s.write("source/.hgsub", `sub = ${server.url("sub")}\n`);
  s.hg("source", "init", "sub");
  s.write("source/sub/f", "sub\n");
  s.hg("source/sub", "commit", "--addremove", "-m", "sub", "-d", "0 0");
  const nested = commit({ f: "three\n" });
  s.hg(server.reference("source"), "pull", "-q");
  configure(s, { lib: `url: "${url}", type: hg, commit: ${nested}` });
  assertUserError(await server.kas([...CHECKOUT, "kas.yml"]), /hg .*update/);
});

scene("offline: what asks servers tells that it does not, or takes the reference", async (s) => {
  await using server = new CountingServer(s);
  const { first, second } = library(s, server);
  configure(s, {
    lib: `url: "${server.url("lib")}", branch: main`,
    two: `url: "${server.url("two")}", branch: main`,
  });
  s.git(".", "clone", "-q", "lib", "work/two");
  s.git("work/two", "remote", "set-url", "origin", server.url("two"));
  s.write("work/kas.lock.yml", project(`overrides: {repos: {lib: {commit: ${first}}}}\n`));
  assertUserError(
    await server.kas(["outdated", "--offline", "kas.yml"]),
    `What the server of repository "two" has now is not known; no network is asked (--offline)`,
  );
  const status = await server.kas(["status", "--offline", "--fetch", "kas.yml"]);
  assert.match(status.stdout, /repository "two" has now is not known; no network is asked/);
  const validate = await server.kas(["validate", "--offline", "--remote", "kas.yml"]);
  assert.equal(validate.code, 0, validate.stdout);
  assert.match(validate.stdout, /"two" .* cannot be told: no network is asked, hence not http:/);
  configure(s, { lib: `url: "${server.url("lib")}", branch: main` });
  const outdated = await server.kas(["outdated", "--offline", "--json", "kas.yml"]);
  assert.deepEqual(JSON.parse(outdated.stdout).repos.map(({ to }: { to: string }) => to), [second]);
});
