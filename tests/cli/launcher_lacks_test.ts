// What kas-container lacks on a host, and what helps.
import assert from "node:assert/strict";
import { project, scene } from "./harness.ts";
import { fakes, launch, PODMAN } from "./launcher.ts";

const WITHOUT_IMAGE = PODMAN("4.3.1").replace(
  "\n",
  '\n[ "$1" = image ] && { echo "Error: $4: image not known" >&2; exit 125; }\n',
);

scene("an image that is to be pulled: what to do if it cannot be", async (s) => {
  fakes(s, { podman: WITHOUT_IMAGE });
  s.write("work/kas.yml", project(""));
  const { code, stderr, words } = await launch(s, ["build", "kas.yml"]);
  assert.equal(code, 0, stderr);
  assert.match(
    stderr,
    /^kas-container: Note: The image ghcr\.io\/siemens\/kas\/kas:5\.5 is not here yet, and is pulled\. If it cannot be, set KAS_CONTAINER_IMAGE to .* scripts\/image\/build kas, and KAS_CONTAINER_IMAGE=localhost\/kas:5\.5$/m,
  );
  assert.equal(words[0], "podman");
  const dry = await launch(s, ["-n", "build", "kas.yml"]);
  assert.doesNotMatch(dry.stderr, /not here yet/);
  fakes(s, { podman: PODMAN("4.3.1") });
  assert.doesNotMatch((await launch(s, ["build", "kas.yml"])).stderr, /not here yet/);
});

scene("no way to root: Isar without it", async (s) => {
  fakes(s, { podman: PODMAN("4.3.1") });
  s.write("work/kas.yml", project("build_system: isar-privileged\n"));
  const PATH = s.path("bin");
  const { code, stderr } = await launch(s, ["build", "kas.yml"], { PATH });
  assert.equal(code, 1);
  assert.match(stderr, /need sudo or run0; .*--isar-rootless/);
});
