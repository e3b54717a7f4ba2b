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

type Run = (...argv: string[]) => ReturnType<typeof asUser>;

/** Ways to root beside /usr/bin/sudo: copies of it, and shells that stay root where they are setuid. */
const SUDO_COPIES = ["usr/bin/sudo.orig", "opt/other/sudo"];
const ROOT_SHELLS = ["usr/bin/pkexec", "usr/sbin/doas", "usr/local/bin/run0", "usr/libexec/helper"];

/** The image with more ways to root, as images of others may have them. */
async function withWaysToRoot(directory: string): Promise<string> {
  const image = `${directory}/image.tar`;
  await Deno.copyFile(IMAGE!, image);
  const script = `set -e; umask 022; mkdir '${directory}/more'; cd '${directory}/more'
    tar -xpf '${image}' ./usr/bin/sudo ./usr/bin/dash
    for copy in ${
    SUDO_COPIES.join(" ")
  }; do mkdir -p "$(dirname $copy)"; cp -p usr/bin/sudo $copy; done
    for shell in ${ROOT_SHELLS.join(" ")}; do
      mkdir -p "$(dirname $shell)"; cp usr/bin/dash $shell; chmod 4755 $shell
    done
    tar -rf '${image}' --owner=0 --group=0 ${
    [...SUDO_COPIES, ...ROOT_SHELLS].map((path) => `./${path}`).join(" ")
  }`;
  const { success, stderr } = await new Deno.Command("sh", { args: ["-c", script] }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
  await Deno.chmod(image, 0o644);
  return image;
}

/** In a blocked container nothing makes root of builder; in another one all of this does. */
async function noWayToRoot(directory: string, run: Run, blocked: Run): Promise<void> {
  const ways = [
    ...["sudo", "/usr/bin/sudo", ...SUDO_COPIES.map((path) => `/${path}`)]
      .flatMap((sudo) => [`${sudo} id -u`, `${sudo} -n id -u`]),
    ...ROOT_SHELLS.map((path) => `/${path} -p -c "id -u"`),
    ...["su -c 'id -u'", "su root -c 'id -u'", "newgrp root -c 'id -u'"],
    ...["setpriv --reuid=0 id -u", "mount -t tmpfs none /mnt"],
  ];
  const script = `${
    ways.map((way) => `echo "\\$ ${way.replaceAll('"', "'")}"; ${way} </dev/null`).join("\n")
  }\nfind / -xdev -perm -4000 2>/dev/null; ls /etc/sudoers /etc/sudoers.d 2>&1
    grep '^builder:' /etc/passwd; unshare --map-auto --map-root-user sed "s/^/map /" /proc/self/uid_map`;
  await Deno.writeTextFile(`${directory}/work/ways.sh`, script);
  const tried = await blocked("shell", "proj/kas.yml", "-c", "id -u; sh /work/ways.sh");
  const lines = tried.stdout.trim().split("\n");
  const own = lines[0];
  const report = tried.stdout + tried.stderr;
  assert.notEqual(own, "0", report);
  assert.ok(!lines.includes("0"), report);
  // A shell that has lost its bit is a shell.
  assert.equal(lines.filter((line) => line === own).length, 1 + ROOT_SHELLS.length, report);
  const setuid = lines.filter((line) => /^\/(?:usr|opt|bin|sbin)\//.test(line));
  assert.deepEqual(
    setuid.toSorted(),
    ["/opt/other/sudo", "/usr/bin/newgidmap", "/usr/bin/newuidmap"],
    report,
  );
  assert.match(report, /cannot access '\/etc\/sudoers'/);
  assert.match(lines.at(-1)!, /^map /, `newuidmap does not work: ${report}`);

  const open = await run(
    ...[`${directory}/kas`, "container", "--runtime-args"],
    ...["--network=none -e KAS_IMAGE_VARIANT=kas", "shell", "proj/oe.yml", "-c"],
    "sh /work/ways.sh",
  );
  const zeros = open.stdout.split("\n").filter((line) => line === "0").length;
  const sudos = 2 * (2 + SUDO_COPIES.length);
  assert.equal(zeros, sudos + ROOT_SHELLS.length, open.stdout + open.stderr);

  for (const [uid, gid] of [["00", "0"], ["4294967295", "1"], ["4294967296", "1"], ["1", "0"]]) {
    const ids = ["-e", `USER_ID=${uid}`, "-e", `GROUP_ID=${gid}`];
    const root = await run(
      ...["podman", "run", "--rm", "--network=none", "--log-driver=none", "--user=root"],
      ...[...ids, TAG, "--version"],
    );
    assert.equal(root.code, 1, root.stdout);
    assert.equal(root.stdout, "");
    assert.match(root.stderr, /^container-entrypoint: (USER|GROUP)_ID must be a number from 1 to/m);
  }
}

/** What is handed over as .ssh is copied; nothing is followed or waited for on the way. */
async function handedOver(user: TestUser, directory: string, container: Run): Promise<void> {
  const ssh = `${directory}/ssh`;
  await Deno.mkdir(`${ssh}/keys`, { recursive: true });
  await Deno.writeTextFile(`${ssh}/keys/id`, "key\n", { mode: 0o600 });
  await Deno.symlink("keys/id", `${ssh}/id`);
  await Deno.symlink("/etc/shadow", `${ssh}/shadow`);
  await Deno.symlink("/proc/1/environ", `${ssh}/environ`);
  await Deno.symlink("../../../../../etc", `${ssh}/etc`);
  await Deno.symlink("nowhere", `${ssh}/gone`);
  await Deno.symlink("round", `${ssh}/round`);
  const { success } = await new Deno.Command("mkfifo", { args: [`${ssh}/pipe`] }).output();
  assert.ok(success);
  using socket = Deno.listen({ transport: "unix", path: `${ssh}/control` });
  await new Deno.Command("chown", { args: ["-hR", `${user.uid}:${user.gid}`, ssh] }).output();
  const shell = await asContainer();
  assert.equal(shell.code, 0, diagnosed(shell.stderr));
  assert.equal(
    shell.stdout,
    "/builder/.ssh d builder\n/builder/.ssh/id l builder\n" +
      "/builder/.ssh/keys d builder\n/builder/.ssh/keys/id f builder\nkey\n",
  );
  assert.match(shell.stderr, /\.ssh\/shadow is not copied: it is a link to \/etc\/shadow, outside/);
  assert.equal((socket.addr as Deno.UnixAddr).path, `${ssh}/control`);

  function asContainer() {
    return container(
      ...["--ssh-dir", ssh, "shell", "proj/kas.yml", "-c"],
      "find /builder/.ssh -printf '%p %y %u\\n' | sort; cat /builder/.ssh/id",
    );
  }
}

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
    `${directory}/proj/oe.yml`,
    "header: {version: 16}\nrepos: {proj: }\n",
  );
  await Deno.writeTextFile(`${directory}/proj/oe-init-build-env`, 'mkdir -p "$1/conf"\n');
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

  const image = await withWaysToRoot(directory);
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
    image,
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

  await noWayToRoot(directory, run, container);
  await handedOver(user, directory, container);

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
