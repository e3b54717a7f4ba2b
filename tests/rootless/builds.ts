// What kas-container must do with every engine.
import assert from "node:assert/strict";
import type { Site } from "./site.ts";

/** Ids in the builds' own namespaces: one of Debian's accounts, and nobody. */
export const WWW_DATA = 33, NOBODY = 65534;

/** What podman said, below the package that is to be installed where that is the cause. */
const diagnosed = (stderr: string) =>
  /container-init|catatonit/.test(stderr)
    ? `podman run --init finds no container init: apt-get install catatonit\n${stderr}`
    : stderr;

/**
 * The shell of isar-rootless is builder's, without sudo, and its status that of the command.
 * @param ranges builder's lines of /etc/subuid, each without the name
 */
export async function opensShell(site: Site, ranges: readonly string[]): Promise<void> {
  const shell = await site.isar(
    "shell",
    "proj/kas.yml",
    "-c",
    "id -un; cat /etc/subuid; for s in sudo sudoedit /usr/bin/sudo; do $s true; echo status $?; done",
  );
  assert.equal(shell.code, 0, diagnosed(shell.stderr));
  assert.equal(
    shell.stdout,
    `builder\n${ranges.map((range) => `builder:${range}\n`).join("")}${"status 1\n".repeat(3)}`,
  );
  assert.equal(shell.stderr.split("KAS_BLOCK_SUDO=1: sudo is prohibited").length, 4);

  const status = await site.isar("shell", "proj/kas.yml", "-c", "exit 17");
  assert.equal(status.code, 17);
}

/** Who can remove what a build has left: kas-container, or the caller without any container. */
export type Cleaner = "kas-container clean" | "kas clean on the host";

/**
 * An Isar build leaves files of other ids, and they can be removed.
 * @param first on the host, of the range that they belong to
 */
export async function buildsIsar(
  site: Site,
  first: number,
  cleaners: readonly Cleaner[],
): Promise<void> {
  for (const cleaner of cleaners) {
    const built = await site.isar("build", "proj/kas.yml");
    assert.equal(built.code, 0, built.stdout + built.stderr);
    assert.match(built.stderr, /built by builder/);
    for (const { name } of Deno.readDirSync(`${site.work}/build/tmp`)) {
      const uid = Deno.statSync(`${site.work}/build/tmp/${name}`).uid!;
      assert.ok(uid >= first && uid < first + 65536, `${name} belongs to ${uid}`);
    }
    const cleaned = cleaner === "kas-container clean"
      ? await site.isar("clean", "proj/kas.yml")
      : await site.kas("clean", "--isar-rootless");
    assert.equal(cleaned.code, 0, cleaned.stderr);
    isClean(site, cleaner);
  }
}

/**
 * An OpenEmbedded build, in which builder may use sudo.
 * @param owner on the host, of what it leaves
 */
export async function buildsOpenEmbedded(site: Site, owner: number): Promise<void> {
  const built = await site.openEmbedded("build", "proj/oe.yml");
  assert.equal(built.code, 0, built.stdout + built.stderr);
  assert.match(built.stderr, /built by builder, who is root/);
  assert.equal(Deno.statSync(`${site.work}/build/tmp/file`).uid, owner);
  const cleaned = await site.openEmbedded("clean", "proj/oe.yml");
  assert.equal(cleaned.code, 0, cleaned.stderr);
  isClean(site, "kas-container clean");
}

function isClean(site: Site, cleaner: Cleaner): void {
  assert.throws(() => Deno.statSync(`${site.work}/build/tmp`), Deno.errors.NotFound, cleaner);
}
