import assert from "node:assert/strict";
import { BITBAKE_REPO, project, type Scene, scene } from "./harness.ts";

const CHECKOUT = ["checkout", "kas.yml"];

/** A repository that was checked out a minute ago, all in one second; returns its pin. */
async function checkedOut(s: Scene): Promise<string> {
  const commit = s.repo("upstream", { ...BITBAKE_REPO, "a.txt": "one\n" });
  s.write(
    "work/kas.yml",
    project(`repos:\n  r:\n    url: ${s.path("upstream")}\n    commit: ${commit}\n`),
  );
  await s.kas(CHECKOUT);
  const then = new Date(Math.floor(Date.now() / 1000) * 1000 - 60_000 + 123);
  for (const file of ["a.txt", ".git/index"]) Deno.utimeSync(s.path("work/r", file), then, then);
  return commit;
}

const indexTime = (s: Scene) => Deno.statSync(s.path("work/r/.git/index")).mtime!.getTime();

scene("an index is written anew where each look would read files again", async (s) => {
  await checkedOut(s);
  await s.kas(CHECKOUT);
  const settled = indexTime(s);
  assert.equal(settled % 1000, 0);
  assert.ok(Date.now() - settled < 30_000, "it is not written anew");
  assert.equal(s.exists("work/r/.git/kas-journal.json"), false);
  await s.kas(CHECKOUT);
  assert.equal(indexTime(s), settled, "once is enough");
});

scene("a change of the same size, in the second of a settled index, is seen", async (s) => {
  await checkedOut(s);
  await s.kas(CHECKOUT);
  const settled = new Date(indexTime(s));
  s.write("work/r/a.txt", "two\n");
  Deno.utimeSync(s.path("work/r/a.txt"), settled, settled);
  const { stderr } = await s.kas(CHECKOUT);
  assert.match(stderr, /Repo r is dirty - no checkout/);
});

scene(
  "an index stays as it is while another kas works there, and for who only looks",
  async (s) => {
    await checkedOut(s);
    const before = indexTime(s);
    await s.kas(["dump", "--resolve-refs", "kas.yml"]);
    assert.equal(indexTime(s), before);
    const holder = new Deno.Command("flock", { args: [s.work, "sleep", "60"] }).spawn();
    try {
      while ((await s.run(["flock", "--nonblock", s.work, "true"])).code === 0);
      assert.equal((await s.kas(CHECKOUT)).code, 0);
    } finally {
      holder.kill("SIGKILL");
      await holder.status;
    }
    assert.equal(indexTime(s), before);
  },
);
