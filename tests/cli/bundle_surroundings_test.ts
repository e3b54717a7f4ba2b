// `kas bundle import` where the surroundings are not as they should be.
import assert from "node:assert/strict";
import { addFile, soundBundle, written } from "./forged_bundle.ts";
import { assertUserError, BINARY, type Scene, scene } from "./harness.ts";

const IMPORT = ["bundle", "import", "x.tar", "--into"];

function sound(s: Scene): void {
  s.write("work/x.tar", written(soundBundle()));
}

const names = (s: Scene, directory = "work") =>
  [...Deno.readDirSync(s.path(directory))].map(({ name }) => name).sort();

scene("what is no file is no bundle: it is not even opened", async (s) => {
  const { code } = new Deno.Command("mkfifo", { args: [s.path("work/pipe")] }).outputSync();
  assert.equal(code, 0);
  Deno.mkdirSync(s.path("work/directory"));
  for (const name of ["pipe", "directory", "/dev/zero", "/dev/null", "absent", ""]) {
    for (const args of [["list", name], ["verify", name], ["import", name, "--into", "site"]]) {
      const run = await s.kas(["bundle", ...args]);
      assertUserError(run, name === "" ? /name the bundle|directory|work/ : name);
    }
  }
  assert.deepEqual(names(s), ["directory", "pipe"]);
});

scene("an import without a usable TMPDIR works", async (s) => {
  sound(s);
  s.write("file", "");
  for (const [index, TMPDIR] of [s.path("file"), s.path("absent"), "relative"].entries()) {
    const run = await s.kas([...IMPORT, `site${index}`], { TMPDIR });
    assert.equal(run.code, 0, run.stderr);
  }
});

scene("places to import into: links, the current directory, work trees, files, /", async (s) => {
  sound(s);
  Deno.mkdirSync(s.path("work/real"));
  Deno.symlinkSync("real", s.path("work/link"));
  Deno.symlinkSync("nowhere", s.path("work/dangling"));
  const linked = await s.kas([...IMPORT, "link"]);
  assert.equal(linked.code, 0, linked.stderr);
  assert.ok(s.exists("work/real/.kas-bundle.json"));
  assert.equal(Deno.readLinkSync(s.path("work/link")), "real");

  Deno.mkdirSync(s.path("work/here"), { mode: 0o700 });
  const here = await s.run([
    "sh",
    "-c",
    `cd here && ${BINARY} bundle import ../x.tar --into . && ls kas.yml`,
  ]);
  assert.equal(here.code, 0, here.stderr);
  assert.equal(here.stdout, "kas.yml\n");
  assert.equal(Deno.statSync(s.path("work/here")).mode! & 0o777, 0o700);

  const deep = await s.kas([...IMPORT, "a/b/c"]);
  assert.equal(deep.code, 0, deep.stderr);
  assert.deepEqual(names(s, "work/a/b"), ["c"]);

  s.repo("work/tree", { f: "x" });
  s.write("work/file", "");
  const before = names(s);
  assertUserError(await s.kas([...IMPORT, "dangling"]), "no directory to import into");
  assertUserError(await s.kas([...IMPORT, "tree"]), "lies in the work tree");
  assertUserError(await s.kas([...IMPORT, "tree/new"]), "lies in the work tree");
  assertUserError(await s.kas([...IMPORT, "tree/a/b/c"]), "lies in the work tree");
  assertUserError(await s.kas([...IMPORT, "file"]), "no directory to import into");
  assertUserError(await s.kas([...IMPORT, "file/new"]), /directory/);
  assertUserError(await s.kas([...IMPORT, "/"]), "no directory to import into");
  assert.deepEqual(names(s), before);
  assert.deepEqual(names(s, "work/tree"), [".git", "f"]);
});

scene("nothing is written or removed through links that lie in the way", async (s) => {
  const forged = soundBundle();
  addFile(forged, "conf/x", "x");
  s.write("work/x.tar", written(forged));
  const whole = s.write("other/conf", "mine");
  s.write("other/keep", "mine");
  const into = (...links: string[]) => {
    Deno.mkdirSync(s.path("work/site"));
    for (const link of links) Deno.symlinkSync(s.path("other"), s.path("work/site", link));
    return s.kas([...IMPORT, "site"]);
  };
  const remove = () => Deno.removeSync(s.path("work/site"), { recursive: true });
  assertUserError(await into("conf"), /site\/conf.*Move them away/s);
  remove();
  assertUserError(await into(".kas-import"), "is not a directory of yours");
  remove();
  assertUserError(await into(".kas-bundle.json"), "is no record of imports");
  remove();
  Deno.symlinkSync(s.path("other"), s.path("work/.kas-import-site"));
  assertUserError(await s.kas([...IMPORT, "site"]), "is not a directory of yours");
  Deno.removeSync(s.path("work/.kas-import-site"));
  assert.equal(Deno.readTextFileSync(whole), "mine");
  assert.deepEqual(names(s, "other"), ["conf", "keep"]);
  for (const record of ["", "{", "[]", "null", '{"format": "x"}']) {
    s.write("work/site/.kas-bundle.json", record);
    assertUserError(await s.kas([...IMPORT, "site"]), "is no record of imports");
  }
});

scene("a journal that somebody has left leads nowhere else", async (s) => {
  s.write("other/keep", "mine");
  s.write("work/.kas-import/switch/0", "evil");
  s.write("work/.kas-bundle.json", "{}");
  Deno.symlinkSync("../other", s.path("work/link"));
  for (const path of ["../other/keep", "/etc/x", "link/keep", ".git/config", 1, null]) {
    for (
      const told of [{ removed: [path], placed: [] }, { removed: [], placed: [path] }, path, [path]]
    ) {
      s.write("work/.kas-import/switch.json", JSON.stringify(told));
      assertUserError(await s.kas(["dump", "kas.yml"]), "switch.json is no record of imports");
    }
  }
  assert.equal(s.read("other/keep"), "mine");
  assert.deepEqual(names(s, "other"), ["keep"]);
});

scene("two imports into one directory at once: both end well", async (s) => {
  const forged = soundBundle();
  for (let i = 0; i < 300; i++) addFile(forged, `d/f${i}`, `${i}\n`);
  s.write("work/x.tar", written(forged));
  for (const existing of [false, true]) {
    if (existing) Deno.mkdirSync(s.path("work/site"));
    const runs = await Promise.all([1, 2, 3].map(() => s.kas([...IMPORT, "site"])));
    for (const run of runs) assert.equal(run.code, 0, run.stderr);
    assert.ok(runs.some(({ stderr }) => stderr.includes("Waiting for process")));
    assert.deepEqual(names(s), ["site", "x.tar"]);
    assert.ok(!s.exists("work/site/.kas-import"));
    assert.equal(names(s, "work/site/d").length, 300);
    Deno.removeSync(s.path("work/site"), { recursive: true });
  }
});

const isRoot = Deno.uid() === 0;

/** Does something in a small file system of its own. */
async function inSmallOne(s: Scene, size: string, script: string) {
  Deno.mkdirSync(s.path("work/small"));
  const mount = `mount -t tmpfs -o size=${size} tmpfs small && ${script}`;
  return await s.run(["unshare", "--mount", "sh", "-c", mount]);
}

Deno.test({
  name: "surroundings that need root",
  // Only root can mount.
  ignore: !isRoot,
  fn: async (t) => {
    await t.step("a full disk leaves what was there, and a later import goes on", async () => {
      await inScene(async (s) => {
        sound(s);
        const forged = soundBundle();
        const large = Array.from(
          crypto.getRandomValues(new Uint8Array(60_000)),
          (byte) => byte % 10,
        );
        addFile(forged, "large", large.join("").repeat(50), "download");
        s.write("work/large.tar", written(forged));
        const run = await inSmallOne(
          s,
          "2m",
          `${BINARY} bundle import x.tar --into small/site && cp -a small/site before; ` +
            `${BINARY} bundle import large.tar --into small/site; echo "code $?"; ` +
            "diff -r --no-dereference -x .kas-import before small/site && echo same; " +
            "mount -o remount,size=20m small; " +
            `${BINARY} bundle import large.tar --into small/site && ls -A small/site`,
        );
        assert.match(run.stdout, /code 2\nsame\n/, run.stderr);
        assert.match(run.stderr, /cannot write .*: .*[Nn]o space left|storage/);
        assert.match(run.stdout, /kas.yml/);
        assert.doesNotMatch(run.stdout, /\.kas-import/);
        assert.doesNotMatch(run.stderr, /internal error/);
      });
    });
    await t.step("a file system that is read-only", async () => {
      await inScene(async (s) => {
        sound(s);
        const run = await inSmallOne(
          s,
          "2m",
          `mkdir small/site && mount -o remount,ro small && ` +
            `for into in small/site small/new; do ${BINARY} bundle import x.tar --into $into; echo "code $?"; done`,
        );
        assert.equal(run.stdout, "code 2\ncode 2\n", run.stderr);
        assert.doesNotMatch(run.stderr, /internal error/);
      });
    });
    await t.step("an empty file system that is mounted where the site is to be", async () => {
      await inScene(async (s) => {
        sound(s);
        const run = await inSmallOne(
          s,
          "2m",
          `${BINARY} bundle import x.tar --into small && ls small/kas.yml`,
        );
        assert.equal(run.stdout, "small/kas.yml\n", run.stderr);
      });
    });
  },
});

async function inScene(test: (s: Scene) => Promise<void>): Promise<void> {
  const { Scene } = await import("./harness.ts");
  const root = await Deno.makeTempDir({ prefix: "kas-test-" });
  try {
    await test(new Scene(root));
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}
