// kas is killed at random moments; the next run mends what it left, and loses nothing.
import assert from "node:assert/strict";
import { assertUserError, project, scene } from "./harness.ts";
import { killed } from "./killed.ts";

const FILES = 400;
const files = (text: string) =>
  Object.fromEntries(
    Array.from({ length: FILES }, (_, i) => [`d${i % 20}/f${i}`, `${text} ${i}\n`.repeat(100)]),
  );

scene(
  "SIGKILL during a checkout with patches: the next run mends it; local changes stay",
  async (s) => {
    const commits = [s.repo("lib", files("one")), s.commit("lib", files("two")), ""];
    s.git("lib", "rm", "-rq", "d3");
    commits[2] = s.commit("lib", { ...files("three"), "new/file": "new\n".repeat(1000) });
    s.write("work/ignored", "");
    const patch = "--- a/d0/f0\n+++ b/d0/f0\n@@ -1,1 +1,2 @@\n+patched\n three 0\n";
    s.write("work/proj/p.patch", patch);
    const configure = (index: number) =>
      s.write(
        "work/kas.yml",
        project(
          `repos:\n  proj:\n    path: proj\n  lib:\n    url: ${s.path("lib")}\n    commit: ${
            commits[index]
          }\n` +
            (index === 2
              ? "    patches:\n      p:\n        repo: proj\n        path: p.patch\n"
              : ""),
        ),
      );
    const args = ["checkout", "--skip", "setup_environ", "kas.yml"];
    configure(0);
    let kills = 0;
    // How long a run takes depends on the machine; it is killed anywhere within.
    let duration = 100;
    for (let round = 0; round < 24; round++) {
      const index = round % 3;
      configure(index);
      if (round > 2 && await killed(s, args, Math.random() * duration)) kills++;
      const begin = performance.now();
      const run = await s.kas(args);
      duration = Math.max(duration, performance.now() - begin);
      assert.equal(run.code, 0, run.stderr);
      assert.doesNotMatch(run.stderr, /is dirty/, `round ${round}`);
      assert.equal(s.git("work/lib", "status", "--porcelain"), "");
      const base = index === 2 ? "HEAD~1" : "HEAD";
      assert.equal(s.git("work/lib", "rev-parse", base), commits[index], `round ${round}`);
    }
    assert.ok(kills >= 3, `only ${kills} runs were killed`);

    // A local change is never taken for an interrupted checkout.
    const journal = JSON.stringify({ pid: 999999999, target: commits[0] });
    s.write("work/lib/.git/kas-journal.json", journal);
    s.write("work/lib/.git/index.lock", "");
    s.write("work/lib/d0/f0", "mine\n");
    const run = await s.kas(args);
    assertUserError(
      run,
      /An interrupted checkout has left repository lib .* d0\/f0; put them aside/,
    );
    assert.equal(s.read("work/lib/d0/f0"), "mine\n");
    s.git("work/lib", "stash");
    assert.equal((await s.kas(args)).code, 0);
    assert.equal(s.git("work/lib", "stash", "show", "--name-only"), "d0/f0");
  },
);

scene("SIGKILL while locking: the lockfile is the old one or the new one, whole", async (s) => {
  s.repo("lib", { a: "0\n" });
  s.write("work/kas.yml", project(`repos:\n  lib:\n    url: ${s.path("lib")}\n    branch: main\n`));
  assert.equal((await s.kas(["lock", "kas.yml"])).code, 0);
  for (let round = 1; round <= 10; round++) {
    const before = s.read("work/kas.lock.yml");
    const commit = s.commit("lib", { a: `${round}\n` });
    await killed(s, ["lock", "--update", "kas.yml"], 60 + Math.random() * 300);
    const after = s.read("work/kas.lock.yml");
    assert.ok(after === before || after === before.replace(/[0-9a-f]{40}/, commit), after);
    const run = await s.kas(["lock", "--update", "kas.yml"]);
    assert.equal(run.code, 0, run.stderr);
    assert.match(s.read("work/kas.lock.yml"), new RegExp(commit));
  }
});
