// purge and clean by real paths: whatever variables, links and project files say, what is the
// user's stays. Each case tells what must still be there.
import assert from "node:assert/strict";
import { assertUserError, BITBAKE_REPO, project, type Scene, scene } from "./harness.ts";

const CLEANS = ["clean", "cleansstate", "cleanall", "purge"] as const;

/** A project that is checked out, and files of the user's around it. */
async function prepared(s: Scene, lines = ""): Promise<void> {
  s.repo("oe", BITBAKE_REPO);
  s.write(
    "work/kas.yml",
    project(`repos:\n  oe:\n    url: ${s.path("oe")}\n    branch: main\n${lines}`),
  );
  const run = await s.kas(["checkout", "kas.yml"]);
  assert.equal(run.code, 0, run.stderr);
  s.write("home/mine", "mine");
  s.write("home/tmp-mine", "mine");
  s.write("docs/letter", "mine");
  s.write("docs/tmp-letter", "mine");
  s.write("mine", "mine");
  s.write("tmp-mine", "mine");
  s.write("work/mine", "mine");
  s.write("work/tmp-mine", "mine");
}

const MINE = ["home/mine", "home/tmp-mine", "docs/letter", "docs/tmp-letter", "mine", "tmp-mine"];

function assertMine(s: Scene, ...more: string[]): void {
  for (const path of [...MINE, "work/mine", "work/tmp-mine", "work/kas.yml", ...more]) {
    assert.ok(s.exists(path), `${path} is lost`);
  }
}

const DIRECTORIES: Readonly<Record<string, (s: Scene) => string>> = {
  "the root": () => "/",
  "the root, by dots": () => "/usr/../",
  "a system directory": () => "/etc",
  "HOME": (s) => s.path("home"),
  "the directory above HOME": (s) => s.root,
  "the work directory": (s) => s.work,
  "the caller's directory": () => ".",
  "nothing": () => "",
  "the directory above": () => "..",
  "HOME through a link above": (s) => {
    Deno.symlinkSync(s.root, s.path("above"));
    return s.path("above/home");
  },
  "a link to HOME": (s) => {
    Deno.symlinkSync(s.path("home"), s.path("link"));
    return `${s.path("link")}/`;
  },
  "a directory of the user's": (s) => s.path("docs"),
};

for (const variable of ["KAS_BUILD_DIR", "DL_DIR", "SSTATE_DIR", "KAS_BUILDTOOLS_DIR"]) {
  const commands = {
    KAS_BUILD_DIR: CLEANS,
    DL_DIR: ["cleanall", "purge"],
    SSTATE_DIR: ["cleansstate", "cleanall", "purge"],
    KAS_BUILDTOOLS_DIR: ["purge"],
  }[variable]!;
  scene(`${variable} leads nobody to remove what is precious`, async (s) => {
    await prepared(s);
    for (const [name, of] of Object.entries(DIRECTORIES)) {
      // What is not set is in the build directory.
      if (name === "nothing" && variable !== "KAS_BUILD_DIR") continue;
      const env = { HOME: s.path("home"), [variable]: of(s) };
      for (const command of commands) {
        const forced = command === "purge" && name !== "a directory of the user's";
        const options = forced ? [[], ["--force"]] : [[]];
        for (const force of options) {
          const run = await s.kas([command, ...force, "kas.yml"], env);
          const what = `${command} ${force} with ${variable} as ${name}: ${run.stderr}`;
          assert.equal(run.code, 2, what);
          assert.match(
            run.stderr,
            /not removing \S+: \S+ is precious|is kept: it (?:is a link|does)/,
          );
          assertMine(s);
          if (command !== "purge") continue;
          const dry = await s.kas([command, "--dry-run", ...force, "kas.yml"], env);
          assert.equal(dry.code, 2, dry.stderr);
        }
      }
    }
  });
}

scene("an empty DL_DIR is one that is not set", async (s) => {
  await prepared(s);
  s.write("work/build/downloads/a.done", "");
  const run = await s.kas(["cleanall", "kas.yml"], { DL_DIR: "", SSTATE_DIR: "" });
  assert.equal(run.code, 0, run.stderr);
  assert.equal(s.exists("work/build/downloads/a.done"), false);
  assertMine(s);
});

scene("caches elsewhere are emptied if they are caches, other directories by force", async (s) => {
  await prepared(s);
  const env = { DL_DIR: s.path("dl"), SSTATE_DIR: "../state" };
  s.write("dl/a.tar.gz", "");
  s.write("dl/a.tar.gz.done", "");
  s.write("state/0f/2e/sstate:x", "");
  const run = await s.kas(["cleanall", "kas.yml"], env);
  assert.equal(run.code, 0, run.stderr);
  assert.deepEqual([[...Deno.readDirSync(s.path("dl"))], [...Deno.readDirSync(s.path("state"))]], [
    [],
    [],
  ]);
  const other = { DL_DIR: s.path("docs") };
  const kept = await s.kas(["cleanall", "kas.yml"], other);
  assertUserError(kept, /\/docs is kept: it does not look like a directory of downloads \(--force/);
  assertMine(s);
  assert.equal((await s.kas(["cleanall", "--force", "kas.yml"], other)).code, 0);
  assert.deepEqual([...Deno.readDirSync(s.path("docs"))], []);
});

scene("a repository of the user's is no cache and no build directory", async (s) => {
  await prepared(s);
  s.repo("mine.git", { "a.done": "", "conf/local.conf": "", "tmp/a": "" });
  for (const variable of ["DL_DIR", "KAS_BUILD_DIR"]) {
    for (const directory of ["mine.git", "mine.git/tmp"]) {
      const env = { [variable]: s.path(directory) };
      const run = await s.kas(["cleanall", "kas.yml"], env);
      if (directory === "mine.git" || variable === "DL_DIR") assert.equal(run.code, 2, run.stderr);
      assert.ok(s.exists("mine.git/tmp/a") && s.exists("mine.git/a.done"));
    }
  }
  const purge = await s.kas(["purge", "kas.yml"], { KAS_BUILD_DIR: s.path("mine.git") });
  assertUserError(purge, /mine.git is kept: a git repository has files in it/);
  assert.ok(s.exists("mine.git/conf/local.conf"));
});

scene("a linked build directory is not entered", async (s) => {
  await prepared(s);
  Deno.renameSync(s.path("work/build"), s.path("elsewhere"));
  Deno.symlinkSync(s.path("elsewhere"), s.path("work/build"));
  s.write("elsewhere/tmp/a", "");
  for (const command of CLEANS) {
    for (const force of [[], ["--force"]]) {
      const run = await s.kas([command, ...force, "kas.yml"]);
      assertUserError(run, /work\/build is kept: it is a link to \S+\/elsewhere, which is not/);
      assert.ok(s.exists("elsewhere/tmp/a") && s.exists("work/build"));
    }
  }
  const run = await s.kas(["clean", "kas.yml"], { KAS_BUILD_DIR: s.path("elsewhere") });
  assert.equal(run.code, 0, run.stderr);
  assert.equal(s.exists("elsewhere/tmp"), false);
});

scene("linked caches are not entered; purge removes links, not what they lead to", async (s) => {
  await prepared(s);
  s.write("dl/a.done", "");
  Deno.symlinkSync(s.path("dl"), s.path("work/build/downloads"));
  Deno.symlinkSync(s.path("docs"), s.path("work/build/tmp"));
  assertUserError(
    await s.kas(["cleanall", "kas.yml"]),
    /downloads is kept: it is a link to \S+\/dl/,
  );
  assert.ok(s.exists("dl/a.done") && s.exists("work/build/downloads"));
  assert.equal(s.exists("work/build/tmp"), false);
  Deno.symlinkSync(s.path("docs"), s.path("work/.kas_gnupg"));
  const run = await s.kas(["purge", "kas.yml"]);
  assert.equal(run.code, 0, run.stderr);
  assert.ok(s.exists("dl/a.done") && !s.exists("work/build") && !s.exists("work/.kas_gnupg"));
  assertMine(s);
});

scene("the work directory may be called by a link", async (s) => {
  await prepared(s);
  s.write("work/build/tmp/a", "");
  Deno.symlinkSync(s.work, s.path("link"));
  const env = { KAS_WORK_DIR: s.path("link") };
  assert.equal((await s.kas(["clean", "kas.yml"], env)).code, 0);
  assert.equal(s.exists("work/build/tmp"), false);
  const run = await s.kas(["purge", "kas.yml"], env);
  assert.equal(run.code, 0, run.stderr);
  assert.ok(!s.exists("work/oe") && !s.exists("work/build") && s.exists("link/kas.yml"));
  assertMine(s);
});

scene("whoever stands in the build directory may clean it, and not purge it", async (s) => {
  await prepared(s);
  s.write("work/build/tmp/a", "");
  const inside = (...words: string[]) => {
    const line = `cd build && exec env KAS_WORK_DIR=.. "$0" "$@"`;
    return s.run(["sh", "-c", line, new URL("../../dist/kas", import.meta.url).pathname, ...words]);
  };
  assertUserError(await inside("purge", "../kas.yml"), /not removing \S+\/build: \S+ is precious/);
  assert.ok(s.exists("work/oe") && s.exists("work/build/tmp/a"));
  assert.equal((await inside("clean", "../kas.yml")).code, 0);
  assert.equal(s.exists("work/build/tmp"), false);
});

/** Purges with one repository that says this of itself. */
async function purges(s: Scene, entry: string, ...options: string[]) {
  s.write("work/kas.yml", project(`repos:\n  oe:\n${entry.replace(/^/gm, "    ")}\n`));
  return await s.kas(["purge", ...options, "kas.yml"], { HOME: s.path("home") });
}

scene("paths of repositories lead nobody to remove what is precious", async (s) => {
  await prepared(s);
  s.repo("docs", {});
  const url = `url: ${s.path("docs")}\nbranch: main\n`;
  for (const path of ["..", ".", s.root, s.path("home"), "/", "up", "up/home", "oe/../.."]) {
    for (const force of [[], ["--force"]]) {
      if (!s.exists("work/up")) Deno.symlinkSync(s.root, s.path("work/up"));
      const run = await purges(s, `${url}path: ${path}`, ...force);
      if (path === "up" && force.length === 0) {
        assertUserError(run, /work\/up is kept: it is a link to/);
      } else if (path !== "up") {
        assertUserError(run, /not removing \S+: \S+ is precious/);
      }
      assertMine(s);
    }
  }
  for (const path of ["../docs", s.path("docs"), "x/../../docs"]) {
    const run = await purges(s, `${url}path: ${path}`);
    assertUserError(run, /docs is kept: it is outside the work directory, and nothing says/);
    assertMine(s);
  }
});

scene("a repository outside the work directory goes if kas has cloned it", async (s) => {
  await prepared(s);
  const entry = `url: ${s.path("oe")}\nbranch: main\npath: ${s.path("outside/oe")}`;
  s.write("work/kas.yml", project(`repos:\n  oe:\n${entry.replace(/^/gm, "    ")}\n`));
  assert.equal((await s.kas(["checkout", "kas.yml"])).code, 0);
  const run = await purges(s, entry);
  assert.equal(run.code, 0, run.stderr);
  assert.ok(!s.exists("outside/oe") && s.exists("outside"));
  s.git(".", "clone", "-q", s.path("oe"), "outside/oe");
  assertUserError(await purges(s, entry), /outside\/oe is kept: it is outside the work directory/);
  assert.ok(s.exists("outside/oe/meta"));
  assertMine(s);
});

scene("a link in a repository's place is the user's", async (s) => {
  await prepared(s);
  Deno.renameSync(s.path("work/oe"), s.path("checkout"));
  Deno.symlinkSync(s.path("checkout"), s.path("work/oe"));
  assertUserError(
    await s.kas(["purge", "kas.yml"]),
    /work\/oe is kept: it is a link to \S+checkout/,
  );
  assert.ok(s.exists("work/oe") && s.exists("checkout/meta"));
  assert.equal((await s.kas(["purge", "--force", "kas.yml"])).code, 0);
  assert.ok(!s.exists("work/oe") && s.exists("checkout/meta"));
});

scene("what holds a kept repository is kept, too", async (s) => {
  s.repo("other", { a: "" });
  const other = `url: ${s.path("other")}\n    branch: main\n    path`;
  await prepared(s, `  inner:\n    ${other}: oe/inner\n  other:\n    ${other}: build/other\n`);
  assert.ok(s.exists("work/oe/meta"), "a clone with another in it is checked out");
  s.write("work/oe/inner/mine", "mine");
  s.write("work/build/other/mine", "mine");
  const run = await s.kas(["purge", "kas.yml"]);
  assertUserError(run, /work\/oe is kept: it holds \S+\/oe\/inner/);
  assert.match(run.stderr, /oe\/inner is kept: it has changes: mine/);
  assert.ok(s.exists("work/oe/meta") && s.exists("work/oe/inner/mine"));
  assert.ok(s.exists("work/build/other/mine") && !s.exists("work/build/conf"));
});

scene("what the user keeps in the build directory stays", async (s) => {
  await prepared(s);
  s.write("work/build/workspace/sources/busybox/a", "mine");
  s.repo("work/build/mine", { a: "" });
  s.write("work/build/tmp/a", "");
  const run = await s.kas(["purge", "kas.yml"]);
  assertUserError(run, /workspace is kept: devtool has sources in it: busybox/);
  assert.match(run.stderr, /build\/mine is kept: it is a repository of its own/);
  const left = [...Deno.readDirSync(s.path("work/build"))].map(({ name }) => name).sort();
  assert.deepEqual(left, ["mine", "workspace"]);
});

scene("files that the project's own repository tracks are not kas's", async (s) => {
  await prepared(s);
  s.git("work", "init", "-q");
  s.write("work/.config.yaml", "header: {version: 16}\n");
  s.write("work/build/make.sh", "mine");
  s.git("work", "add", "-f", ".config.yaml", "build/make.sh");
  const run = await s.kas(["purge", "kas.yml"]);
  assertUserError(run, /build is kept: a git repository has files in it \(make.sh\)/);
  assert.ok(s.exists("work/.config.yaml") && s.exists("work/build/make.sh"));
  assert.equal(s.exists("work/oe"), false);
});

const REFERENCES = (s: Scene) => ({ KAS_REPO_REF_DIR: s.path("refs") });
const names = (s: Scene, path: string) =>
  [...Deno.readDirSync(s.path(path))].map(({ name }) => name);

scene("a reference repository goes when nobody borrows from it any more", async (s) => {
  s.repo("oe", BITBAKE_REPO);
  s.repo("other", { a: "" });
  const config = (name: string) => `repos:\n  oe:\n    url: ${s.path(name)}\n    branch: main\n`;
  for (const directory of ["work", "second"]) {
    s.write(`${directory}/kas.yml`, project(config("oe")));
    const env = { ...REFERENCES(s), KAS_WORK_DIR: s.path(directory) };
    assert.equal((await s.kas(["checkout", `${s.path(directory)}/kas.yml`], env)).code, 0);
  }
  assert.equal(names(s, "refs").length, 1);
  const first = await s.kas(["purge", "kas.yml"], REFERENCES(s));
  assertUserError(first, /refs\/\S+ is kept: \S+\/second\/oe borrows from it \(--force/);
  assert.equal(s.exists("work/oe"), false);
  s.git("second/oe", "fsck", "--connectivity-only");
  const env = { ...REFERENCES(s), KAS_WORK_DIR: s.path("second") };
  const second = await s.kas(["purge", s.path("second/kas.yml")], env);
  assert.equal(second.code, 0, second.stderr);
  assert.deepEqual(names(s, "refs"), []);
});

scene("what is no bare clone is no reference repository", async (s) => {
  s.repo("oe", BITBAKE_REPO);
  s.write("work/kas.yml", project(`repos:\n  oe:\n    url: ${s.path("oe")}\n    branch: main\n`));
  const place = `refs/${s.path("oe").replaceAll("/", ".")}`;
  const cases: (() => void)[] = [
    () => s.write(`${place}/mine`, "mine"),
    () => s.git(".", "clone", "-q", s.path("oe"), place),
    () => {
      Deno.mkdirSync(s.path(place), { recursive: true });
      s.git(place, "init", "-q", "--bare");
    },
    () => {
      s.git(".", "clone", "-q", "--bare", s.path("oe"), "elsewhere");
      Deno.symlinkSync(s.path("elsewhere"), s.path(place));
    },
  ];
  Deno.mkdirSync(s.path("refs"));
  for (const make of cases) {
    make();
    const run = await s.kas(["purge", "kas.yml"], REFERENCES(s));
    assertUserError(run, /is kept: it is no bare clone of \S+\/oe/);
    assert.ok(s.exists(place));
    Deno.removeSync(s.path(place), { recursive: true });
  }
});

scene("a URL of dots names no reference repository", async (s) => {
  await prepared(s);
  s.write("refs/mine", "mine");
  for (const url of ["..", ".", "/"]) {
    s.write("work/kas.yml", project(`repos:\n  oe:\n    url: ${url}\n    branch: main\n`));
    await s.kas(["purge", "--force", "kas.yml"], REFERENCES(s));
    assert.ok(s.exists("refs/mine"));
    assertMine(s);
  }
});

scene("buildtools elsewhere go if they are buildtools", async (s) => {
  await prepared(s);
  s.write("tools/version-x86_64", "");
  s.write("tools/sysroots/a", "");
  const env = { KAS_BUILDTOOLS_DIR: s.path("tools") };
  assert.equal((await s.kas(["purge", "kas.yml"], env)).code, 0);
  assert.equal(s.exists("tools"), false);
});

scene("a mounted build directory is emptied, what is mounted below one is not", async (s) => {
  await prepared(s);
  const kas = new URL("../../dist/kas", import.meta.url).pathname;
  const mounted = (line: string) =>
    s.run(["unshare", "--mount", "--map-root-user", "sh", "-ec", line], {
      KAS_BUILD_DIR: s.path("mounted"),
    });
  Deno.mkdirSync(s.path("mounted"));
  const mount = `mount -t tmpfs none '${s.path("mounted")}'; cd '${s.work}'; m=../mounted`;
  const run = await mounted(
    `${mount}; mkdir -p $m/conf $m/tmp; : > $m/conf/local.conf; '${kas}' purge kas.yml; ls -A $m`,
  );
  assert.equal(run.code, 0, run.stderr);
  assert.equal(run.stdout, "");
  const below = await mounted(
    `${mount}; mkdir -p $m/conf $m/x; : > $m/conf/local.conf; mount -t tmpfs none $m/x; ` +
      `: > $m/x/mine; s=0; '${kas}' purge kas.yml || s=$?; ls $m/x; exit $s`,
  );
  assertUserError(below, /something is mounted at \S+\/mounted\/x; unmount it first/);
  assert.equal(below.stdout, "mine\n");
});

scene("clean and purge wait for whoever works in the work directory", async (s) => {
  await prepared(s);
  s.write("work/build/tmp/a", "");
  await s.whileBusy(async () => {
    for (const command of CLEANS) {
      const run = await s.kas([command, "--no-wait", "kas.yml"]);
      assertUserError(run, / works in \S+: wait until it has ended/);
      assert.equal((await s.kas([command, "--no-wait", "--dry-run", "kas.yml"])).code, 0);
    }
    assert.ok(s.exists("work/oe") && s.exists("work/build/tmp/a"));
  });
});
