// Files that their owner may not write to stay as they are, also for root; and conf files that
// are links lead nowhere outside the build directory.
import assert from "node:assert/strict";
import { assertUserError, BITBAKE_REPO, project, type Scene, scene } from "./harness.ts";

function oe(s: Scene): string {
  const first = s.repo("oe", BITBAKE_REPO);
  s.write(
    "work/kas.yml",
    project(
      `repos:\n  oe:\n    url: ${s.path("oe")}\n    branch: main\n    layers:\n      meta:\n`,
    ),
  );
  return first;
}

const readOnly = (s: Scene, path: string) => Deno.chmodSync(s.path(path), 0o444);
const inode = (s: Scene, path: string) => Deno.statSync(s.path(path)).ino;

async function refuses(s: Scene, path: string, ...args: string[]): Promise<void> {
  readOnly(s, path);
  const [text, before] = [s.read(path), inode(s, path)];
  const outcome = await s.kas(args);
  assertUserError(outcome, `cannot write ${s.path(path)}: it is read-only; allow it (chmod u+w`);
  assert.equal(s.read(path), text);
  assert.equal(inode(s, path), before, "it is the very file");
}

scene("read-only conf files", async (s) => {
  oe(s);
  assert.equal((await s.kas(["checkout", "kas.yml"])).code, 0);
  for (const name of ["local.conf", "bblayers.conf"]) {
    s.write(`work/build/conf/${name}`, "# mine\n");
    await refuses(s, `work/build/conf/${name}`, "checkout", "kas.yml");
    Deno.chmodSync(s.path(`work/build/conf/${name}`), 0o644);
    assert.equal((await s.kas(["checkout", "kas.yml"])).code, 0);
  }
  readOnly(s, "work/build/conf/local.conf");
  const same = await s.kas(["checkout", "kas.yml"]);
  assert.equal(same.code, 0, "a file whose text stays may be read-only");
});

scene("a read-only lockfile", async (s) => {
  oe(s);
  assert.equal((await s.kas(["lock", "kas.yml"])).code, 0);
  s.commit("oe", { new: "" });
  await refuses(s, "work/kas.lock.yml", "lock", "--update", "kas.yml");
});

scene("a read-only .config.yaml, and a link to one", async (s) => {
  s.write("work/Kconfig", 'config A\n\tbool "a"\n\tdefault y\n');
  s.write("work/mine.yaml", "header: {version: 16}\n");
  Deno.symlinkSync("mine.yaml", s.path("work/.config.yaml"));
  await refuses(s, "work/mine.yaml", "menu", "--save", "Kconfig");
  assert.ok(Deno.lstatSync(s.path("work/.config.yaml")).isSymlink);
});

scene("conf files that are links are written only within the build directory", async (s) => {
  oe(s);
  assert.equal((await s.kas(["checkout", "kas.yml"])).code, 0);
  const conf = s.path("work/build/conf");
  s.write("mine.conf", "# mine\n");
  for (const target of [s.path("mine.conf"), s.path("not-there.conf")]) {
    Deno.removeSync(`${conf}/local.conf`);
    Deno.symlinkSync(target, `${conf}/local.conf`);
    assertUserError(await s.kas(["checkout", "kas.yml"]), /a link leads to .*; remove the link/);
  }
  assert.equal(s.read("mine.conf"), "# mine\n");
  assert.equal(s.exists("not-there.conf"), false);
  Deno.removeSync(`${conf}/local.conf`);
  s.write("work/build/conf/real.conf", "");
  Deno.symlinkSync("real.conf", `${conf}/local.conf`);
  assert.equal((await s.kas(["checkout", "kas.yml"])).code, 0);
  assert.match(s.read("work/build/conf/real.conf"), /MACHINE/);
  Deno.renameSync(conf, s.path("conf"));
  Deno.symlinkSync(s.path("conf"), conf);
  s.write("conf/bblayers.conf", "# mine\n");
  assertUserError(await s.kas(["checkout", "kas.yml"]), /a link leads to .*\/conf\/bblayers.conf/);
  assert.equal(s.read("conf/bblayers.conf"), "# mine\n");
});
