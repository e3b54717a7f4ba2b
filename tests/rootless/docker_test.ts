// The whole way with real docker, by a plain user of its socket.
import assert from "node:assert/strict";
import { buildsIsar, buildsOpenEmbedded, NOBODY, opensShell, WWW_DATA } from "./builds.ts";
import { DockerDaemon, REMAPPED, whyNoDocker } from "./docker_daemon.ts";
import { handsOver } from "./handed_over.ts";
import { whyNoImage } from "./image.ts";
import { Site, temporary } from "./site.ts";
import { rootlessTest, tool } from "./user.ts";
import { addWaysToRoot, noWayToRoot } from "./ways_to_root.ts";

const why = whyNoImage() ?? whyNoDocker();

rootlessTest("kas-container with real docker", why, async (user) => {
  await using directory = await temporary("kas-docker");
  await using daemon = await DockerDaemon.start("rootful", user, directory.path);
  const project = { ids: [WWW_DATA, NOBODY], alter: addWaysToRoot };
  const site = await Site.make(user, directory.path, daemon.engine, project);
  await opensShell(site, [`${user.subordinate}:65536`]);
  await noWayToRoot(site);
  await buildsIsar(site, user.subordinate, ["kas-container clean", "kas clean on the host"]);
  await buildsOpenEmbedded(site, user.uid);
});

rootlessTest("kas-container with real docker under userns-remap", why, async (user) => {
  await using directory = await temporary("kas-docker");
  await using daemon = await DockerDaemon.start("userns-remap", user, directory.path);
  const project = { ids: [WWW_DATA] };
  const site = await Site.make(user, directory.path, daemon.engine, project);

  // KAS_WORK_DIR must be prepared, which is told; the image's files are then nobody's elsewhere.
  const shell = ["shell", "proj/kas.yml", "-c", "id -u"];
  const lost = await site.isar(...shell);
  assert.equal(lost.code, 2);
  assert.match(lost.stderr, /userns-remap[^]*cannot create the directory \/work\/build/);
  const unmapped = await site.isar("--runtime-args", "--userns=host", ...shell);
  assert.equal(unmapped.stdout, `${user.uid}\n`, unmapped.stderr);
  assert.match(unmapped.stderr, /newuidmap is not setuid root here/);
  assert.doesNotMatch(unmapped.stderr, /is not yours/);
  await tool("rm", "-rf", `${site.work}/build`);

  await tool("chown", `${REMAPPED + user.uid}:${REMAPPED + user.gid}`, site.work);
  await opensShell(site, [`${user.uid + 1}:${65535 - user.uid}`, `1:${user.uid - 1}`]);
  await buildsIsar(site, REMAPPED, ["kas-container clean"]);
  await buildsOpenEmbedded(site, REMAPPED + user.uid);
});

const whyNoRootless = whyNoImage() ?? whyNoDocker("rootlesskit");

rootlessTest("kas-container with real docker without root", whyNoRootless, async (user) => {
  await using directory = await temporary("kas-docker");
  await using daemon = await DockerDaemon.start("rootless", user, directory.path);
  const project = { ids: [WWW_DATA] };
  const site = await Site.make(user, directory.path, daemon.engine, project);
  await opensShell(site, [`${user.uid + 1}:${65536 - user.uid}`, `1:${user.uid - 1}`]);
  await handsOver(site);
  await buildsIsar(site, user.subordinate, ["kas-container clean", "kas clean on the host"]);
  await buildsOpenEmbedded(site, user.subordinate + user.uid - 1);
});
