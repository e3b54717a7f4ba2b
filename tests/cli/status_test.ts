import assert from "node:assert/strict";
import { BITBAKE_REPO, type Outcome, project, type Scene, scene } from "./harness.ts";
import {
  checkout as signedCheckout,
  configure,
  signedCommit,
  sshKey,
  sshSigner,
} from "./signing.ts";

const PATCH = "--- a/f\n+++ b/f\n@@ -1 +1 @@\n-1\n+2\n";
const LAYER = { "meta/conf/layer.conf": "# a layer\n", f: "1\n" };

/** `oe` and `lib` by their branches, `fixed` patched; the project lies in a repository `proj`. */
function setUp(s: Scene): void {
  s.repo("oe", BITBAKE_REPO);
  for (const name of ["lib", "fixed"]) s.repo(name, LAYER);
  const repo = (name: string, more = "") =>
    `  ${name}:\n    url: ${s.path(name)}\n    branch: main\n    layers: {meta: }\n${more}`;
  s.repo("work/proj", {
    "p.patch": PATCH,
    "kas.yml": project(
      `repos:\n  proj:\n    path: proj\n    layers: {}\n${repo("oe")}${repo("lib")}` +
        repo("fixed", "    patches:\n      p: {repo: proj, path: p.patch}\n"),
    ),
  });
}

async function ready(s: Scene): Promise<void> {
  setUp(s);
  const run = await s.kas(["checkout", "proj/kas.yml"]);
  assert.equal(run.code, 0, run.stderr);
}

/** Runs `kas status`, which changes nothing and uses no network. */
async function status(s: Scene, ...options: string[]): Promise<Outcome> {
  // hg keeps caches, whoever asks it.
  const snapshot = () =>
    s.snapshot("work").filter((line) => !/\/\.hg(?:\/dirstate|\/cache\S*)? /.test(line));
  const before = snapshot();
  const run = await s.kas(["status", ...options, "proj/kas.yml"]);
  assert.deepEqual(snapshot(), before);
  return run;
}

type Found = Record<string, unknown>;

async function json(s: Scene, ...options: string[]) {
  const run = await status(s, "--json", "--exit-code", ...options);
  assert.ok(run.code < 2, run.stderr);
  const found = JSON.parse(run.stdout);
  assert.equal(run.code === 1, found.differs);
  const repos: Record<string, Found> = Object.fromEntries(
    found.repos.map((repo: Found) => [repo.name, repo]),
  );
  return { ...found, repos };
}

/** Asserts some of the keys. */
function has(repo: Found | undefined, wanted: Found): void {
  const found = Object.fromEntries(Object.keys(wanted).map((key) => [key, repo?.[key]]));
  assert.deepEqual(found, wanted);
}

scene("status: as the project wants it", async (s) => {
  await ready(s);
  const run = await status(s, "--exit-code");
  assert.equal(run.code, 0, run.stderr);
  const short = (name: string) => s.git(`work/${name}`, "rev-parse", "HEAD").slice(0, 10);
  assert.equal(
    run.stdout,
    `proj   ${short("proj")}  main          local\n` +
      `oe     ${short("oe")}  main          ok\n` +
      `lib    ${short("lib")}  main          ok\n` +
      `fixed  ${short("fixed")}  patched-main  ok, patches applied\n`,
  );
  const { repos, conf } = await json(s);
  const head = s.git("lib", "rev-parse", "HEAD");
  has(repos.lib, {
    path: s.path("work/lib"),
    wanted: head,
    actual: head,
    branch: "main",
    ahead: 0,
    behind: 0,
    changes: 0,
    stashes: 0,
    patched: null,
    locked_by: null,
    signed: null,
  });
  has(repos.fixed, { wanted: s.git("fixed", "rev-parse", "HEAD"), patched: "applied", ahead: 0 });
  has(repos.proj, { wanted: null, actual: s.git("work/proj", "rev-parse", "HEAD"), ahead: null });
  assert.deepEqual(conf, []);
});

scene("status: commits, branches, changes, stashes, patches and files that differ", async (s) => {
  await ready(s);
  s.write("work/lib/f", "stashed\n");
  s.git("work/lib", "stash", "-q");
  s.commit("work/lib", { f: "mine\n" });
  s.write("work/lib/new", "");
  s.write("work/lib/f", "changed\n");
  s.commit("work/fixed", { g: "" });
  s.git("work/oe", "checkout", "-q", "--detach");
  s.write("work/build/conf/local.conf", "# mine\n");
  s.write("work/proj/new", "");
  const { repos, conf } = await json(s);
  has(repos.lib, { ahead: 1, behind: 0, changes: 2, stashes: 1, differs: true });
  has(repos.fixed, { patched: "amended", ahead: 1, behind: 0, differs: true });
  has(repos.oe, { branch: null, wanted_branch: "main", ahead: 0, differs: true });
  has(repos.proj, { changes: 1, differs: false });
  assert.deepEqual(conf, ["local.conf"]);
  const { stdout } = await status(s);
  assert.match(stdout, /^lib .* wanted \w{10}, ahead 1, 2 changes, 1 stash$/m);
  assert.match(stdout, /^oe .* wanted on main$/m);
  assert.match(stdout, /^fixed .* ahead 1, patches amended$/m);
  assert.match(stdout, /^conf\/local\.conf is not what kas would write$/m);
  s.write("work/proj/p.patch", PATCH.replace("+2", "+3"));
  has((await json(s)).repos.fixed, { patched: "missing" });
});

scene("status: readable on a terminal of 80 columns, and in colour there only", async (s) => {
  await ready(s);
  s.git("work/lib", "checkout", "-q", "-b", "a-branch-with-quite-a-long-name-of-mine");
  s.commit("work/lib", { f: "mine\n" });
  s.write("work/lib/new", "");
  assert.ok(!(await status(s)).stdout.includes("\x1b"));
  const shown = await s.kasOnTerminal(["status", "-l", "error", "proj/kas.yml"]);
  assert.ok(shown.stdout.includes("\x1b[31mwanted"));
  for (const line of shown.stdout.replaceAll(/\[\d+m/g, "").split("\r\n")) {
    assert.ok(line.replaceAll("\x1b", "").length <= 80, line);
  }
});

scene("status: what is not there, and includes that need it", async (s) => {
  setUp(s);
  const absent = await json(s);
  has(absent.repos.lib, { actual: null, wanted: null, branch: null, differs: true });
  assert.deepEqual(absent.conf, ["bblayers.conf", "local.conf"]);
  assert.match((await status(s)).stdout, /^lib +- +- +not there, wanted main$/m);
  s.commit("lib", { "inc.yml": project("repos:\n  more:\n    url: /no/where\n    branch: x\n") });
  const text = s.read("work/proj/kas.yml")
    .replace("version: 16", "version: 16\n  includes:\n    - {repo: lib, file: inc.yml}");
  s.write("work/proj/kas.yml", text);
  const missing = await json(s);
  assert.deepEqual(missing.missing, ["lib"]);
  assert.deepEqual(Object.keys(missing.repos), ["proj", "oe", "lib", "fixed"]);
  assert.match((await status(s)).stdout, /^The rest is not known: includes need lib$/m);
  s.git(".", "clone", "-q", "lib", "work/lib");
  const found = await json(s);
  assert.deepEqual(found.missing, []);
  has(found.repos.more, { actual: null, ref: "x" });
  s.git("work/lib", "checkout", "-q", "HEAD~1");
  const older = await status(s);
  assert.match(older.stderr, /Project files of repository lib are left out: .*inc\.yml/);
  assert.match(older.stdout, /^lib .* wanted \w{10}, behind 1$/m);
});

scene("status: a lock; a commit that is not fetched yet; --fetch asks the server", async (s) => {
  await ready(s);
  const first = s.git("lib", "rev-parse", "HEAD");
  s.commit("lib", { f: "2\n" });
  const newest = s.commit("lib", { f: "3\n" });
  has((await json(s)).repos.lib, { wanted: first, behind: 0, differs: false });
  const asked = (await json(s, "--fetch")).repos;
  has(asked.lib, { wanted: newest, fetched: false, ahead: 0, behind: 2, differs: true });
  has(asked.oe, { ahead: 0, behind: 0, differs: false });
  const lock = s.write(
    "work/proj/kas.lock.yml",
    `header: {version: 14}\noverrides: {repos: {lib: {commit: ${newest}}}}\n`,
  );
  const locked = (await json(s)).repos;
  has(locked.lib, { wanted: newest, fetched: false, behind: null, locked_by: lock });
  has(locked.oe, { locked_by: null });
  assert.match(
    (await status(s)).stdout,
    /^lib .* wanted \w{10} \(not fetched\), locked in proj\/kas\.lock\.yml$/m,
  );
  Deno.renameSync(s.path("oe"), s.path("gone"));
  const gone = (await json(s, "--fetch")).repos.oe!;
  assert.match(String(gone.problems), /Fetching of repo: "oe" failed/);
  has((await json(s)).repos.oe, { differs: false });
});

scene("status: a directory in place of a repository, others' leftovers", async (s) => {
  await ready(s);
  s.repo("mine", LAYER);
  s.write("mine/new", "");
  const before = s.snapshot("mine");
  const { repos } = await json(s, "--local", `lib=${s.path("mine")}`);
  assert.deepEqual(s.snapshot("mine"), before);
  has(repos.lib, { path: s.path("mine"), replaced: true, wanted: null, changes: 1 });
  s.write("work/oe/.git/kas-journal.json", "{}");
  const begun = (await json(s)).repos.oe!;
  assert.match(String(begun.problems), /has not finished its work on it: kas checkout does/);
  Deno.removeSync(s.path("work/fixed"), { recursive: true });
  s.write("work/fixed/f", "");
  const none = (await json(s)).repos.fixed!;
  has(none, { actual: null, differs: true });
  assert.match(String(none.problems), /fixed/);
});

scene("status: signatures", async (s) => {
  const alice = sshKey(s, "alice");
  configure(s, `commit: ${signedCommit(s, alice, "1\n")}`, sshSigner("alice", "alice.pub"));
  const made = await signedCheckout(s, "--skip", "write_bbconfig");
  assert.equal(made.code, 0, made.stderr);
  s.write("work/lib/meta/__pycache__/x.pyc", "");
  has((await json(s)).repos.lib, { signed: true });
  s.write("work/lib/meta/a", "changed\n");
  has((await json(s)).repos.lib, { signed: false, differs: true });
  s.git("work/lib", "checkout", "-q", ".");
  s.git("work/lib", "config", "core.fsmonitor", "touch /tmp/never");
  const foreign = (await json(s)).repos.lib!;
  has(foreign, { signed: false });
  assert.match(String(foreign.problems), /has settings that could start programs/);
});

scene("status: Mercurial", async (s) => {
  Deno.mkdirSync(s.path("source"));
  s.hg("source", "init");
  const commit = (directory: string, text: string) => {
    s.write(`${directory}/f`, text);
    s.hg(directory, "commit", "--addremove", "-m", text);
    return s.hg(directory, "log", "-r", ".", "-T", "{node}");
  };
  const first = commit("source", "1\n");
  s.write("work/p.patch", PATCH);
  const config = (more: string) =>
    s.write(
      "work/proj/kas.yml",
      project(`repos:\n  lib: {type: hg, url: ${s.path("source")}, ${more}}\n`),
    );
  config(`commit: ${first}`);
  const skip = ["--skip", "setup_environ", "--skip", "write_bbconfig"];
  assert.equal((await s.kas(["checkout", ...skip, "proj/kas.yml"])).code, 0);
  const lib = async (...options: string[]) => (await json(s, ...options)).repos.lib;
  has(await lib(), { wanted: first, actual: first, branch: "default", ahead: 0, differs: false });
  s.write("work/lib/f", "put aside\n");
  s.hg("work/lib", "--config", "extensions.shelve=", "shelve", "-q");
  const mine = commit("work/lib", "mine\n");
  s.write("work/lib/new", "");
  has(await lib(), { actual: mine, ahead: 1, behind: 0, changes: 1, stashes: 1, differs: true });
  const second = commit("source", "2\n");
  config("branch: default");
  has(await lib("--fetch"), { wanted: second, fetched: false, ahead: null });
  config(`commit: ${second}`);
  has(await lib(), { wanted: second, fetched: false });
});
