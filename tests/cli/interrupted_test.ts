import assert from "node:assert/strict";
import { join } from "node:path";
import { assertUserError, BINARY, project, type Scene, scene } from "./harness.ts";

const ARGS = ["checkout", "--skip", "setup_environ", "--skip", "write_bbconfig", "kas.yml"];
const FILES = 300;

/** A repository with many files, all of which differ between its two commits. */
function bigRepo(s: Scene): [string, string] {
  const files = (text: string) =>
    Object.fromEntries(
      Array.from({ length: FILES }, (_, index) => [`d${index % 9}/f${index}`, text.repeat(400)]),
    );
  return [s.repo("src", files("one\n")), s.commit("src", files("two\n"))];
}

function pin(s: Scene, commit: string): void {
  s.write(
    "work/kas.yml",
    project(`repos:\n  lib:\n    url: ${s.path("src")}\n    commit: ${commit}\n`),
  );
}

/** Whether all files are as in the commit that is checked out, which is this one. */
function assertWhole(s: Scene, commit: string): void {
  assert.equal(s.git("work/lib", "rev-parse", "HEAD"), commit);
  assert.equal(s.git("work/lib", "status", "--porcelain", "--ignored"), "");
  assert.ok(!s.exists("work/lib/.git/kas-journal.json"));
}

/** Waits for the git that checks out, and ends it. */
async function endGit(s: Scene, signal: Deno.Signal): Promise<boolean> {
  const root = join(s.work, "lib");
  for (let round = 0; round < 400; round++) {
    for (const entry of Deno.readDirSync("/proc")) {
      if (!/^\d+$/.test(entry.name)) continue;
      try {
        const words = Deno.readTextFileSync(`/proc/${entry.name}/cmdline`).split("\0");
        if (!words[0]!.endsWith("git") || !words.includes("checkout")) continue;
        if (Deno.readLinkSync(`/proc/${entry.name}/cwd`) !== root) continue;
        Deno.kill(Number(entry.name), signal);
        return true;
      } catch {
        // It has ended meanwhile.
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return false;
}

for (const signal of ["SIGKILL", "SIGTERM", "SIGINT"] as const) {
  scene(`git is ended by ${signal} in a checkout: the next run finishes it`, async (s) => {
    const [one, two] = bigRepo(s);
    pin(s, one);
    assert.equal((await s.kas(ARGS)).code, 0);
    let ended = 0;
    for (let round = 0; round < 6 && ended < 3; round++) {
      const target = round % 2 === 0 ? two : one;
      pin(s, target);
      const run = s.kas(ARGS);
      const caught = await endGit(s, signal);
      const { code } = await run;
      if (caught && code !== 0) ended++;
      assert.ok(code === 0 || code === 2, `code ${code}`);
      const next = await s.kas(ARGS);
      assert.equal(next.code, 0, next.stderr);
      assert.doesNotMatch(next.stderr, /is dirty/);
      assertWhole(s, target);
    }
    assert.ok(ended > 0, "no git was ended in time");
  });
}

scene("the disk is full in a checkout: an error, and the next run finishes it", async (s) => {
  if (Deno.uid() !== 0) throw new Error("needs root to mount a small file system");
  const [one, two] = bigRepo(s);
  const small = join(s.work, "lib");
  Deno.mkdirSync(small);
  const mount = (...args: string[]) =>
    assert.equal(new Deno.Command("mount", { args }).outputSync().code, 0);
  mount("-t", "tmpfs", "-o", "size=6m", "none", small);
  try {
    s.git("work/lib", "init", "-q");
    pin(s, one);
    assert.equal((await s.kas([...ARGS, "--force-checkout"])).code, 0);
    // What was committed is small when it is packed, and does not fit when it is checked out.
    const filler = "x".repeat(4096 * 4);
    s.commit("src", Object.fromEntries([...Array(FILES).keys()].map((i) => [`g/${i}`, filler])));
    const big = s.git("src", "rev-parse", "HEAD");
    pin(s, big);
    assertUserError(await s.kas(ARGS), /No space left|unable to (?:write|create)/);
    assertUserError(await s.kas(ARGS), /./);
    mount("-o", "remount,size=64m", small);
    const next = await s.kas(ARGS);
    assert.equal(next.code, 0, next.stderr);
    assertWhole(s, big);
    pin(s, two);
    assert.equal((await s.kas(ARGS)).code, 0);
    assertWhole(s, two);
  } finally {
    new Deno.Command("umount", { args: [small] }).outputSync();
  }
});

scene(
  "journals: of our own number, of a dead process, of another container, cut off",
  async (s) => {
    const [one, two] = bigRepo(s);
    pin(s, one);
    assert.equal((await s.kas(ARGS)).code, 0);
    const boot = Deno.readTextFileSync("/proc/sys/kernel/random/boot_id").trim();
    const namespace = Deno.statSync("/proc/self/ns/pid").ino;
    const journals = [
      { owner: { pid: 1, started: "1", boot: "another", namespace: 4026531836 }, target: two },
      { owner: { pid: 1, started: "1", boot, namespace: 1 }, target: two },
      { owner: { pid: 999999999, started: "1", boot, namespace }, target: two },
      { owner: { pid: 4 }, target: two },
      "",
      "{",
    ];
    for (const journal of journals) {
      const text = typeof journal === "string" ? journal : JSON.stringify(journal);
      s.write("work/lib/.git/kas-journal.json", text);
      s.write("work/lib/.git/index.lock", "");
      // A file that was on its way to the other commit, cut off.
      if (text.length > 1) s.write("work/lib/d1/f1", "two\n".repeat(7));
      const run = await s.kas(ARGS);
      assert.equal(run.code, 0, `${text}\n${run.stderr}`);
      assertWhole(s, one);
    }
  },
);

scene("Ctrl-C in a checkout: 130, and the next run finishes it", async (s) => {
  const [one, two] = bigRepo(s);
  pin(s, one);
  assert.equal((await s.kas(ARGS)).code, 0);
  pin(s, two);
  const child = new Deno.Command(BINARY, {
    args: ARGS,
    cwd: s.work,
    env: s.environment(),
    clearEnv: true,
    stdout: "null",
    stderr: "null",
  }).spawn();
  while (!s.exists("work/lib/.git/kas-journal.json")) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  child.kill("SIGINT");
  const { code } = await child.status;
  assert.ok(code === 130 || code === 0, `code ${code}`);
  assert.equal((await s.kas(ARGS)).code, 0);
  assertWhole(s, two);
});
