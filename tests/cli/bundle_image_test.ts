// The container image in a bundle: saved by one engine, loaded by another, and used there.
import assert from "node:assert/strict";
import { digestOf, FakeEngine } from "./fake_engine.ts";
import { assertUserError, project, type Scene, scene } from "./harness.ts";

const BASE = "the base".repeat(2000);
const TOOLS = "the tools".repeat(2000);
const REF = "reg.example:5000/kas:5.5";

function create(scene: Scene, engine: FakeEngine, ...args: string[]) {
  return scene.kas(["bundle", "create", "kas.yml", "-o", ...args], engine.env);
}

function importTo(scene: Scene, engine: FakeEngine, bundle: string) {
  return scene.kas(["bundle", "import", bundle, "--into", "../site"], engine.env);
}

async function manifest(scene: Scene, bundle: string) {
  const { stdout } = await scene.run(["tar", "-xOf", bundle, "manifest.json"]);
  return { text: stdout, value: JSON.parse(stdout) };
}

/** Starts kas-container in the site without starting anything. */
async function launch(scene: Scene, engine: FakeEngine, ...args: string[]) {
  const at = ["env", "-C", scene.path("site"), `KAS_WORK_DIR=${scene.path("site")}`];
  const binary = new URL("../../dist/kas", import.meta.url).pathname;
  return await scene.run([...at, binary, "container", "-n", ...args], engine.env);
}

scene(
  "an image is the same, whichever engine saves it, and is used where it is loaded",
  async (scene) => {
    scene.write("work/kas.yml", project(""));
    const engines = (["podman", "docker", "containerd"] as const).map((form) => {
      const engine = new FakeEngine(scene, form, form);
      // A layer can be there twice: an empty one often is.
      engine.add(REF, [BASE, TOOLS, BASE]);
      return engine;
    });
    const texts: string[] = [];
    for (const engine of engines) {
      const made = await create(scene, engine, `${engine.store}.tar`, `--image=${REF}`);
      assert.equal(made.code, 0, made.stderr);
      texts.push((await manifest(scene, `${engine.store}.tar`)).text);
      assert.deepEqual(engine.calls(), ["image", "save"]);
    }
    assert.equal(new Set(texts).size, 1, "equal images have equal manifests");
    const { image, blobs } = JSON.parse(texts[0]!);
    const layers = [BASE, TOOLS, BASE].map((text) => ({
      sha256: digestOf(text),
      bytes: text.length,
    }));
    assert.deepEqual(image.layers, layers);
    assert.equal(image.config.sha256, engines[0]!.idOf(REF));
    assert.equal(blobs.filter(({ zstd }: { zstd?: unknown }) => zstd).length, 2);

    const other = new FakeEngine(scene, "other", "docker");
    const imported = await importTo(scene, other, "podman.tar");
    assert.equal(imported.code, 0, imported.stderr);
    assert.equal(other.idOf(REF), image.config.sha256);
    assert.deepEqual(other.calls(), ["image", "load", "image"]);
    assert.match(scene.read("site/kas-offline.env"), /^# .*\nKAS_CONTAINER_IMAGE=reg\S+\n$/);
    const started = await launch(scene, other, "build");
    assert.match(started.stdout, new RegExp(` --network=none --pull=never ${REF} build\n$`));
    const said = await launch(scene, other, "build", "--offline");
    assert.match(said.stdout, / build --offline\n$/);
    const again = await importTo(scene, other, "docker.tar");
    assert.equal(again.code, 0, again.stderr);
    assert.deepEqual(other.calls(), ["image"], "what is there is not loaded again");
  },
);

scene("the image is the one that kas-container takes; one by digest gets a name", async (scene) => {
  const pinned = `reg.example:5000/kas@sha256:${"0a".repeat(32)}`;
  scene.repo("work", {
    "conf/kas.yml": project(""),
    "conf/kas-container.env": `KAS_CONTAINER_IMAGE=${pinned}\n`,
  });
  const engine = new FakeEngine(scene, "podman", "podman");
  const id = engine.add(pinned, [BASE]);
  const made = await scene.kas(
    ["bundle", "create", "conf/kas.yml", "-o", "../a.tar", "--image"],
    engine.env,
  );
  assert.equal(made.code, 0, made.stderr);
  assert.equal((await manifest(scene, "../a.tar")).value.image.reference, pinned);
  const other = new FakeEngine(scene, "other", "docker");
  assert.equal((await importTo(scene, other, "../a.tar")).code, 0);
  const tag = `localhost/kas-bundle:${id.slice(0, 12)}`;
  assert.equal(other.idOf(tag), id);
  assert.equal(scene.read("site/conf/kas-container.env"), `KAS_CONTAINER_IMAGE=${pinned}\n`);
  for (const args of [["build"], ["build", "conf/kas.yml"]]) {
    const started = await launch(scene, other, ...args);
    assert.ok(started.stdout.includes(` ${tag} build`), started.stdout + started.stderr);
  }
  const own = { KAS_CONTAINER_IMAGE: "mine:1" };
  const callers = await scene.kas(
    ["bundle", "create", "conf/kas.yml", "-o", "../b.tar", "--image"],
    { ...engine.env, ...own },
  );
  assertUserError(callers, "the image mine:1 is not here, and podman pull mine:1 fails");
});

scene("an image that is not here is pulled; what is none is refused", async (scene) => {
  scene.write("work/kas.yml", project(""));
  const id = new FakeEngine(scene, "registry", "podman").add(REF, [BASE]);
  const engine = new FakeEngine(scene, "podman", "podman");
  const made = await create(scene, engine, "a.tar", `--image=${REF}`);
  assert.equal(made.code, 0, made.stderr);
  assert.deepEqual(engine.calls(), ["image", "pull", "image", "save"]);
  assert.equal((await manifest(scene, "a.tar")).value.image.config.sha256, id);

  const absent = await create(scene, engine, "b.tar", "--image=reg.example/absent:1");
  assertUserError(absent, /podman pull reg\.example\/absent:1 fails: Error: manifest unknown/);
  for (const odd of ["--privileged", "a b", "../x", "-v"]) {
    assertUserError(await create(scene, engine, "b.tar", `--image=${odd}`), "is no image");
  }
  scene.write("podman/broken", "");
  assertUserError(
    await create(scene, engine, "b.tar", `--image=${REF}`),
    /podman cannot be asked for the image .*: Error: the engine is broken/,
  );
  assert.ok(!scene.exists("work/b.tar"));
  await Deno.remove(scene.path("podman/broken"));
  // What an engine has lost of an image is told.
  await Deno.remove(scene.path(`podman/images/${id}/${digestOf(BASE)}`));
  assertUserError(
    await create(scene, engine, "b.tar", `--image=${REF}`),
    `the image ${REF} cannot be had from podman: `,
  );
});

scene("on top of another bundle, only new layers come along", async (scene) => {
  scene.write("work/kas.yml", project(""));
  const engine = new FakeEngine(scene, "podman", "podman");
  const other = new FakeEngine(scene, "other", "docker");
  engine.add(REF, [BASE]);
  assert.equal((await create(scene, engine, "a.tar", `--image=${REF}`)).code, 0);
  assert.equal((await importTo(scene, other, "a.tar")).code, 0);

  const id = engine.add(REF, [BASE, TOOLS]);
  assert.equal(
    (await create(scene, engine, "b.tar", `--image=${REF}`, "--since", "a.tar")).code,
    0,
  );
  const { blobs } = (await manifest(scene, "b.tar")).value;
  assert.ok(!JSON.stringify(blobs).includes(digestOf(BASE)));
  // Without the option, the image stays what it was.
  assert.equal((await create(scene, engine, "c.tar", "--since", "b.tar")).code, 0);

  const has = other.idOf(REF)!;
  Deno.renameSync(scene.path(`other/images/${has}`), scene.path("other/away"));
  other.calls();
  const lost = await importTo(scene, other, "b.tar");
  assertUserError(lost, `docker has not the image ${REF} that the bundle builds on`);
  assert.deepEqual(new Set(other.calls()), new Set(["image"]), "nothing is loaded");
  Deno.renameSync(scene.path("other/away"), scene.path(`other/images/${has}`));
  const imported = await importTo(scene, other, "b.tar");
  assert.equal(imported.code, 0, imported.stderr);
  assert.equal(other.idOf(REF), id);
  other.calls();
  const same = await importTo(scene, other, "c.tar");
  assert.equal(same.code, 0, same.stderr);
  assert.deepEqual(other.calls(), ["image"]);
  assert.match(scene.read("site/kas-offline.env"), /KAS_CONTAINER_IMAGE=reg/);
});

scene("without an engine all but the image is imported, and the image later", async (scene) => {
  scene.write("work/kas.yml", project(""));
  const engine = new FakeEngine(scene, "podman", "podman");
  const id = engine.add(REF, [BASE]);
  assert.equal((await create(scene, engine, "a.tar", `--image=${REF}`)).code, 0);
  const other = new FakeEngine(scene, "other", "podman");
  scene.write("other/broken", "");
  const first = await importTo(scene, other, "a.tar");
  assert.equal(first.code, 0, first.stderr);
  assert.match(
    first.stderr,
    /WARNING +- The image reg\S+ of the bundle is not loaded: podman cannot be asked.*import the bundle again/,
  );
  assert.ok(scene.exists("site/kas.yml") && scene.exists("site/.kas-bundle.json"));
  await Deno.remove(scene.path("other/broken"));
  const second = await importTo(scene, other, "a.tar");
  assert.equal(second.code, 0, second.stderr);
  assert.equal(other.idOf(REF), id);
});

scene("an image that is none is refused before the engine sees it", async (scene) => {
  scene.write("work/kas.yml", project(""));
  const engine = new FakeEngine(scene, "podman", "podman");
  engine.add(REF, [BASE]);
  assert.equal((await create(scene, engine, "a.tar", `--image=${REF}`)).code, 0);
  const { value } = await manifest(scene, "a.tar");
  await scene.run(["tar", "-xf", "a.tar"]);
  const other = new FakeEngine(scene, "other", "podman");
  /** The bundle with another configuration of the image. */
  const forged = async (config: string, reference = REF) => {
    const sha256 = digestOf(config);
    scene.write(`work/blobs/sha256/${sha256}`, config);
    const content = { sha256, bytes: config.length };
    const blobs = value.blobs.map((blob: { sha256: string }) =>
      blob.sha256 === value.image.config.sha256 ? content : blob
    );
    const image = { ...value.image, reference, config: content };
    scene.write("work/manifest.json", JSON.stringify({ ...value, image, blobs }));
    const members = blobs.map((blob: { sha256: string }) => `blobs/sha256/${blob.sha256}`);
    const tar = ["tar", "--format=ustar", "-cf", "bad.tar", "manifest.json", ...members];
    assert.equal((await scene.run(tar)).code, 0);
    return await importTo(scene, other, "bad.tar");
  };
  const named = (digest: string) => `{"rootfs":{"diff_ids":["sha256:${digest}"]}}`;
  const cases: [string, string | undefined, RegExp][] = [
    ["no JSON", undefined, /its configuration is no JSON object/],
    ["{}", undefined, /its configuration names no layers/],
    [named("0".repeat(64)), undefined, /its configuration names other layers/],
    [" ".repeat(9 << 20), undefined, /its configuration has 9437184 bytes/],
    [named(digestOf(BASE)), "--privileged", /reference is no name of an image/],
    [named(digestOf(BASE)), "a\nb=c", /reference has no such form/],
    [named(digestOf(BASE)), "a:b:c", /reference is no name of an image/],
  ];
  for (const [config, reference, message] of cases) {
    assertUserError(await forged(config, reference), message);
    assert.ok(!scene.exists("site"), "nothing is imported");
  }
  assert.ok(!other.calls().includes("load"));
  assert.equal((await forged(named(digestOf(BASE)))).code, 0);
  assert.deepEqual(other.calls(), ["image", "load", "image"]);
});

scene(
  "what a privileged build runs in is saved from root's engine, and loaded there",
  async (scene) => {
    scene.write("work/kas.yml", project("build_system: isar\n"));
    scene.write("bin/sudo", '#!/bin/sh\necho "$1 $2 $3" >> "$SUDO_LOG"\nshift\nexec "$@"\n', 0o755);
    const calls = (engine: FakeEngine) => ({ ...engine.env, SUDO_LOG: scene.path("sudo.log") });
    const engine = new FakeEngine(scene, "podman", "podman");
    const id = engine.add(REF, [BASE]);
    const create = ["bundle", "create", "kas.yml", "-o", "a.tar", `--image=${REF}`];
    const made = await scene.kas(create, calls(engine));
    assert.equal(made.code, 0, made.stderr);
    const other = new FakeEngine(scene, "other", "podman");
    const into = ["bundle", "import", "a.tar", "--into", "../site"];
    const imported = await scene.kas(into, calls(other));
    assert.equal(imported.code, 0, imported.stderr);
    assert.equal(other.idOf(REF), id);
    const started = ["image", "save", "image", "load", "image"];
    const lines = started.map((command) => `--preserve-env podman ${command}\n`);
    assert.equal(scene.read("sudo.log"), lines.join(""));
  },
);
