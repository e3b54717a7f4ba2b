// A project in one file: what is checked out and built on the other side is what was on this one.
import assert from "node:assert/strict";
import {
  alone,
  content,
  create,
  head,
  importInto,
  list,
  PATCH,
  SITE,
  succeeds,
} from "./bundles.ts";
import { BITBAKE_REPO, project, type Scene, scene } from "./harness.ts";
import { gpgKey, gpgSigner, signedCommit, sshKey, sshSigner, stopAgent } from "./signing.ts";

const ODD = 'it\'s a "file" – Grüße.txt';

/** A repository with branches, tags and the reference of a review; returns a commit of it. */
function library(s: Scene): string {
  s.repo("src/git", { f: "one\n", "dir/g": "g\n" });
  s.git("src/git", "tag", "-a", "-m", "first", "annotated");
  s.commit("src/git", { f: "two\n" });
  s.git("src/git", "tag", "light");
  const pinned = s.commit("src/git", { f: "three\n" });
  s.git("src/git", "checkout", "-q", "-b", "side", "HEAD~1");
  const side = s.commit("src/git", { f: "side\n", [ODD]: "odd\n", "run.sh": "#!/bin/sh\n" });
  s.git("src/git", "update-ref", "refs/changes/01/1/1", s.commit("src/git", { f: "review\n" }));
  s.git("src/git", "reset", "-q", "--hard", side);
  s.git("src/git", "checkout", "-q", "main");
  s.commit("src/git", { f: "last\n" });
  return pinned;
}

/** A Mercurial repository with a tag and a branch; returns a commit of it. */
function mercurial(s: Scene): string {
  Deno.mkdirSync(s.path("src/hg"), { recursive: true });
  s.hg("src/hg", "init");
  const commit = (text: string) => {
    s.write("src/hg/a", text);
    s.write(`src/hg/${ODD}`, text);
    s.hg("src/hg", "commit", "--addremove", "-m", "change", "-d", "0 0");
  };
  commit("one\n");
  s.hg("src/hg", "tag", "-d", "0 0", "v1");
  commit("two\n");
  const second = s.hg("src/hg", "log", "-r", ".", "-T", "{node}");
  s.hg("src/hg", "branch", "side");
  commit("three\n");
  return second;
}

/** The project's own repository with all that a repository may have, a submodule as well. */
function ownRepository(s: Scene, files: Record<string, string>): void {
  s.repo("src/submodule", { "conf/layer.conf": "# a layer\n", sub: "sub\n" });
  s.git("work/proj", "init", "-q", "-b", "main");
  Deno.mkdirSync(s.path("work/proj/links"), { recursive: true });
  Deno.symlinkSync("../kas.yml", s.path("work/proj/links/file"));
  Deno.symlinkSync("../kas", s.path("work/proj/links/directory"));
  const add = ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add"];
  s.git("work/proj", ...add, s.path("src/submodule"), "meta-sub");
  s.write("work/proj/empty", "");
  s.write("work/proj/.gitignore", "*.o\n");
  s.write("work/proj/ignored.o", "nobody's\n");
  s.commit("work/proj", files);
  s.write("work/proj/not yet committed", "here\n");
  s.write("work/proj/kas/more.json", files["kas/more.json"]!.replace("one", "two"));
}

/** Makes the project; returns the ids of its repositories, but its own. */
function tour(s: Scene): string[] {
  const pinned = library(s);
  const changeset = mercurial(s);
  s.repo("src/oe", BITBAKE_REPO);
  s.repo("src/patched", { f: "patch me\n" });
  const old = s.repo("src/pool", { f: "old\n" });
  s.repo("src/included", {
    "kas/base.yml": project(
      `machine: board\nrepos:\n  pool: {url: ${s.path("src/pool")}, branch: main}\n`,
    ),
    "kas/base.lock.yml": project(`overrides: {repos: {pool: {commit: ${old}}}}\n`),
  });
  s.commit("src/pool", { f: "new\n" });
  const fingerprint = gpgKey(s, "alice", "alice.asc");
  const ssh = sshKey(s, "bob");
  const signed = signedCommit(s, fingerprint, "by alice\n");
  Deno.renameSync(s.path("lib"), s.path("src/lib"));
  signedCommit(s, ssh, "by bob\n");
  Deno.renameSync(s.path("lib"), s.path("src/lib2"));
  const git = `url: ${s.path("src/git")}`;
  const hg = `url: ${s.path("src/hg")}, type: hg`;
  const repos = {
    proj: "layers: {meta-sub: }",
    oe: `url: ${s.path("src/oe")}, branch: main, layers: {meta: }`,
    included: `url: ${s.path("src/included")}, branch: main`,
    annotated: `${git}, tag: annotated`,
    light: `${git}, tag: light`,
    pinned: `${git}, commit: ${pinned}`,
    main: `${git}, branch: main`,
    legacy: `${git}, refspec: side`,
    full: `${git}, branch: refs/heads/side`,
    review: `${git}, branch: refs/changes/01/1/1`,
    "hg-branch": `${hg}, branch: side`,
    "hg-tag": `${hg}, tag: v1`,
    "hg-commit": `${hg}, commit: ${changeset}`,
    lib: `url: ${s.path("src/lib")}, commit: ${signed}, signed: true, allowed_signers: [alice]`,
    lib2: `url: ${s.path("src/lib2")}, branch: main, signed: true, allowed_signers: [bob]`,
    patched: `url: ${s.path("src/patched")}, branch: main, ` +
      "patches: {fix: {repo: proj, path: patches/fix.patch}}",
  };
  ownRepository(s, {
    "kas.yml":
      `header:\n  version: 16\n  includes:\n    - repo: included\n      file: kas/base.yml\n` +
      `    - kas/local.yml\nrepos:\n` +
      Object.entries(repos).map(([id, lines]) => `  ${id}: {${lines}}\n`).join("") +
      `signers:\n${gpgSigner("alice", "alice.asc")}${sshSigner("bob", "bob.pub")}`,
    "kas/local.yml": project("local_conf_header: {10: 'A = \"1\"'}\n"),
    "kas/more.json": '{"header": {"version": 16}, "env": {"MORE": "one"}}\n',
    "patches/fix.patch": PATCH,
    "bin/tool.sh": "#!/bin/sh\n",
    [ODD]: "odd\n",
  });
  return Object.keys(repos).filter((id) => id !== "proj").concat("pool");
}

/** Asserts that both sides have the same project, but for what is different without network. */
function assertSameProject(here: string, there: string): void {
  const parsed = JSON.parse(there);
  delete parsed.local_conf_header["zz-kas-offline"];
  assert.deepEqual({ ...parsed, header: 0 }, { ...JSON.parse(here), header: 0 });
}

scene(
  "sixteen repositories: git, Mercurial, signed, patched, included; and their project",
  async (s) => {
    const names = tour(s);
    await succeeds(create(s, "site.tar", [], { config: "proj/kas.yml:proj/kas/more.json" }));
    assert.deepEqual([...Deno.readDirSync(s.work)].map(({ name }) => name), ["proj"]);
    await succeeds(s.kas(["build", "proj/kas.yml:proj/kas/more.json"]));
    const dumped = await succeeds(
      s.kas(["dump", "--resolve-refs", "--format", "json", "proj/kas.yml:proj/kas/more.json"]),
    );
    const here = new Map(names.map((name) => [name, content(s, `work/${name}`)]));
    const heads = new Map(
      names.map((name) => [name, name.startsWith("hg-") ? "" : head(s, `work/${name}`)]),
    );
    const own = content(s, "work/proj");
    Deno.renameSync(s.path("src"), s.path("gone"));
    Deno.renameSync(s.work, s.path("away"));
    Deno.mkdirSync(s.work);

    await succeeds(importInto(s, ["site.tar"]));
    await succeeds(alone(s, SITE, "checkout"));
    for (const name of names) {
      assert.deepEqual(content(s, `site/${name}`), here.get(name), name);
      if (heads.get(name) === "") continue;
      assert.equal(s.git(`site/${name}`, "status", "--porcelain"), "", name);
      if (name !== "patched") assert.equal(head(s, `site/${name}`), heads.get(name), name);
    }
    assert.equal(s.read("site/patched/f"), "patched\n");
    const built = await succeeds(alone(s, SITE, "build"));
    assert.match(built.stderr, /^INFO {5}- bitbake: -c build core-image-minimal$/m);
    assert.match(s.read("site/build/conf/local.conf"), /^BB_NO_NETWORK = "1"$/m);
    assert.match(s.read("site/build/conf/local.conf"), /^A = "1"$/m);
    assert.deepEqual(
      own.filter((line) => !content(s, SITE).includes(line)),
      own.filter((line) => line.startsWith("ignored.o ")),
      "the project's own files, but what is ignored",
    );
    const there = await succeeds(alone(s, SITE, "dump", "--resolve-refs", "--format", "json"));
    assertSameProject(dumped.stdout, there.stdout);
    const listed = await list(s, "site.tar");
    assert.deepEqual(listed.missing, []);
    stopAgent(s);
  },
);
