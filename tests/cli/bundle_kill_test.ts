// kas is killed while it makes and takes in bundles: what was there before stays whole.
import assert from "node:assert/strict";
import { chance } from "./chance.ts";
import { BINARY, BITBAKE_REPO, type Outcome, project, type Scene, scene } from "./harness.ts";
import { killed } from "./killed.ts";

const KILLS = 30;

/** A project with a repository, some files, and downloads that are more than a moment's work. */
function configure(s: Scene, round: number): void {
  const files = Object.fromEntries(
    Array.from({ length: 100 }, (_, i) => [`f${i}`, `${round} ${i}\n`.repeat(200)]),
  );
  const edit = s.exists("lib")
    ? s.commit("lib", files)
    : s.repo("lib", { ...BITBAKE_REPO, ...files });
  assert.ok(edit);
  s.write(
    "proj/kas.yml",
    project(
      `repos:\n  proj:\n  lib:\n    url: ${s.path("lib")}\n    branch: main\n`,
    ),
  );
  for (let i = 0; i < 20; i++) s.write(`proj/own/f${i}`, `${round} ${i}\n`);
  s.write("proj/large", crypto.getRandomValues(new Uint8Array(60_000)));
  if (!s.exists("proj/.git")) s.git("proj", "init", "-q", "-b", "main");
  s.git("proj", "add", "-A");
  s.git("proj", "commit", "-qm", `${round}`);
}

const names = (s: Scene, directory = "work") =>
  [...Deno.readDirSync(s.path(directory))].map(({ name }) => name).sort();

function assertWell(run: Outcome): void {
  assert.equal(run.code, 0, run.stderr);
}

/** Kills runs at moments anywhere between their beginning and their end. */
class Killer {
  readonly #random = chance(15);
  #duration = 60;
  kills = 0;

  constructor(private readonly s: Scene) {}

  async kill(args: readonly string[]): Promise<boolean> {
    const isKilled = await killed(this.s, args, this.#random(Math.ceil(this.#duration)));
    if (isKilled) this.kills++;
    return isKilled;
  }

  /** Runs kas undisturbed, and learns how long that takes. */
  async run(args: readonly string[]): Promise<Outcome> {
    const begin = performance.now();
    const run = await this.s.kas(args);
    assertWell(run);
    this.#duration = performance.now() - begin;
    return run;
  }
}

const CREATE = ["bundle", "create", "../proj/kas.yml", "-o", "x.tar"];

scene("SIGKILL while a bundle is made: the old one is there, or the new one, whole", async (s) => {
  configure(s, 0);
  const killer = new Killer(s);
  await killer.run(CREATE);
  let old = s.read("work/x.tar");
  for (let round = 1; round <= KILLS; round++) {
    if (round % 3 === 1) configure(s, round);
    const isKilled = await killer.kill(CREATE);
    const now = s.read("work/x.tar");
    if (isKilled && now !== old) assertWell(await s.kas(["bundle", "verify", "x.tar"]));
    if (round % 3 !== 0) continue;
    await killer.run(CREATE);
    old = s.read("work/x.tar");
    // Of a run that was killed at its very beginning, or end, an empty directory stays for an hour.
    const left = names(s).filter((name) => name !== "x.tar");
    assert.deepEqual(
      left.flatMap((name) => names(s, `work/${name}`)),
      [],
      "nothing is left behind",
    );
    for (const name of left) Deno.removeSync(s.path("work", name));
  }
  assert.ok(killer.kills >= KILLS / 2, `only ${killer.kills} were killed`);
});

/** What a checkout of a site has, told by what must be the same. */
async function checkedOut(s: Scene, site: string): Promise<string> {
  const run = await s.run([
    "sh",
    "-c",
    `cd ${site} && ${BINARY} checkout --skip setup_environ >&2 &&` +
    " git -C lib rev-parse HEAD && cat kas.yml own/* && sha256sum large",
  ]);
  assertWell(run);
  return run.stdout;
}

scene(
  "SIGKILL while a bundle is imported into a new directory: it is there whole, or not at all",
  async (s) => {
    configure(s, 0);
    assertWell(await s.kas(CREATE));
    const killer = new Killer(s);
    const importing = ["bundle", "import", "x.tar", "--into", "site"];
    await killer.run(importing);
    const whole = await checkedOut(s, "site");
    const tree = (site: string) =>
      s.run([
        "sh",
        "-c",
        `cd ${site} && find . -path ./lib -prune -o -name .kas-import -prune -o -type f -print | LC_ALL=C sort | xargs sha256sum`,
      ]);
    Deno.removeSync(s.path("work/site"), { recursive: true });
    await killer.run(importing);
    const undisturbed = (await tree("site")).stdout;
    Deno.removeSync(s.path("work/site"), { recursive: true });
    for (let round = 1; round <= KILLS; round++) {
      await killer.kill(importing);
      if (s.exists("work/site")) assert.equal((await tree("site")).stdout, undisturbed);
      if (round % 3 !== 0) continue;
      await killer.run(importing);
      assert.equal((await tree("site")).stdout, undisturbed);
      assert.deepEqual(names(s), ["site", "x.tar"], "nothing is left behind");
      if (round === KILLS) assert.equal(await checkedOut(s, "site"), whole);
      Deno.removeSync(s.path("work/site"), { recursive: true });
    }
    assert.ok(killer.kills >= KILLS / 2, `only ${killer.kills} were killed`);
  },
);

scene(
  "SIGKILL while a second delivery is imported: the site still checks out the old one, or the new",
  async (s) => {
    configure(s, 0);
    assertWell(await s.kas(CREATE));
    const killer = new Killer(s);
    await killer.run(["bundle", "import", "x.tar", "--into", "site"]);
    const states = [await checkedOut(s, "site")];
    for (let round = 1; round <= KILLS; round++) {
      if (round % 3 === 1) {
        configure(s, round);
        const since = round % 2 === 0 ? [] : ["--since", "x.tar"];
        assertWell(await s.kas([...CREATE.slice(0, -1), "next.tar", ...since]));
        Deno.renameSync(s.path("work/next.tar"), s.path("work/x.tar"));
        assertWell(await s.run(["cp", "-a", "site", "other"]));
        assertWell(await s.kas(["bundle", "import", "x.tar", "--into", "other"]));
        states.push(await checkedOut(s, "other"));
        Deno.removeSync(s.path("work/other"), { recursive: true });
      }
      const importing = ["bundle", "import", "x.tar", "--into", "site"];
      await killer.kill(importing);
      assertWell(await s.run(["cp", "-a", "site", "look"]));
      const now = await checkedOut(s, "look");
      assert.ok(states.slice(-2).includes(now), now);
      Deno.removeSync(s.path("work/look"), { recursive: true });
      if (round % 3 !== 0) continue;
      await killer.run(importing);
      if (round === KILLS) assert.equal(await checkedOut(s, "site"), states.at(-1));
      assert.deepEqual(names(s), ["site", "x.tar"]);
      assert.ok(!s.exists("work/site/.kas-import"));
      assert.ok(!s.exists("work/site/repo-ref/.kas-import"));
    }
    assert.ok(killer.kills >= KILLS / 2, `only ${killer.kills} were killed`);
  },
);
