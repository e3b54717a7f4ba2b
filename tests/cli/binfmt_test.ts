// What the entrypoint has the shell do to register an interpreter, on a registry of our own.
import assert from "node:assert/strict";
import { binfmtCommands } from "../../src/entrypoint/binfmt.ts";
import { type Scene, scene } from "./harness.ts";

/** The registering command, with its registry in the scene. */
function register(scene: Scene): string[] {
  const conf = scene.path("qemu-arm.conf");
  const argv = binfmtCommands({ mounted: true, configs: [conf], registered: new Set() })[0]!;
  return argv.map((word) => word.replaceAll("/proc/sys/fs/binfmt_misc", scene.path("binfmt")));
}

scene("binfmt: what another container registers meanwhile is no error", async (scene) => {
  scene.write("qemu-arm.conf", ":qemu-arm:M::arm:\n");
  scene.write("binfmt/register", "");
  const direct = await scene.run(register(scene));
  assert.equal(direct.code, 0, direct.stderr);
  assert.equal(Deno.readTextFileSync(scene.path("binfmt/register")), ":qemu-arm:M::arm:\n");

  // A directory refuses the write, as the kernel does when the name is taken.
  Deno.removeSync(scene.path("binfmt/register"));
  Deno.mkdirSync(scene.path("binfmt/register"));
  const refused = await scene.run(register(scene));
  assert.notEqual(refused.code, 0);
  assert.match(refused.stderr, /register/);
  const [raced] = await Promise.all([
    scene.run(register(scene)),
    new Promise((resolve) => setTimeout(resolve, 500)).then(() =>
      scene.write("binfmt/qemu-arm", "enabled\n")
    ),
  ]);
  assert.equal(raced.code, 0, raced.stderr);
});
