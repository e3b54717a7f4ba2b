import assert from "node:assert/strict";
import { project, type Scene, scene } from "./harness.ts";

function configure(s: Scene, pin: string): void {
  s.write("work/kas.yml", project(`repos:\n  lib:\n    url: ${s.path("lib")}\n    ${pin}\n`));
}
const checkout = (s: Scene, ...options: string[]) =>
  s.kas(["-l", "debug", "checkout", "--skip", "setup_environ", ...options, "kas.yml"], {
    KAS_REPO_REF_DIR: s.path("refs"),
  });
const reference = (s: Scene) => `refs/${s.path("lib").replaceAll("/", ".")}`;

scene(
  "reference repositories: refreshed when a wanted commit is missing, and then borrowed from",
  async (s) => {
    const first = s.repo("lib", { a: "1\n" });
    configure(s, `commit: ${first}`);
    assert.equal((await checkout(s)).code, 0);
    assert.ok(s.exists("work/lib/.git/objects/info/alternates"));
    const second = s.commit("lib", { a: "2\n" });
    configure(s, `commit: ${second}`);
    const run = await checkout(s);
    assert.equal(run.code, 0, run.stderr);
    assert.match(run.stderr, /Refreshing repo ref/);
    assert.equal(s.git(reference(s), "rev-parse", "main"), second);
    const again = await checkout(s);
    assert.doesNotMatch(again.stderr, /Refreshing/);
    // A new clone of a branch is not of the branch as it was.
    const third = s.commit("lib", { a: "3\n" });
    await Deno.remove(s.path("work/lib"), { recursive: true });
    configure(s, "branch: main");
    assert.equal((await checkout(s)).code, 0);
    assert.equal(s.git("work/lib", "rev-parse", "HEAD"), third);
  },
);

scene(
  "reference repositories: a tag that only they have is fetched, with its commit or not",
  async (s) => {
    s.repo("lib", { a: "1\n" });
    s.git("lib", "tag", "v1");
    configure(s, "tag: v1");
    assert.equal((await checkout(s)).code, 0);
    const second = s.commit("lib", { a: "2\n" });
    s.git("lib", "tag", "v2");
    // Another work directory has brought its objects.
    s.git(reference(s), "fetch", "-q", s.path("lib"), "refs/tags/*:refs/tags/*");
    configure(s, `tag: v2\n    commit: ${second}`);
    const run = await checkout(s);
    assert.equal(run.code, 0, run.stderr);
    assert.equal(s.git("work/lib", "describe", "--tags"), "v2");
  },
);

scene("reference repositories: several kas at once do not harm each other", async (s) => {
  const first = s.repo(
    "lib",
    Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`f${i}`, `${i}\n`.repeat(50)])),
  );
  const run = (name: string, commit: string) => {
    s.write(
      `work/${name}.yml`,
      project(`repos:\n  ${name}:\n    url: ${s.path("lib")}\n    commit: ${commit}\n`),
    );
    return s.kas(["checkout", "--skip", "setup_environ", `${name}.yml`], {
      KAS_REPO_REF_DIR: s.path("refs"),
      KAS_BUILD_DIR: s.path(`work/build-${name}`),
    });
  };
  const names = ["a", "b", "c", "d"];
  for (const outcome of await Promise.all(names.map((name) => run(name, first)))) {
    assert.equal(outcome.code, 0, outcome.stderr);
  }
  const second = s.commit("lib", { f0: "new\n" });
  for (const outcome of await Promise.all(names.map((name) => run(name, second)))) {
    assert.equal(outcome.code, 0, outcome.stderr);
  }
  for (const name of names) assert.equal(s.git(`work/${name}`, "rev-parse", "HEAD"), second);
  assert.deepEqual([...Deno.readDirSync(s.path("refs"))].length, 1);
  s.git(reference(s), "fsck", "--no-dangling");
});

scene("a reference directory is shared by any number at once", async (s) => {
  const files = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`f${i}`, `${i}\n`]));
  s.repo("src", files);
  const runs = async (update: string[]) => {
    const all = Array.from({ length: 6 }, (_, index) => {
      const file = s.write(
        `work${index}/kas.yml`,
        project(`repos:\n  lib:\n    url: ${s.path("src")}\n    branch: main\n`),
      );
      const skip = ["--skip", "setup_environ", "--skip", "write_bbconfig"];
      return s.kas(["checkout", ...skip, ...update, file], {
        KAS_WORK_DIR: s.path(`work${index}`),
        KAS_REPO_REF_DIR: s.path("ref"),
      });
    });
    for (const run of await Promise.all(all)) assert.equal(run.code, 0, run.stderr);
  };
  await runs([]);
  const newest = s.commit("src", { more: "x\n" });
  await runs(["--update"]);
  for (let index = 0; index < 6; index++) {
    assert.equal(s.git(`work${index}/lib`, "rev-parse", "HEAD"), newest);
    assert.equal(s.git(`work${index}/lib`, "fsck", "--no-dangling"), "");
  }
  assert.deepEqual([...Deno.readDirSync(s.path("ref"))].length, 1);
});
