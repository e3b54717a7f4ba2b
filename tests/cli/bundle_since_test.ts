// The second delivery, and the third: only what the other side lacks.
import assert from "node:assert/strict";
import {
  alone,
  assertNothingLeft,
  configure,
  create,
  gitEntry,
  head,
  hgCommit,
  hgEntry,
  importInto,
  incompressible,
  list,
  manifestText,
  SITE,
  size,
  sources,
  succeeds,
} from "./bundles.ts";
import { assertUserError, project, type Scene, scene } from "./harness.ts";

const includes = (...names: string[]) =>
  `  includes: [${names.map((name) => `${name}.yml`).join(", ")}]\n`;

const own = (s: Scene, name: string, value: string) =>
  s.write(`work/${name}.yml`, project(`env: {${name.toUpperCase()}: "${value}"}\n`));

/** A project of a git repository, and of a Mercurial one if there is one. */
function configured(s: Scene, ...names: string[]): void {
  const hg = s.exists("src/hg") ? { hg: hgEntry(s, "branch: default") } : undefined;
  configure(s, { lib: gitEntry(s, "branch: main"), ...hg }, includes(...names));
}

const checkout = (s: Scene, site = SITE) => alone(s, site, "checkout", "--skip", "setup_environ");

/** Makes a first and a second delivery; the first one is imported. */
async function deliveries(s: Scene, withMercurial = false) {
  sources(s);
  s.write("src/lib/large", incompressible(300_000));
  s.commit("src/lib", {});
  if (withMercurial) hgCommit(s, "one\n");
  own(s, "a", "1");
  own(s, "b", "1");
  configured(s, "a", "b");
  await succeeds(create(s, "first.tar"));
  await succeeds(importInto(s, ["first.tar"]));
  const commit = s.commit("src/lib", { f: "three\n" });
  const changeset = withMercurial ? hgCommit(s, "two\n") : undefined;
  own(s, "a", "2");
  own(s, "c", "1");
  configured(s, "a", "c");
  await succeeds(create(s, "second.tar", ["--since", s.path("first.tar")]));
  return { commit, changeset };
}

scene("a second and a third delivery have what is new, and bring it", async (s) => {
  const { commit, changeset } = await deliveries(s, true);
  await succeeds(checkout(s));
  assert.ok(size(s, "first.tar") > 300_000);
  assert.ok(size(s, "second.tar") < 20_000, String(size(s, "second.tar")));
  await succeeds(importInto(s, ["second.tar"]));
  assertNothingLeft(s, SITE);
  await succeeds(checkout(s));
  assert.equal(head(s, "site/lib"), commit);
  assert.equal(s.hg("site/hg", "log", "-r", ".", "-T", "{node}"), changeset);
  assert.match(s.read("site/a.yml"), /"2"/);
  assert.deepEqual([s.exists("site/b.yml"), s.exists("site/c.yml")], [false, true]);

  const third = s.commit("src/lib", { f: "four\n" });
  s.write("second.json", manifestText(s, "second.tar"));
  await succeeds(create(s, "third.tar", ["--since", s.path("second.json")]));
  assert.ok(size(s, "third.tar") < 20_000);
  const [second, last] = [await list(s, "second.tar"), await list(s, "third.tar")];
  assert.equal(last.base, second.manifest_sha256);
  const bytes = (name: string) =>
    last.repos.find((repo: { name: string }) => repo.name === name).bytes;
  assert.deepEqual([bytes("hg") === 0, bytes("lib") > 0], [true, true]);
  await succeeds(importInto(s, ["third.tar"]));
  await succeeds(checkout(s));
  assert.equal(head(s, "site/lib"), third);
  s.git("site/repo-ref/" + s.path("src/lib").replaceAll("/", "."), "fsck", "--strict");
  const again = await succeeds(importInto(s, ["third.tar"]));
  assert.doesNotMatch(again.stderr, /WARNING/);
});

scene("nothing new is a bundle of almost nothing, which imports as well", async (s) => {
  sources(s);
  own(s, "a", "1");
  configured(s, "a");
  await succeeds(create(s, "first.tar"));
  await succeeds(create(s, "second.tar", ["--since", s.path("first.tar")]));
  assert.ok(size(s, "second.tar") < size(s, "first.tar"));
  await succeeds(importInto(s, ["first.tar"]));
  await succeeds(importInto(s, ["second.tar"]));
  await succeeds(checkout(s));
});

scene("a delivery whose base was not imported is refused, and says which it is", async (s) => {
  await deliveries(s);
  const { manifest_sha256: base } = await list(s, "first.tar");
  assertUserError(
    await importInto(s, ["second.tar"], [], "new"),
    new RegExp(`second\\.tar is only what came after the bundle with the manifest ${base}`),
  );
  assert.ok(!s.exists("new"), "nothing was made");
  await succeeds(create(s, "third.tar", ["--since", s.path("second.tar")]));
  const before = s.snapshot(SITE);
  assertUserError(
    await importInto(s, ["third.tar"]),
    (await list(s, "second.tar")).manifest_sha256,
  );
  assert.deepEqual(s.snapshot(SITE), before);
  assertNothingLeft(s, SITE);
});

scene("files that the user has changed on the other side are not lost", async (s) => {
  const { commit } = await deliveries(s);
  s.write("site/a.yml", project("env: {A: mine}\n"));
  s.write("site/b.yml", project("env: {B: mine}\n"));
  s.write("site/c.yml", project("env: {C: mine}\n"));
  s.write("site/.config.yaml", project("env: {D: mine}\n"));
  s.write("site/mine.yml", "mine\n");
  const before = s.snapshot(SITE);
  const refused = await importInto(s, ["second.tar"]);
  for (const name of ["a.yml", "c.yml", ".config.yaml"]) {
    assertUserError(
      refused,
      new RegExp(`would be replaced: (?:\\S+, )*${name.replace(".", "\\.")}[,.]`),
    );
  }
  assert.doesNotMatch(refused.stderr, /kas\.yml|mine\.yml|b\.yml/);
  assert.deepEqual(s.snapshot(SITE), before);
  for (const name of ["a.yml", "c.yml", ".config.yaml"]) {
    Deno.renameSync(s.path(SITE, name), s.path(`kept-${name}`));
  }
  await succeeds(importInto(s, ["second.tar"]));
  assert.match(s.read("site/b.yml"), /mine/, "what the project lacks now, and was changed");
  assert.equal(s.read("site/mine.yml"), "mine\n");
  await succeeds(checkout(s));
  assert.equal(head(s, "site/lib"), commit);
});
