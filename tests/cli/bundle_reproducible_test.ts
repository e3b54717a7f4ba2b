// Equal inputs make equal bundles, however the clones came about.
import assert from "node:assert/strict";
import {
  configure,
  create,
  gitEntry,
  hgCommit,
  hgEntry,
  list,
  sha256,
  sources,
  succeeds,
} from "./bundles.ts";
import { BINARY, type Scene, scene } from "./harness.ts";

/** Repositories with some history: deltas, tags and branches. */
function history(s: Scene): string {
  sources(s);
  const lines = Array.from({ length: 400 }, (_, index) => `line ${index}\n`);
  for (let round = 0; round < 12; round++) {
    lines[round * 30] = `changed in ${round}\n`;
    s.commit("src/lib", { long: lines.join(""), [`dir/f${round}`]: `${round}\n`.repeat(50) });
  }
  s.git("src/lib", "branch", "other");
  for (const text of ["one\n", "two\n", "three\n"]) hgCommit(s, text);
  return s.commit("src/lib", { f: "last\n" });
}

const repos = (s: Scene) => ({
  lib: gitEntry(s, "branch: main"),
  old: gitEntry(s, "tag: v2"),
  hg: hgEntry(s, "branch: default"),
});

/** The same project elsewhere, all its clones made in other ways. */
async function elsewhere(s: Scene): Promise<string> {
  const work = "another place/of/somebody else";
  Deno.mkdirSync(s.path(work), { recursive: true });
  s.write(`${work}/kas.yml`, s.read("work/kas.yml"));
  s.write(`${work}/fix.txt`, s.read("work/fix.txt"));
  const lib = `${work}/lib`;
  s.git(".", "clone", "-q", "src/lib", lib);
  s.git(lib, "checkout", "-q", "-b", "mine", "v1");
  s.commit(lib, { f: "mine\n" });
  s.git(lib, "remote", "set-url", "origin", s.path("src/lib"));
  s.git(lib, "gc", "-q", "--aggressive");
  Deno.mkdirSync(s.path(work, "old"));
  s.git(`${work}/old`, "init", "-q");
  s.git(`${work}/old`, "remote", "add", "origin", s.path("src/lib"));
  for (const ref of ["v1", "other", "main", "v2"]) {
    s.git(`${work}/old`, "-c", "fetch.unpackLimit=10000", "fetch", "-q", "--tags", "origin", ref);
  }
  s.hg(".", "clone", "-q", "-r", "0", "src/hg", `${work}/hg`);
  s.hg(`${work}/hg`, "pull", "-q", "-r", "1", s.path("src/hg"));
  s.write(`${work}/hg/.hg/hgrc`, `[paths]\ndefault = ${s.path("src/hg")}\n`);
  const old = new Date("2001-01-01");
  Deno.utimeSync(s.path(work, "kas.yml"), old, old);
  Deno.chmodSync(s.path(work, "fix.txt"), 0o600);
  const checkout = ["checkout", "--skip", "setup_environ", "--update", "kas.yml"];
  await succeeds(s.run(["env", "-C", s.path(work), BINARY, ...checkout]));
  return work;
}

scene("two clones, two people, two days: one bundle, to the last byte", async (s) => {
  history(s);
  s.write("work/fix.txt", "text\n");
  configure(s, repos(s));
  await succeeds(create(s, "first.tar"));
  const work = await elsewhere(s);
  const line = 'umask 077; cd "$1"; shift; exec "$@"';
  const made = ["bundle", "create", "kas.yml", "-o", s.path("second.tar")];
  await succeeds(
    s.run(["sh", "-c", line, "sh", s.path(work), BINARY, ...made], {
      KAS_CLONE_DEPTH: "1",
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "pack.compression",
      GIT_CONFIG_VALUE_0: "0",
      TZ: "Asia/Tokyo",
      LC_ALL: "C.UTF-8",
    }),
  );
  const [first, second] = [await list(s, "first.tar"), await list(s, "second.tar")];
  assert.equal(second.manifest_sha256, first.manifest_sha256);
  assert.equal(sha256(s, "second.tar"), sha256(s, "first.tar"));
});

scene("so are a bundle of some history, and one on top of another", async (s) => {
  history(s);
  configure(s, repos(s));
  s.write("work/fix.txt", "text\n");
  await succeeds(create(s, "base.tar"));
  s.commit("src/lib", { f: "newer\n" });
  hgCommit(s, "newer\n");
  const work = await elsewhere(s);
  for (const options of [["--since", s.path("base.tar")], ["--depth", "3"]]) {
    await succeeds(create(s, "first.tar", options));
    const made = ["bundle", "create", "kas.yml", "-o", s.path("second.tar"), ...options];
    await succeeds(s.run(["env", "-C", s.path(work), BINARY, ...made]));
    assert.equal(sha256(s, "second.tar"), sha256(s, "first.tar"), options.join(" "));
  }
});
