// Files that nobody wrote to be read: a clear error, soon, whatever is in them.
import assert from "node:assert/strict";
import { assertUserError, type Outcome, project, type Scene, scene } from "./harness.ts";

/** Generous: the machine may be busy. What it guards against took minutes or for ever. */
const SOON = 10_000;

async function soon(run: () => Promise<Outcome>): Promise<Outcome> {
  const started = Date.now();
  const outcome = await run();
  assert.ok(Date.now() - started < SOON, `it took ${Date.now() - started} ms`);
  return outcome;
}

const including = (...files: string[]) =>
  `header:\n  version: 14\n  includes: [${files.join(", ")}]\n`;
const repeated = (text: string, count: number) => text.repeat(count);
const fifo = (scene: Scene, path: string) => {
  const { code } = new Deno.Command("mkfifo", { args: [scene.path(path)] }).outputSync();
  assert.equal(code, 0);
};

scene("files that are bombs, too deep or too large", async (scene) => {
  const bomb = (line: (level: number) => string) =>
    Array.from({ length: 12 }, (_, level) => line(level)).join("");
  const nine = (level: number) => Array(9).fill(`*a${level - 1}`).join(",");
  const files: Record<string, readonly [text: string, message: string | RegExp]> = {
    "aliases.yml": [
      project("buildtools:\n  version: x\n  sha256sum: y\n") +
      bomb((level) => `  a${level}: &a${level} [${level ? nine(level) : "x"}]\n`),
      /aliases.yml:\d+:\d+: not valid YAML: more than \d+ values/,
    ],
    "merges.yml": [
      project(bomb((level) => `a${level}: &a${level} {<<: [${level ? nine(level) : "{b: c}"}]}\n`)),
      /more than \d+ values/,
    ],
    "lists.yml": [
      project(`machine: ${repeated("[", 20000)}`),
      /lists.yml:3:\d+: .*nested too deeply/,
    ],
    "maps.yml": [project(`machine: ${repeated("{a: ", 20000)}`), "nested too deeply"],
    "dashes.yml": [project(`machine:\n  ${repeated("- ", 20000)}x`), "nested too deeply"],
    "deep.json": [
      `{"header": {"version": 14}, "machine": ${repeated("[", 100_000)}`,
      /deep.json:1:\d+: not valid JSON: nested too deeply/,
    ],
    "line.yml": [project(`target: [${repeated("abc,", 250_000)}]`), "are too many for one file"],
    "large.yml": [repeated("a", 9 << 20), /large.yml is too large \(9437184 bytes\)/],
    "number.yml": [project(`machine: 1${repeated(":59", 100_000)}`), "is not a valid int"],
    "number.json": [`{"header": {"version": ${repeated("1", 100_000)}}}`, "too many digits"],
    "under.yml": [project(`machine: "x\n${repeated("y\n", 20000)}"\n`), "not valid YAML"],
  };
  for (const [name, [text, message]] of Object.entries(files)) {
    scene.write(`work/${name}`, text);
    assertUserError(await soon(() => scene.kas(["dump", name])), message);
  }
});

scene("includes two by two, and one after the other", async (scene) => {
  for (let level = 0; level < 40; level++) {
    for (const side of ["a", "b"]) {
      const next = level < 39 ? [`a${level + 1}.yml`, `b${level + 1}.yml`] : [];
      const text = `${including(...next)}machine: ${side}${level}\nenv: {${side}${level}: x}\n`;
      scene.write(`work/${side}${level}.yml`, text);
    }
  }
  scene.write("work/kas.yml", including("a0.yml", "b0.yml"));
  const { stdout, stderr } = await soon(() => scene.kas(["dump", "kas.yml"]));
  assert.match(stdout, /machine: b0\nenv:\n {2}a39: x\n {2}b39: x\n/, stderr);
  for (let level = 0; level < 2000; level++) {
    const next = level < 1999 ? [`c${level + 1}.yml`] : [];
    scene.write(`work/c${level}.yml`, `${including(...next)}env: {c${level}: x}\n`);
  }
  const deep = await soon(() => scene.kas(["dump", "c1000.yml"]));
  assert.equal(deep.stdout.match(/^ {2}c\d+: x$/gm)?.length, 1000, deep.stderr);
  assertUserError(
    await soon(() => scene.kas(["dump", "c0.yml"])),
    /c1000.yml:3:14: files include each other over more than 1000 levels/,
  );
});

scene("Kconfig files that are bombs, too deep or too large", async (scene) => {
  const depends = (expression: string) => `config A\n\tbool "x"\n\tdepends on ${expression}\n`;
  const chain = Array.from(
    { length: 5000 },
    (_, index) => `config A${index}\n\tbool "x"\n\tdefault A${index + 1}\n`,
  ).join("");
  const macros = Array.from(
    { length: 60 },
    (_, index) => `a${index} = $(a${index + 1})$(a${index + 1})\n`,
  ).join("");
  const files: Record<string, readonly [text: string, message: string | RegExp]> = {
    macros: [`${macros}config $(a0)\n`, /macros:\d+:\d+: macros expand to more than/],
    doubled: [`a := xx\n${repeated("a := $(a)$(a)\n", 40)}`, "macros expand to more than"],
    added: [`a := x\n${repeated("a += $(a)\n", 40)}`, "macros expand to more than"],
    parentheses: [depends(repeated("(", 20000)), "too many levels of parentheses"],
    negations: [depends(`${repeated("!", 20000)}B`), "too many levels of parentheses"],
    terms: [depends(`${repeated("B || ", 50000)}B`), "too many symbols in one expression"],
    blocks: [repeated("if y\n", 5000), /blocks:\d+:1: too many levels of blocks/],
    chain: [chain, "too many symbols that depend on each other"],
    twice: [repeated('source "other"\n', 2), "too many sourced files"],
    wide: ['source "/**/**/nothing"\n', /wide:1:\d+: source .* too many directories|cannot list/],
    large: [repeated("a", 9 << 20), "is too large"],
  };
  for (let level = 0; level < 30; level++) {
    const name = level === 0 ? "other" : `other${level}`;
    scene.write(`work/${name}`, repeated(`source "other${level + 1}"\n`, 2));
  }
  scene.write("work/other30", "");
  for (const [name, [text, message]] of Object.entries(files)) {
    scene.write(`work/${name}`, text);
    assertUserError(await soon(() => scene.kas(["menu", "--list", name])), message);
  }
  const selects = Array.from(
    { length: 3000 },
    (_, index) => `config A${index}\n\tbool "x"\n\tselect T\n`,
  ).join("");
  scene.write("work/selects", `${selects}config T\n\tbool "x"\n`);
  assert.equal((await soon(() => scene.kas(["menu", "--list", "selects"]))).code, 0);
});

scene("pipes, devices and sockets are not opened", async (scene) => {
  scene.repo("src/one", { f: "1\n" });
  fifo(scene, "work/pipe.yml");
  Deno.symlinkSync("/dev/zero", scene.path("work/zero.yml"));
  scene.write("work/kas.yml", project(""));
  fifo(scene, "work/kas.lock.yml");
  fifo(scene, "work/Kconfig");
  const refused = "it is no regular file";
  for (const args of [["dump", "pipe.yml"], ["dump", "zero.yml"], ["dump", "kas.yml"], ["menu"]]) {
    assertUserError(await soon(() => scene.kas(args)), refused);
  }
  Deno.removeSync(scene.path("work/kas.lock.yml"));
  const patch = (path: string) =>
    project(
      `repos:\n  this:\n  one:\n    url: ${scene.path("src/one")}\n    branch: main\n` +
        `    patches: {fix: {repo: this, path: ${path}}}\n`,
    );
  Deno.mkdirSync(scene.path("work/quilt"));
  fifo(scene, "work/p.patch");
  fifo(scene, "work/quilt/series");
  const checkout = ["checkout", "--skip", "setup_environ", "--skip", "write_bbconfig", "kas.yml"];
  scene.write("work/kas.yml", patch("p.patch"));
  assertUserError(await soon(() => scene.kas(checkout)), "Could not find patch");
  scene.write("work/kas.yml", patch("quilt"));
  assertUserError(await soon(() => scene.kas(checkout)), refused);
});

scene("patterns that go back again and again", async (scene) => {
  scene.repo("src/one", { f: "1\n" });
  scene.write("work/q/series", `a${repeated(" ", 300_000)}b\n`);
  scene.write(
    "work/kas.yml",
    project(
      `repos:\n  this:\n  one:\n    url: file://${scene.path("src/one")}\n    branch: main\n` +
        `    patches: {fix: {repo: this, path: q}}\n`,
    ),
  );
  const checkout = ["checkout", "--skip", "setup_environ", "--skip", "write_bbconfig", "kas.yml"];
  const slow = { KAS_PREMIRRORS: `([a-z:/]+)+[0-9]!$ file:///nowhere` };
  assertUserError(await soon(() => scene.kas(checkout, slow)), "Could not find patch");
});

scene("duplicate keys and rules of mirrors that are none are told", async (scene) => {
  scene.write("work/kas.yml", project("machine: a\nenv: {A: b, A: c}\nmachine: b\n"));
  const yaml = await scene.kas(["dump", "kas.yml"]);
  assert.match(yaml.stdout, /machine: b\nenv:\n {2}A: c\n/);
  assert.match(yaml.stderr, /WARNING {2}- kas.yml:4:13: the key "A" stands in line 4 already/);
  assert.match(yaml.stderr, /WARNING {2}- kas.yml:5:1: the key "machine" stands in line 3 already/);
  scene.write("work/kas.json", '{"header": {"version": 14},\n "task": "a", "task": "b"}');
  const json = await scene.kas(["dump", "kas.json"]);
  assert.match(json.stderr, /WARNING {2}- kas.json:2:15: the key "task" stands in line 2 already/);
  const mirrors = await scene.kas(["checkout", "--skip", "setup_environ", "kas.yml"], {
    KAS_PREMIRRORS: "file:///a file:///b\n\nonly-one\n( file:///b\n",
  });
  assert.match(mirrors.stderr, /KAS_PREMIRRORS, line 3: the rule "only-one" is ignored: it is not/);
  assert.match(mirrors.stderr, /KAS_PREMIRRORS, line 4: .* no regular expression/);
  assert.doesNotMatch(mirrors.stderr, /line [12]:/);
});
