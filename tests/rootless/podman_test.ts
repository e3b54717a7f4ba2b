// The whole way with real rootless podman: kas-container, the image of scripts/image/build,
// the entrypoint, namespaces inside, and cleaning from inside and outside.
import { buildsIsar, buildsOpenEmbedded, NOBODY, opensShell, WWW_DATA } from "./builds.ts";
import { handsOver } from "./handed_over.ts";
import { whyNoImage } from "./image.ts";
import { makePodman } from "./podman.ts";
import { registersInterpreters } from "./interpreters.ts";
import { Site, temporary } from "./site.ts";
import { rootlessTest } from "./user.ts";
import { addWaysToRoot, noWayToRoot } from "./ways_to_root.ts";

rootlessTest("kas-container --isar-rootless with real podman", whyNoImage(), async (user) => {
  await using directory = await temporary("kas-podman");
  await using podman = await makePodman(user, directory.path);
  const project = { ids: [WWW_DATA, NOBODY], alter: addWaysToRoot };
  const site = await Site.make(user, directory.path, podman, project);
  await opensShell(site, ["2:65535"]);
  await noWayToRoot(site);
  await handsOver(site);
  await registersInterpreters(site);
  await buildsIsar(site, user.subordinate, ["kas-container clean", "kas clean on the host"]);
  await buildsOpenEmbedded(site, user.uid);
});
