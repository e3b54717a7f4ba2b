// Ways from builder to root that an image may have, and that a blocked container must not.
import assert from "node:assert/strict";
import { dirname } from "node:path";
import { TAG } from "./image.ts";
import type { Site } from "./site.ts";
import { tool } from "./user.ts";

/** Beside /usr/bin/sudo: copies of it, and shells that stay root where they are setuid. */
const SUDO_COPIES = ["usr/bin/sudo.orig", "opt/other/sudo"];
const ROOT_SHELLS = ["usr/bin/pkexec", "usr/sbin/doas", "usr/local/bin/run0", "usr/libexec/helper"];

/** Adds more ways to root to an image's archive, as others may have them. */
export async function addWaysToRoot(archive: string): Promise<void> {
  const directory = dirname(archive);
  const script = `set -e; umask 022; mkdir '${directory}/more'; cd '${directory}/more'
    tar -xpf '${archive}' ./usr/bin/sudo ./usr/bin/dash
    for copy in ${
    SUDO_COPIES.join(" ")
  }; do mkdir -p "$(dirname $copy)"; cp -p usr/bin/sudo $copy; done
    for shell in ${ROOT_SHELLS.join(" ")}; do
      mkdir -p "$(dirname $shell)"; cp usr/bin/dash $shell; chmod 4755 $shell
    done
    tar -rf '${archive}' --owner=0 --group=0 ${
    [...SUDO_COPIES, ...ROOT_SHELLS].map((path) => `./${path}`).join(" ")
  }`;
  await tool("sh", "-c", script);
}

/** In a blocked container nothing makes root of builder; in another one all of this does. */
export async function noWayToRoot(site: Site): Promise<void> {
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
  await Deno.writeTextFile(`${site.work}/ways.sh`, script);
  const tried = await site.isar("shell", "proj/kas.yml", "-c", "id -u; sh /work/ways.sh");
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

  const open = await site.openEmbedded("shell", "proj/oe.yml", "-c", "sh /work/ways.sh");
  const zeros = open.stdout.split("\n").filter((line) => line === "0").length;
  const sudos = 2 * (2 + SUDO_COPIES.length);
  assert.equal(zeros, sudos + ROOT_SHELLS.length, open.stdout + open.stderr);

  for (const [uid, gid] of [["00", "0"], ["4294967295", "1"], ["4294967296", "1"], ["1", "0"]]) {
    const ids = ["-e", `USER_ID=${uid}`, "-e", `GROUP_ID=${gid}`];
    const root = await site.run(
      ...[site.engine.name, "run", "--rm", "--network=none", "--log-driver=none", "--user=root"],
      ...[...ids, TAG, "--version"],
    );
    assert.equal(root.code, 1, root.stdout);
    assert.equal(root.stdout, "");
    assert.match(root.stderr, /^container-entrypoint: (USER|GROUP)_ID must be a number from 1 to/m);
  }
}
