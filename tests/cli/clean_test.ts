import assert from "node:assert/strict";
import { assertUserError, project, type Scene, scene } from "./harness.ts";

function leftovers(scene: Scene): void {
  scene.write("work/build/tmp/deploy/a", "");
  scene.write("work/build/tmp-glibc/b", "");
  scene.write("work/build/conf/local.conf", "");
  scene.write("work/build/sstate-cache/s/c", "");
  scene.write("work/build/downloads/d", "");
  scene.write("outside/precious", "");
  Deno.symlinkSync(scene.path("outside"), scene.path("work/build/tmp/link"));
  Deno.symlinkSync(scene.path("outside"), scene.path("work/build/tmp-link"));
}

scene("clean removes build directories, the others the caches, too", async (scene) => {
  leftovers(scene);
  const cleaned = await scene.kas(["clean"]);
  assert.equal(cleaned.code, 0, cleaned.stderr);
  assert.match(cleaned.stderr, /INFO {5}- Removing .*\/build\/tmp$/m);
  assert.equal(scene.exists("work/build/tmp") || scene.exists("work/build/tmp-glibc"), false);
  assert.equal(scene.exists("work/build/tmp-link"), false);
  assert.ok(scene.exists("outside/precious") && scene.exists("work/build/conf/local.conf"));
  assert.ok(scene.exists("work/build/sstate-cache/s/c"));
  await scene.kas(["cleansstate"]);
  assert.ok(scene.exists("work/build/sstate-cache") && !scene.exists("work/build/sstate-cache/s"));
  assert.ok(scene.exists("work/build/downloads/d"));
  await scene.kas(["cleanall"]);
  assert.equal(scene.exists("work/build/downloads/d"), false);
});

scene("a dry run prints what would be done, and removes nothing", async (scene) => {
  leftovers(scene);
  const { stdout, stderr, code } = await scene.kas(["cleanall", "--dry-run"]);
  assert.equal(code, 0);
  assert.match(stderr, /WARNING {2}- Dry run, not removing anything/);
  assert.match(stdout, new RegExp(`^rm -rf -- ${scene.work}/build/tmp$`, "m"));
  assert.match(stdout, new RegExp(`^rm -rf -- ${scene.work}/build/downloads/d$`, "m"));
  assert.ok(scene.exists("work/build/tmp/deploy/a") && scene.exists("work/build/downloads/d"));
});

scene("mounts and precious directories are refused", async (scene) => {
  leftovers(scene);
  const { BINARY } = await import("./harness.ts");
  const script = `mount -t tmpfs none '${scene.work}/build/tmp/deploy' && '${BINARY}' clean`;
  const outcome = await scene.run(["unshare", "--mount", "--map-root-user", "sh", "-c", script]);
  assertUserError(outcome, /something is mounted at .*\/tmp\/deploy; unmount it first/);
  assert.ok(scene.exists("work/build/tmp-glibc/b"));
  assertUserError(
    await scene.kas(["clean"], { HOME: scene.path("work/build/tmp/deploy") }),
    /not removing .*\/build\/tmp: .*deploy is precious/,
  );
});

scene("the build system that an option names wins over the project's", async (scene) => {
  const mode = async (...args: readonly string[]) =>
    /Run clean in "(.*)" mode/.exec((await scene.kas(["-l", "debug", ...args, "--dry-run"])).stderr)
      ?.[1];
  for (const configured of ["isar", "isar-privileged", "openembedded"]) {
    scene.write("work/.config.yaml", project(`build_system: ${configured}\n`));
    for (const command of ["clean", "cleansstate", "cleanall", "purge"]) {
      assert.equal(await mode(command, "--isar-rootless"), "isar-rootless", configured);
      assert.equal(await mode(command, "--isar-rootless", ".config.yaml"), "isar-rootless");
    }
  }
  scene.write("work/.config.yaml", project("build_system: isar\n"));
  assert.equal(await mode("clean"), "isar-privileged");
});

scene("both build systems on one command line are refused", async (scene) => {
  assertUserError(
    await scene.kas(["clean", "--isar", "--isar-rootless"]),
    "not allowed with argument",
  );
  scene.write("work/kas.yml", project("build_system: isar-rootless\n"));
  assertUserError(await scene.kas(["clean", "none.yml"]), "Configuration file not found");
  assert.equal((await scene.kas(["clean", "kas.yml"])).code, 0);
});

scene("clean warns of what the project file should not have any more", async (scene) => {
  scene.write("work/kas.yml", project("build_system: isar\nproxy_config: {http_proxy: x}\n"));
  for (const command of ["clean", "cleansstate", "cleanall"]) {
    const { code, stderr } = await scene.kas([command, "kas.yml"]);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /WARNING {2}- Obsolete proxy_config detected/);
    assert.match(stderr, /WARNING {2}- The semantics of build_system: isar might change/);
  }
});
