// Bundles in volumes: as large as is said, in any order, and one at a time.
import assert from "node:assert/strict";
import {
  alone,
  assertNothingLeft,
  configure,
  create,
  gitEntry,
  head,
  importInto,
  incompressible,
  SITE,
  size,
  sources,
  succeeds,
} from "./bundles.ts";
import { assertUserError, type Scene, scene } from "./harness.ts";

const LIMIT = 200 * 1024;

/** Makes a bundle of several volumes; returns their names. */
async function volumes(s: Scene, name = "site"): Promise<string[]> {
  await succeeds(create(s, `${name}.tar`, ["--max-size", "200K"]));
  return [...Deno.readDirSync(s.root)].map((entry) => entry.name)
    .filter((file) => file.startsWith(`${name}.`)).sort();
}

function configured(s: Scene): string {
  sources(s);
  s.write("src/lib/large", incompressible(700_000));
  configure(s, { lib: gitEntry(s, "branch: main") });
  return s.commit("src/lib", {});
}

async function assertSite(s: Scene, commit: string, site = SITE): Promise<void> {
  await succeeds(alone(s, site, "checkout", "--skip", "setup_environ"));
  assert.equal(head(s, `${site}/lib`), commit);
  s.git(`${site}/lib`, "fsck");
  assertNothingLeft(s, site);
}

const flip = (s: Scene, file: string, at: number) => {
  const bytes = Deno.readFileSync(s.path(file));
  bytes[at]! ^= 1;
  Deno.writeFileSync(s.path(file), bytes);
};

scene("volumes are no larger than they may be, and come in any order", async (s) => {
  const commit = configured(s);
  const names = await volumes(s);
  assert.deepEqual(names, [1, 2, 3, 4].map((volume) => `site.${volume}.tar`));
  for (const name of names) {
    assert.ok(size(s, name) <= LIMIT, `${name}: ${size(s, name)}`);
    await succeeds(s.run(["tar", "-tf", s.path(name)]));
  }
  const shuffled = [2, 0, 3, 1].map((index) => names[index]!);
  const verified = await succeeds(
    s.kas(["bundle", "verify", ...shuffled.map((name) => s.path(name))]),
  );
  assert.match(verified.stderr, /The bundle is whole/);
  assertUserError(
    await s.kas(["bundle", "verify", s.path(names[2]!)]),
    "site.3.tar: the bundle has 4 volumes, and volumes 1, 2, 4 are missing",
  );
  await succeeds(importInto(s, shuffled));
  await assertSite(s, commit);

  let left = [1, 2, 3, 4];
  for (const volume of [4, 1, 3]) {
    left = left.filter((each) => each !== volume);
    const told = left.length > 1 ? `volumes ${left.join(", ")} are` : `volume ${left[0]} is`;
    assertUserError(
      await importInto(s, [names[volume - 1]!], [], "one-by-one"),
      `site.${volume}.tar: the bundle has 4 volumes, and ${told} missing`,
    );
    assert.ok(!s.exists("one-by-one"), "it is not there before it is whole");
  }
  await succeeds(importInto(s, [names[1]!], [], "one-by-one"));
  await assertSite(s, commit, "one-by-one");
});

scene("volumes that are doubled, of another bundle, or damaged", async (s) => {
  const commit = configured(s);
  const names = await volumes(s);
  s.write("work/more.yml", "more\n");
  configure(s, { lib: gitEntry(s, "branch: main") }, "  includes: [more.yml]\n");
  s.write("work/more.yml", "header: {version: 16}\n");
  const others = await volumes(s, "other");
  assertUserError(
    await importInto(s, [...names, names[1]!]),
    /site\.2\.tar and .*site\.2\.tar are both volume 2 of the bundle: give each once/,
  );
  assertUserError(
    await importInto(s, [names[0]!, others[1]!]),
    /other\.2\.tar is not of the same bundle as .*site\.1\.tar/,
  );
  assert.ok(!s.exists(SITE));
  flip(s, names[1]!, size(s, names[1]!) - 3000);
  const all = names.map((name) => s.path(name));
  assertUserError(await s.kas(["bundle", "verify", ...all]), "the bundle is refused: its ");
  assertUserError(await importInto(s, names), "the bundle is refused: its blob");
  assert.ok(!s.exists(SITE));
  flip(s, names[1]!, size(s, names[1]!) - 3000);
  await succeeds(importInto(s, names));
  await assertSite(s, commit);
});

scene("a damaged volume that came alone does no harm to what comes later", async (s) => {
  const commit = configured(s);
  const names = await volumes(s);
  flip(s, names[2]!, size(s, names[2]!) - 3000);
  for (const name of names.slice(0, 3)) assert.equal((await importInto(s, [name])).code, 2);
  assertUserError(await importInto(s, [names[3]!]), "the bundle is refused");
  flip(s, names[2]!, size(s, names[2]!) - 3000);
  await succeeds(importInto(s, names));
  await assertSite(s, commit);
});

scene("sizes that are none, or too small, and what fits into one volume", async (s) => {
  configured(s);
  for (
    const [text, told] of [["1X", '"1X" is no size'], ["10K", "volumes of 10240 bytes are too"]]
  ) {
    assertUserError(await create(s, "site.tar", ["--max-size", text!]), told!);
  }
  assert.ok(!s.exists("site.tar"));
  await succeeds(create(s, "site.tar", ["--max-size", "4.3G"]));
  assert.ok(s.exists("site.tar"));
  assertNothingLeft(s);
});
