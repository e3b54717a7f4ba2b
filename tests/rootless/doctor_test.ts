// kas doctor as a user without root, with real engines: what it says, and that it is so.
import assert from "node:assert/strict";
import { DockerDaemon, type Ids, whyNoDocker } from "./docker_daemon.ts";
import { whyNoImage } from "./image.ts";
import { makePodman } from "./podman.ts";
import { Site, temporary } from "./site.ts";
import { rootlessTest, tool } from "./user.ts";

interface Finding {
  readonly check: string;
  readonly level: string;
  readonly message: string;
  readonly remedy: string | null;
}

/** What the doctor says of the site, by check; it must leave nothing behind. */
async function examine(site: Site, args: readonly string[], code: number) {
  const before = await left(site);
  const outcome = await site.kas("doctor", ...args, "--json");
  const report = outcome.stdout + outcome.stderr;
  assert.equal(outcome.code, code, report);
  assert.deepEqual(await left(site), before);
  const list: Finding[] = JSON.parse(outcome.stdout);
  return { report, of: new Map(list.map((finding) => [finding.check, finding])), list };
}

async function left(site: Site) {
  const containers = await site.run(site.engine.name, "ps", "--all", "--quiet");
  return [containers.stdout, ...[...Deno.readDirSync(site.work)].map(({ name }) => name)];
}

const problems = (findings: readonly Finding[]) =>
  findings.filter(({ level }) => level === "problem").map(({ check }) => check);

const WITH_NOBODY = "started one, with a user namespace inside that has nobody (65534)";

rootlessTest("kas doctor: podman works, and it does", whyNoImage(), async (user) => {
  await using directory = await temporary("kas-doctor");
  await using podman = await makePodman(user, directory.path);
  const site = await Site.make(user, directory.path, podman, { ids: [65534] });

  const { of, list, report } = await examine(site, ["isar-rootless"], 0);
  assert.deepEqual(problems(list), [], report);
  assert.equal(of.get("container")!.message, WITH_NOBODY);
  assert.match(of.get("user-namespaces")!.message, /made one in another/);
  assert.match(of.get("storage")!.message, /^overlay in /);
  const built = await site.isar("build", "proj/kas.yml");
  assert.equal(built.code, 0, built.stderr);
  assert.equal((await site.kas("clean", "--isar-rootless")).code, 0);

  // In a container whose image has not all that a build needs, but the namespaces.
  const binary = `--network=none -v ${site.directory}/kas:/usr/local/bin/kas:ro`;
  const container = ["container", "--isar-rootless", "--runtime-args", binary];
  const inside = await site.kas(...container, "doctor", "isar-rootless", "--json");
  const own: Finding[] = JSON.parse(inside.stdout);
  assert.deepEqual(problems(own), ["programs", "locale", "isar-rootless"], inside.stdout);
  assert.equal(inside.code, 1);
  const has = (text: string) => own.some(({ message }) => message.includes(text));
  assert.ok(has("none: builds are made right here") && has("made one in another"), inside.stdout);

  // Storage that is another's.
  await tool("chown", "0:0", `${directory.path}/podman/store`);
  const unwritable = await examine(site, ["openembedded"], 1);
  const ill = unwritable.list.find(({ level }) => level === "problem")!;
  const mend = `sudo chown -R --from=root ${user.name}: ${directory.path}/podman/store`;
  assert.ok(ill.remedy!.startsWith(mend), unwritable.report);
  await tool("chown", `${user.uid}:${user.gid}`, `${directory.path}/podman/store`);
});

for (const ids of ["rootful", "userns-remap", "rootless"] as const satisfies Ids[]) {
  const why = whyNoImage() ?? whyNoDocker(...(ids === "rootless" ? ["rootlesskit"] : []));
  rootlessTest(`kas doctor: real docker (${ids})`, why, async (user) => {
    await using directory = await temporary("kas-doctor");
    await using daemon = await DockerDaemon.start(ids, user, directory.path);
    const site = await Site.make(user, directory.path, daemon.engine, { ids: [33] });
    const { of, report } = await examine(site, ["isar-rootless"], 0);
    assert.match(of.get("engine")!.message, /^Docker version/);
    assert.match(of.get("container")!.message, /^started one, with a user namespace/, report);
  });
}
