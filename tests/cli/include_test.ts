import assert from "node:assert/strict";
import { assertUserError, project, scene } from "./harness.ts";

const including = (...files: string[]) =>
  `header:\n  version: 14\n  includes:\n${files.map((file) => `    - ${file}\n`).join("")}`;

scene("includes are merged depth first, the including file wins", async (scene) => {
  scene.repo("work", {
    "kas.yml": `${including("sub/a.yml", "b.yml")}distro: top\nenv: {T: top}\n`,
    "sub/a.yml": `${including("sub/deep.yml")}machine: a\nenv: {A: a, T: a}\n`,
    "sub/deep.yml": "header: {version: 20}\nmachine: deep\ntask: deep\ndistro: deep\n",
    "b.yml": project("machine: b\ntarget: [x]\n"),
  });
  const { stdout, code, stderr } = await scene.kas(["dump", "kas.yml"]);
  assert.equal(code, 0, stderr);
  assert.equal(
    stdout,
    "header:\n  version: 20\nmachine: b\ntask: deep\ndistro: top\nenv:\n  A: a\n  T: top\n" +
      "target:\n- x\n",
  );
});

scene("several files on the command line", async (scene) => {
  scene.write("work/a.yml", project("machine: a\ndistro: a\n"));
  scene.write("work/b.yml", project("machine: b\n"));
  const { stdout } = await scene.kas(["dump", "a.yml:b.yml"]);
  assert.match(stdout, /machine: b\ndistro: a\n/);
  scene.repo("other", { "c.yml": project("machine: c\n") });
  assertUserError(
    await scene.kas(["dump", "a.yml:../other/c.yml"]),
    "All concatenated config files must belong to the same repository",
  );
});

scene("file-relative includes work, with a warning", async (scene) => {
  scene.repo("work", {
    "sub/kas.yml": including("near.yml"),
    "sub/near.yml": project("machine: near\n"),
  });
  const { stdout, stderr } = await scene.kas(["dump", "sub/kas.yml"]);
  assert.match(stdout, /machine: near/);
  assert.match(stderr, /Falling back to file-relative addressing of local include "near.yml"/);
});

scene("includes stay inside their repository", async (scene) => {
  scene.write("outside.yml", project("machine: evil\n"));
  scene.repo("work", { "kas.yml": including("../outside.yml"), "link.yml": including("trap.yml") });
  Deno.symlinkSync(scene.path("outside.yml"), scene.path("work/trap.yml"));
  assertUserError(
    await scene.kas(["dump", "kas.yml"]),
    /kas.yml:4:7: include .*outside.yml resolves outside repository/,
  );
  assertUserError(
    await scene.kas(["dump", "link.yml"]),
    /link.yml:4:7: include .*outside.yml resolves outside repository/,
  );
});

scene("cycles and missing includes are told with their place", async (scene) => {
  scene.repo("work", {
    "a.yml": including("b.yml"),
    "b.yml": including("a.yml"),
    "c.yml": including("nowhere.yml"),
    "d.yml": including("{repo: ghost, file: x.yml}"),
  });
  assertUserError(
    await scene.kas(["dump", "a.yml"]),
    /b.yml:4:7: include cycle: .*a.yml -> .*b.yml -> .*a.yml/,
  );
  assertUserError(
    await scene.kas(["dump", "c.yml"]),
    /c.yml:4:7: Configuration file not found: .*nowhere.yml/,
  );
  assertUserError(
    await scene.kas(["dump", "d.yml"]),
    "Could not fetch all repos needed by includes. Missing repos: ghost",
  );
});

scene("includes across repositories, and through them", async (scene) => {
  scene.repo("src/two", { "two.yml": project("machine: two\n") });
  scene.repo("src/one", {
    "one.yml": `${including("{repo: two, file: two.yml}")}distro: one\nrepos:\n  two:\n` +
      `    url: ${scene.path("src/two")}\n    branch: main\n`,
  });
  scene.write(
    "work/kas.yml",
    `${including("{repo: one, file: one.yml}")}repos:\n  one:\n    url: ${
      scene.path("src/one")
    }\n` +
      "    branch: main\n",
  );
  const { stdout, code, stderr } = await scene.kas(["dump", "kas.yml"]);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^header:\n {2}version: 16\nmachine: two\ndistro: one\n/);
});

scene("a lockfile pins, and --update does without it", async (scene) => {
  const first = scene.repo("src/one", { "f": "1" });
  const second = scene.commit("src/one", { "f": "2" });
  scene.write(
    "work/kas.yml",
    project(`repos:\n  one: {url: ${scene.path("src/one")}, branch: main}\n`),
  );
  scene.write(
    "work/kas.lock.yml",
    `header: {version: 14}\noverrides: {repos: {one: {commit: ${first}}}}\n`,
  );
  await scene.kas(["checkout", "--skip", "setup_environ", "kas.yml"]);
  assert.equal(scene.git("work/one", "rev-parse", "HEAD"), first);
  await scene.kas(["checkout", "--skip", "setup_environ", "--update", "kas.yml"]);
  assert.equal(scene.git("work/one", "rev-parse", "HEAD"), second);
});

scene("_source_dir moves the root, and only in the main file", async (scene) => {
  scene.repo("menu", { "inc.yml": project("machine: menu\n") });
  scene.write(
    "work/.config.yaml",
    `${including("inc.yml")}_source_dir: ${scene.path("menu")}\nrepos: {this: }\n`,
  );
  const { stdout, stderr } = await scene.kas(["dump"]);
  assert.match(stdout, /machine: menu/, stderr);
  assert.match(stderr, /Using .*menu as root for repository this/);
  scene.write("work/a.yml", including("inner.yml"));
  scene.write("work/inner.yml", project("_source_dir: /\n"));
  assertUserError(
    await scene.kas(["dump", "a.yml"]),
    /inner.yml:3:14: '_source_dir' is only allowed/,
  );
});

scene("a submodule belongs to its super-repository", async (scene) => {
  scene.repo("src/sub", { "kas.yml": including("top.yml") });
  scene.repo("super", { "top.yml": project("machine: super\n") });
  scene.git(
    "super",
    "-c",
    "protocol.file.allow=always",
    "submodule",
    "--quiet",
    "add",
    scene.path("src/sub"),
    "sub",
  );
  const { stdout, stderr } = await scene.kas(["dump", "../super/sub/kas.yml"]);
  assert.match(stdout, /machine: super/, stderr);
});

scene("a file in a git submodule that is not checked out: what brings it", async (scene) => {
  scene.repo("sub", { "inc.yml": project("machine: m\n") });
  scene.repo("made", { "x/kas.yml": including("layers/sub/inc.yml") });
  const url = scene.path("sub");
  const add = ["submodule", "add", "-q", "--name", "odd name", url, "layers/sub"];
  scene.git("made", "-c", "protocol.file.allow=always", ...add);
  scene.commit("made", {});
  scene.git(".", "clone", "-q", "made", "work/top");
  const hint = (file: string) =>
    `Configuration file not found: ${scene.work}/top/${file}: the git submodule layers/sub is not ` +
    `checked out, run "git submodule update --init" in ${scene.work}/top\n`;
  const run = await scene.kas(["dump", "top/x/kas.yml"]);
  assertUserError(run, `top/x/kas.yml:4:7: ${hint("layers/sub/inc.yml")}`);
  assertUserError(await scene.kas(["dump", "top/layers/sub/a/b.yml"]), hint("layers/sub/a/b.yml"));
  const beside = await scene.kas(["dump", "top/layers/substitute.yml"]);
  assertUserError(beside, /Configuration file not found: \S+\/layers\/substitute\.yml$/m);
  scene.git("work/top", "-c", "protocol.file.allow=always", "submodule", "update", "--init", "-q");
  const there = await scene.kas(["dump", "top/x/kas.yml"]);
  assert.match(there.stdout, /^machine: m$/m);
  const inside = await scene.kas(["dump", "top/layers/sub/none.yml"]);
  assertUserError(inside, /Configuration file not found: \S+\/sub\/none\.yml$/m);
});

scene("a pipe in the place of .gitmodules keeps nobody waiting", async (scene) => {
  scene.repo("work/top", { a: "" });
  await scene.run(["mkfifo", "top/.gitmodules"]);
  const names = Array.from({ length: 500 }, (_, index) => `sub/none${index}.yml`);
  scene.write("work/top/kas.yml", including(...names));
  const run = await scene.kas(["dump", "top/kas.yml"]);
  assertUserError(run, /Configuration file not found: \S+\/top\/sub\/none499\.yml$/m);
});

scene("a .gitmodules that is no such file is no reason to fail otherwise", async (scene) => {
  for (const text of ["[submodule", '[submodule "a"]\npath\n[include]\npath = /dev/zero\n']) {
    scene.repo("work/top", { "a": "" });
    scene.write("work/top/.gitmodules", text);
    const run = await scene.kas(["dump", "top/sub/none.yml"]);
    assertUserError(run, /Configuration file not found: \S+\/top\/sub\/none\.yml$/m);
    await Deno.remove(scene.path("work/top"), { recursive: true });
  }
});

scene("a directory is no project file, neither as an include", async (scene) => {
  scene.write("work/sub/a.yml", project(""));
  for (const name of ["sub", ""]) {
    scene.write("work/kas.yml", `header: {version: 16, includes: ["${name}"]}\n`);
    assertUserError(
      await scene.kas(["dump", "kas.yml"]),
      /kas\.yml:1:34: Config file extension not recognized: \S+ is a directory$/m,
    );
  }
  assertUserError(await scene.kas(["dump", "sub"]), /sub is a directory$/m);
});
