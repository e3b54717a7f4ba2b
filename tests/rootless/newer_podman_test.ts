// The podman of Debian 13 where the machine has an older one, in a root file system of its own.
import { buildsIsar, buildsOpenEmbedded, NOBODY, opensShell, WWW_DATA } from "./builds.ts";
import { whyNoImage, whyNotMade } from "./image.ts";
import { makePodman } from "./podman.ts";
import { Site, temporary } from "./site.ts";
import { rootlessTest, type TestUser, tool } from "./user.ts";

const IN_ROOT = new URL("../../scripts/in_root", import.meta.url).pathname;

/** Unpacks Debian 13 with podman, and makes the user there. */
async function unpackRoot(user: TestUser, root: string): Promise<void> {
  const archive = Deno.env.get("KAS_TEST_ROOT")!;
  await tool("tar", "-C", root, "--exclude=./dev/*", "-xpf", archive);
  const lines = {
    passwd: `${user.name}:x:${user.uid}:${user.gid}::/:/bin/sh\n`,
    group: `${user.name}:x:${user.gid}:\n`,
    subuid: `${user.name}:${user.subordinate}:65536\n`,
    subgid: `${user.name}:${user.subordinate}:65536\n`,
  };
  for (const [file, line] of Object.entries(lines)) {
    await Deno.writeTextFile(`${root}/etc/${file}`, line, { append: true });
  }
}

/** Why the machine's own podman will do, if so. */
function whyNotNeeded(): string | undefined {
  const { stdout } = new Deno.Command("podman", { args: ["--version"] }).outputSync();
  return /version 4\./.test(new TextDecoder().decode(stdout))
    ? undefined
    : "the machine's podman is new";
}

const why = whyNoImage() ?? whyNotNeeded() ??
  whyNotMade("KAS_TEST_ROOT", "a Debian 13 with podman");

rootlessTest("kas-container --isar-rootless with Debian 13's podman", why, async (user) => {
  await using root = await temporary("kas-root");
  await using directory = await temporary("kas-podman");
  await unpackRoot(user, root.path);
  const podman = await makePodman(user, directory.path);
  const within = [
    ...[IN_ROOT, "--bind", root.path, directory.path],
    // podman's processes end with each command line; what it noted of them must, too.
    ...["sh", "-c", `mount -t tmpfs -o mode=700,uid=${user.uid} none "$0" && exec "$@"`],
    podman.env.XDG_RUNTIME_DIR!,
  ];
  const project = { ids: [WWW_DATA, NOBODY] };
  const site = await Site.make(user, directory.path, { ...podman, within }, project);
  await opensShell(site, ["2:65535"]);
  await buildsIsar(site, user.subordinate, ["kas-container clean", "kas clean on the host"]);
  await buildsOpenEmbedded(site, user.uid);
});
