// The image that a project asks for by kas-container.env, and the versions of launcher and image.
import assert from "node:assert/strict";
import { project, type Scene, scene } from "./harness.ts";
import { DOCKER, fakes, launch } from "./launcher.ts";

const SHA = `sha256:${"0a".repeat(32)}`;

/** Starts a build; `image` is what the engine is told to start. */
async function build(scene: Scene, args: string[], env: Record<string, string> = {}) {
  const outcome = await launch(scene, [...args], env);
  return { ...outcome, image: outcome.words[outcome.words.indexOf("build") - 1] };
}

scene("the image of kas-container.env, with the caller's variables before it", async (scene) => {
  fakes(scene, { docker: DOCKER("default") });
  scene.repo("proj", {
    "kas/kas.yml": project(""),
    "kas/kas-container.env": `# pinned\r\nKAS_CONTAINER_IMAGE=reg.example:5000/kas@${SHA}\r\n`,
  });
  const args = ["build", "../proj/kas/kas.yml"];
  const pinned = await build(scene, args);
  assert.equal(pinned.image, `reg.example:5000/kas@${SHA}`);
  const dry = await launch(scene, ["-n", ...args]);
  assert.match(dry.stdout, new RegExp(` reg\\.example:5000/kas@${SHA} build `));
  assert.match(
    dry.stderr,
    /^kas-container: Note: The image is reg\S+ \(KAS_CONTAINER_IMAGE of \/\S+\/proj\/kas\/kas-container\.env\)$/m,
  );
  const mine = await build(scene, args, { KAS_CONTAINER_IMAGE: "mine:1" });
  assert.equal(mine.image, "mine:1");
  assert.match(mine.stderr, /does not count; KAS_CONTAINER_IMAGE of the environment wins/);
  const part = await build(scene, args, { KAS_IMAGE_VERSION: "5.5.1" });
  assert.equal(part.image, "ghcr.io/siemens/kas/kas:5.5.1");
  scene.write("work/kas-container.env", "KAS_IMAGE_VERSION=5.5.2\n");
  const other = await build(scene, args);
  assert.equal(other.image, pinned.image, "only the project's directory counts");
  const none = await build(scene, ["build"]);
  assert.equal(none.image, "ghcr.io/siemens/kas/kas:5.5.2");
  assert.match(none.stderr, /\(KAS_IMAGE_VERSION of kas-container\.env\)/);
});

scene("kas-container.env sets nothing but the image", async (scene) => {
  fakes(scene, { docker: DOCKER("default") });
  scene.write("work/kas.yml", project(""));
  const cases: [string, RegExp][] = [
    ["KAS_RUNTIME_ARGS=-v /:/host\n", /:1:1: KAS_RUNTIME_ARGS cannot be set here/],
    [
      "#\nKAS_CONTAINER_ENGINE=podman\n",
      /:2:1: KAS_CONTAINER_ENGINE cannot be set here: .*only, by KAS_CONTAINER_IMAGE, /,
    ],
    ["--privileged\n", /:1:1: must be NAME=VALUE/],
    ["KAS_CONTAINER_IMAGE=--privileged\n", /:1:21: KAS_CONTAINER_IMAGE: "--privileged" is not an/],
    ["KAS_CONTAINER_IMAGE=kas --privileged\n", /:1:21: .* is not an image/],
    ["KAS_CONTAINER_IMAGE=$(touch ran)\n", /:1:21: .* is not an image/],
    ["KAS_CONTAINER_IMAGE=kas\x1b[2J\n", /:1:21: .*"kas\\u001b\[2J" is not an image/],
    ["KAS_CONTAINER_IMAGE=\n", /:1:21: .* "" is not an image/],
    ["KAS_IMAGE_VERSION=1\nKAS_IMAGE_VERSION=1\n", /:2:1: KAS_IMAGE_VERSION is set twice/],
    ["\0".repeat(3 << 20), /kas-container\.env is too large/],
  ];
  for (const [text, message] of cases) {
    scene.write("work/kas-container.env", text);
    const outcome = await launch(scene, ["-n", "build", "kas.yml"]);
    assert.equal(outcome.code, 1, text.slice(0, 80));
    assert.match(outcome.stderr, /^kas-container: Error: .*kas-container\.env/);
    assert.match(outcome.stderr, message);
    assert.equal(outcome.stdout, "");
    assert.ok(!outcome.stderr.includes("\x1b") && !scene.exists("work/ran"));
  }
});

scene(
  "kas-container.env is no link out of the project, no pipe and no directory",
  async (scene) => {
    fakes(scene, { docker: DOCKER("default") });
    scene.repo("proj", { "kas.yml": project(""), pin: "KAS_IMAGE_VERSION=5.5.3\n" });
    scene.write("netrc", "machine x password geheim\n");
    const file = scene.path("proj/kas-container.env");
    const args = ["build", "../proj/kas.yml"];
    Deno.symlinkSync("pin", file);
    assert.equal((await build(scene, args)).image, "ghcr.io/siemens/kas/kas:5.5.3");
    const refused = async (make: () => unknown, message: RegExp) => {
      Deno.removeSync(file);
      await make();
      const outcome = await launch(scene, args);
      assert.equal(outcome.code, 1);
      assert.match(outcome.stderr, message);
      assert.ok(!outcome.stderr.includes("geheim") && outcome.stdout === "");
    };
    await refused(
      () => Deno.symlinkSync("../netrc", file),
      /leads to \S+\/netrc, out of the project/,
    );
    await refused(() => Deno.symlinkSync("gone", file), /is no file that can be read/);
    await refused(() => scene.run(["mkfifo", file]), /it is no regular file/);
    await refused(() => Deno.mkdirSync(file), /is no file that can be read/);
  },
);

/** A docker that has this version of kas in its images, and counts how often it is asked. */
const DOCKER_WITH = (version: string, asked: string) =>
  `#!/bin/sh\nif [ "$1 $2" = "image inspect" ]; then\n  echo "$4" >>'${asked}'\n` +
  `  echo '[{"Config":{"Labels":{"org.opencontainers.image.title":"kas-isar",` +
  `"org.opencontainers.image.version":"${version}"}}}]'\n  exit\nfi\n` +
  DOCKER("default").replace("#!/bin/sh\n", "");

scene("an image of another kas is warned of before it starts", async (scene) => {
  const asked = scene.path("asked");
  const questions = () => scene.exists("asked") ? scene.read("asked").trim().split("\n").length : 0;
  const warning =
    /^kas-container: Warning: The image \S+ has kas 5\.2, but this is kas-container 5\.5, /m;
  fakes(scene, { docker: DOCKER_WITH("5.2", asked) });
  const mine = { KAS_CONTAINER_IMAGE: "localhost/mine:1" };
  const old = await build(scene, ["build"], mine);
  assert.equal(old.code, 0);
  assert.equal(old.image, "localhost/mine:1");
  assert.match(old.stderr, warning);
  assert.equal(scene.read("asked"), "localhost/mine:1\n");
  assert.equal((await launch(scene, ["-n", "build"], mine)).stderr, "");
  assert.equal((await build(scene, ["build"])).stderr, "");
  assert.match((await build(scene, ["build"], { KAS_IMAGE_VERSION: "5.2" })).stderr, warning);
  assert.equal(questions(), 3, "a dry run needs no question");
  fakes(scene, { docker: DOCKER_WITH("5.5.1", asked) });
  assert.equal((await build(scene, ["build"], mine)).stderr, "");
  assert.equal(questions(), 4);
  const absent = 'if [ "$1" = image ]; then echo "no such image" >&2; exit 1; fi\n';
  fakes(scene, { docker: DOCKER("default").replace("\n", `\n${absent}`) });
  const pulled = await build(scene, ["build"], mine);
  assert.equal(pulled.code, 0);
  assert.match(pulled.stderr, /^kas-container: Note: The image localhost\/mine:1 is not here yet/);
  assert.doesNotMatch(pulled.stderr, /Warning/);
});

scene("our own images tell their version", async (scene) => {
  const context = new URL("../../scripts/image/context", import.meta.url).pathname;
  const made = await scene.run([context, scene.path("context")]);
  assert.equal(made.code, 0, made.stderr);
  const file = scene.read("context/Containerfile");
  assert.match(
    file,
    /^ARG KAS_VERSION=5\.5\nLABEL org\.opencontainers\.image\.version=\$\{KAS_VERSION\}$/m,
  );
  for (const title of ["kas", "kas-isar"]) {
    assert.match(file, new RegExp(`^LABEL org\\.opencontainers\\.image\\.title=${title}$`, "m"));
  }
});
