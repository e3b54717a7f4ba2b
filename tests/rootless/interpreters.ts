// Interpreters for programs of other architectures.
import assert from "node:assert/strict";
import type { Site } from "./site.ts";

/** What the image can interpret is registered in the container's own user namespace. */
export async function registersInterpreters(site: Site): Promise<void> {
  const conf = `${site.directory}/qemu-test.conf`;
  await Deno.writeTextFile(conf, ":qemu-test:E::kas-test::/bin/sh:\n");
  const shell = await site.kas(
    ...["container", "--isar-rootless", "--runtime-args"],
    `--network=none -v ${conf}:/usr/lib/binfmt.d/qemu-test.conf:ro`,
    ...["shell", "proj/kas.yml", "-c"],
    "echo 'echo interpreted' > /tmp/a.kas-test; chmod +x /tmp/a.kas-test; " +
      "unshare --map-auto --map-root-user /tmp/a.kas-test",
  );
  const [major, minor] = Deno.osRelease().split(".").map(Number) as [number, number];
  if (major > 6 || major === 6 && minor >= 7) {
    assert.equal(shell.stdout, "interpreted\n", shell.stderr);
  } else assert.match(shell.stderr, /binfmt_misc cannot be set up here/);
  assert.deepEqual(
    [...Deno.readDirSync("/proc/sys/fs/binfmt_misc")].filter(({ name }) => name === "qemu-test"),
    [],
  );
}
