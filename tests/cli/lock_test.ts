import assert from "node:assert/strict";
import { project, type Scene, scene } from "./harness.ts";

/** A project with a floating branch, and an include in another repository with its own lock. */
function floating(s: Scene): { first: string; second: string } {
  const first = s.repo("lib", { "meta/a": "1\n" });
  s.write("work/kas.yml", project(`repos:\n  lib:\n    url: ${s.path("lib")}\n    branch: main\n`));
  return { first, second: "" };
}

scene("lock: a new lockfile pins branches; the next run uses it; --update moves it", async (s) => {
  const { first } = floating(s);
  const made = await s.kas(["lock", "kas.yml"]);
  assert.equal(made.code, 0, made.stderr);
  assert.match(made.stderr, /WARNING.*not covered by any lockfile.*top lockfile: lib/);
  assert.match(made.stderr, new RegExp(`Adding lock of lib: ${first}`));
  assert.match(made.stderr, /Updating lockfile kas\.lock\.yml/);
  const text = `header:\n  version: 14\noverrides:\n  repos:\n    lib:\n      commit: ${first}\n`;
  assert.equal(s.read("work/kas.lock.yml"), text);

  const second = s.commit("lib", { "meta/a": "2\n" }, "second change");
  const used = await s.kas(["dump", "--resolve-refs", "kas.yml"]);
  assert.match(used.stdout, new RegExp(`commit: ${first}`));
  const nothing = await s.kas(["lock", "kas.yml"]);
  assert.match(nothing.stderr, /No floating repos found\. Nothing to lock\./);

  const moved = await s.kas(["lock", "--update", "kas.yml"]);
  assert.match(moved.stderr, new RegExp(`Updating lock of lib: ${first} -> ${second}`));
  assert.match(moved.stdout, /@@ lib commits diff @@\n[0-9a-f]{7} second change\n/);
  assert.equal(s.read("work/kas.lock.yml"), text.replace(first, second));
  const again = await s.kas(["lock", "--update", "kas.yml"]);
  assert.match(again.stderr, new RegExp(`Lock of lib is up-to-date: ${second}`));
});

scene(
  "lock: comments, order and quotes of a hand-kept file stay; new locks are added",
  async (s) => {
    const { first } = floating(s);
    const other = s.repo("other", { a: "1\n" });
    s.write(
      "work/kas.yml",
      s.read("work/kas.yml") + `  other:\n    url: ${s.path("other")}\n    branch: main\n`,
    );
    const lock = (commit: string, more = "") =>
      `# kept by hand\nheader: {version: 14}\noverrides:\n  repos:\n` +
      `    # the library\n    lib:\n      commit: "${commit}" # see ticket 7\n${more}\n# end\n`;
    s.write("work/kas.lock.yml", lock(first));
    const second = s.commit("lib", { "meta/a": "2\n" });
    const moved = await s.kas(["lock", "--update", "kas.yml"]);
    assert.equal(moved.code, 0, moved.stderr);
    const added = `    other:\n      commit: ${other}\n`;
    assert.equal(s.read("work/kas.lock.yml"), lock(second, added));
    const sorted = await s.kas(["lock", "--update", "--sort", "kas.yml"]);
    assert.equal(sorted.code, 0);
    assert.equal(s.read("work/kas.lock.yml"), lock(second, added), "nothing moved: left alone");
  },
);

scene("lock: JSON, an older header, annotated tags", async (s) => {
  const first = s.repo("lib", { a: "1\n" });
  s.git("lib", "tag", "-a", "-m", "v1", "v1");
  const tagObject = s.git("lib", "rev-parse", "v1");
  s.write(
    "work/kas.json",
    JSON.stringify({
      header: { version: 16 },
      repos: {
        lib: { url: s.path("lib"), tag: "v1" },
        b: { url: s.path("lib"), branch: "main" },
      },
    }),
  );
  const lock = (version: number, commit: string) =>
    `{ "header": { "version": ${version} },\n  "overrides": { "repos": {\n` +
    `    "lib": { "commit": "${tagObject}" },\n    "b": { "commit": "${commit}" } } } }\n`;
  s.write("work/kas.lock.json", lock(11, first));
  const second = s.commit("lib", { a: "2\n" });
  const moved = await s.kas(["lock", "--update", "kas.json"]);
  assert.equal(moved.code, 0, moved.stderr);
  assert.match(moved.stderr, /too-old header version \(11\)/);
  assert.match(moved.stderr, new RegExp(`Lock of lib is up-to-date: ${tagObject}`));
  assert.equal(s.read("work/kas.lock.json"), lock(14, second));
});

scene("lock: a lock in another repository stays as it is, and is told of", async (s) => {
  const first = s.repo("lib", { a: "1\n" });
  s.repo("base", {
    "base.yml": project(`repos:\n  lib:\n    url: ${s.path("lib")}\n    branch: main\n`),
    "base.lock.yml": `header:\n  version: 14\noverrides:\n  repos:\n    lib:\n` +
      `      commit: ${first}\n`,
  });
  const second = s.commit("lib", { a: "2\n" });
  s.write(
    "work/kas.yml",
    "header:\n  version: 16\n  includes:\n    - repo: base\n      file: base.yml\n" +
      `repos:\n  base:\n    url: ${s.path("base")}\n    commit: ${
        s.git("base", "rev-parse", "HEAD")
      }\n`,
  );
  const run = await s.kas(["lock", "--update", "kas.yml"]);
  assert.equal(run.code, 0, run.stderr);
  assert.match(
    run.stderr,
    /WARNING.*Repo lib is locked in remote lockfile .*base\/base\.lock\.yml\. Not/,
  );
  assert.equal(s.exists("work/kas.lock.yml"), false);
  assert.equal(s.git("work/lib", "rev-parse", "HEAD"), second);
});

scene("dump --lock --inplace: the older name of lock", async (s) => {
  const { first } = floating(s);
  const run = await s.kas(["dump", "--lock", "--inplace", "kas.yml"]);
  assert.equal(run.code, 0, run.stderr);
  assert.match(run.stderr, /The --inplace option is deprecated\. Migrate to the "lock" command\./);
  assert.match(s.read("work/kas.lock.yml"), new RegExp(first));
});
