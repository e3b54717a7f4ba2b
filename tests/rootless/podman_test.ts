// The whole way with real rootless podman: kas-container, the image of scripts/image/build,
// the entrypoint, namespaces inside, and cleaning from inside and outside.
import assert from "node:assert/strict";
import { asUser, binaryFor, rootlessTest, type TestUser } from "./user.ts";

const IMAGE = Deno.env.get("KAS_TEST_IMAGE");
const TAG = "localhost/kas-isar:test";

function whyNot(): string | undefined {
  if (!IMAGE) return "KAS_TEST_IMAGE is not set: scripts/test makes the image";
  try {
    Deno.statSync(IMAGE);
  } catch {
    return "the image could not be made: no Debian mirror, or no mmdebstrap";
  }
  return undefined;
}

const LEAVE_FILES = "unshare --map-auto --map-root-user sh -c '" +
  "mkdir -p /work/build/tmp/x && touch /work/build/tmp/x/f && chown -R 33:33 /work/build/tmp/x && " +
  "touch /work/build/tmp/nobody && chown 65534:65534 /work/build/tmp/nobody && chmod 700 /work/build/tmp/x'";

/** What podman said, below the package that is to be installed where that is the cause. */
const diagnosed = (stderr: string) =>
  /container-init|catatonit/.test(stderr)
    ? `podman run --init finds no container init: apt-get install catatonit\n${stderr}`
    : stderr;

rootlessTest("kas-container --isar-rootless with real podman", whyNot(), async (user) => {
  const directory = await Deno.makeTempDir({ prefix: "kas-podman-" });
  try {
    await inDirectory(user, directory);
  } finally {
    await asUser(user, "/", ["unshare", "--map-auto", "--map-root-user", "rm", "-rf", directory]);
    await Deno.remove(directory, { recursive: true }).catch(() => {});
  }
});

async function inDirectory(user: TestUser, directory: string): Promise<void> {
  await Deno.chown(directory, user.uid, user.gid);
  const kas = binaryFor(directory);
  for (const name of ["bin", "run", "work", "proj"]) await Deno.mkdir(`${directory}/${name}`);
  // The machine's cgroups and crun do not get along; vfs loses setuid bits when it maps ids.
  await Deno.writeTextFile(
    `${directory}/bin/podman`,
    `#!/bin/sh\nexec /usr/bin/podman --runtime=/usr/sbin/runc --cgroup-manager=cgroupfs ` +
      `--storage-driver=overlay --root=${directory}/store --runroot=${directory}/run/store "$@"\n`,
    { mode: 0o755 },
  );
  await Deno.writeTextFile(
    `${directory}/proj/kas.yml`,
    "header: {version: 16}\nbuild_system: isar-rootless\nrepos: {proj: }\n",
  );
  await Deno.writeTextFile(
    `${directory}/proj/isar-init-build-env`,
    'export PATH="$PWD:$PATH"\nmkdir -p "$1/conf"\n',
  );
  await Deno.writeTextFile(
    `${directory}/proj/bitbake`,
    `#!/bin/sh\nmkdir -p /work/build/tmp\n${LEAVE_FILES}\necho "built by $(id -un)"\n`,
    { mode: 0o755 },
  );
  await new Deno.Command("chown", { args: ["-R", `${user.uid}:${user.gid}`, directory] }).output();
  await Deno.chmod(`${directory}/run`, 0o700);
  const env = {
    PATH: `${directory}/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin`,
    XDG_RUNTIME_DIR: `${directory}/run`,
    KAS_WORK_DIR: `${directory}/work`,
    KAS_CONTAINER_IMAGE: TAG,
    KAS_CONTAINER_ENGINE: "podman",
  };
  const run = (...argv: string[]) => asUser(user, directory, argv, env);
  const container = (...args: string[]) =>
    run(kas, "container", "--isar-rootless", "--runtime-args", "--network=none", ...args);

  const imported = await run(
    "podman",
    "import",
    "--quiet",
    "--change",
    'ENTRYPOINT ["/container-entrypoint"]',
    "--change",
    "USER builder",
    "--change",
    "ENV KAS_IMAGE_VARIANT=kas-isar",
    "--change",
    "ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    IMAGE!,
    TAG,
  );
  assert.equal(imported.code, 0, imported.stderr);

  const shell = await container(
    "shell",
    "proj/kas.yml",
    "-c",
    "id -un; cat /etc/subuid; for s in sudo sudoedit /usr/bin/sudo; do $s true; echo status $?; done",
  );
  assert.equal(shell.code, 0, diagnosed(shell.stderr));
  assert.match(shell.stdout, /^builder\nbuilder:\d+:\d+\n[^]*status 1\nstatus 1\nstatus 1\n$/);
  assert.equal(shell.stderr.split("KAS_BLOCK_SUDO=1: sudo is prohibited").length, 4);

  const status = await container("shell", "proj/kas.yml", "-c", "exit 17");
  assert.equal(status.code, 17);

  const foreign = () => Deno.statSync(`${directory}/work/build/tmp/x`).uid!;
  for (const way of ["kas-container clean", "kas clean on the host"]) {
    const built = await container("build", "proj/kas.yml");
    assert.equal(built.code, 0, built.stdout + built.stderr);
    assert.match(built.stderr, /built by builder/);
    assert.ok(foreign() >= user.subordinate && foreign() < user.subordinate + 65536);
    const cleaned = way === "kas-container clean"
      ? await container("clean", "proj/kas.yml")
      : await run(kas, "clean", "--isar-rootless");
    assert.equal(cleaned.code, 0, cleaned.stderr);
    assert.throws(() => Deno.statSync(`${directory}/work/build/tmp`), Deno.errors.NotFound, way);
  }
}
