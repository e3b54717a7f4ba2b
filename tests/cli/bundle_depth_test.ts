// Histories that are cut: by --depth, and in the clones that a bundle is made of.
import assert from "node:assert/strict";
import {
  alone,
  assertNothingLeft,
  configure,
  create,
  gitEntry,
  head,
  importInto,
  remove,
  SITE,
  sources,
  succeeds,
} from "./bundles.ts";
import { assertUserError, type Scene, scene } from "./harness.ts";

const commits = (s: Scene, repo: string) => Number(s.git(repo, "rev-list", "--count", "HEAD"));

function project(s: Scene): string {
  sources(s);
  for (const text of ["three\n", "four\n"]) s.commit("src/lib", { f: text });
  const commit = s.commit("src/lib", { f: "five\n" });
  configure(s, { lib: gitEntry(s, "branch: main"), old: gitEntry(s, "tag: v2") });
  return commit;
}

/** Brings a bundle to a new place and checks out there, the sources being away. */
async function arrives(s: Scene, bundle: string, site: string): Promise<void> {
  await succeeds(importInto(s, [bundle], [], site));
  await succeeds(alone(s, site, "checkout", "--skip", "setup_environ"));
}

scene("--depth: so many commits of each history, with branches and tags", async (s) => {
  const commit = project(s);
  for (const depth of ["1", "2"]) {
    await succeeds(create(s, `depth-${depth}.tar`, ["--depth", depth]));
  }
  await succeeds(create(s, "whole.tar"));
  Deno.renameSync(s.path("src"), s.path("gone"));
  for (
    const [bundle, lib, old] of [["depth-1", 1, 1], ["depth-2", 2, 2], ["whole", 5, 2]] as const
  ) {
    await arrives(s, `${bundle}.tar`, bundle);
    assert.equal(head(s, `${bundle}/lib`), commit);
    assert.deepEqual(
      [commits(s, `${bundle}/lib`), commits(s, `${bundle}/old`)],
      [lib, old],
      bundle,
    );
    assert.equal(s.read(`${bundle}/old/f`), "two\n");
    s.git(`${bundle}/lib`, "fsck");
  }
  await arrives(s, "whole.tar", "depth-1");
});

scene("--depth: a second delivery comes on top of a shallow one", async (s) => {
  project(s);
  await succeeds(create(s, "first.tar", ["--depth", "1"]));
  const commit = s.commit("src/lib", { f: "six\n" });
  const since = ["--depth", "1", "--since", s.path("first.tar")];
  await succeeds(create(s, "second.tar", since));
  Deno.renameSync(s.path("src"), s.path("gone"));
  await arrives(s, "first.tar", SITE);
  await arrives(s, "second.tar", SITE);
  assert.equal(head(s, "site/lib"), commit);
});

scene("clones that are shallow: refused with what helps, or deep enough", async (s) => {
  const commit = project(s);
  configure(s, { lib: gitEntry(s, "branch: main") });
  s.git(".", "clone", "-q", "--depth", "2", `file://${s.path("src/lib")}`, "work/lib");
  s.git("work/lib", "remote", "set-url", "origin", s.path("src/lib"));
  const before = s.snapshot("work");
  for (
    const [options, told] of [
      [
        [],
        /clone of repository lib is shallow, .* \(git fetch --unshallow in it\), or .*--depth 1/,
      ],
      [
        ["--depth", "3"],
        /repository lib is shallow and has 2 commits of history, not 3: .*--depth 2/,
      ],
    ] as const
  ) {
    assertUserError(await create(s, "site.tar", options), told);
    assert.ok(!s.exists("site.tar"));
  }
  for (const depth of ["1", "2"]) await succeeds(create(s, "site.tar", ["--depth", depth]));
  assert.deepEqual(s.snapshot("work"), before);
  assertNothingLeft(s);
  Deno.renameSync(s.path("src"), s.path("gone"));
  await arrives(s, "site.tar", SITE);
  assert.equal(head(s, "site/lib"), commit);
  assert.equal(commits(s, "site/lib"), 2);
  Deno.renameSync(s.path("gone"), s.path("src"));
  s.git("work/lib", "fetch", "-q", "--unshallow");
  await succeeds(create(s, "site.tar"));
  remove(s, "work/lib");
  await succeeds(create(s, "site.tar", [], { env: { KAS_CLONE_DEPTH: "1" } }));
});
