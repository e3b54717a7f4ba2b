// What building fetches and runs is compared with scripts/checksums: a copy of the sources with
// something else in a cache is not built, and nothing of that is run.
import assert from "node:assert/strict";
import { type Outcome, type Scene, scene } from "./harness.ts";

const ROOT = new URL("../..", import.meta.url).pathname.replace(/\/$/, "");
const EVIL = '#!/bin/sh\ntouch "$(dirname "$0")/ran"\n';

/** The sources with their libraries, in a directory of their own. */
async function copySources(scene: Scene): Promise<void> {
  const { code, stderr } = await scene.run([
    ...["cp", "-a", "scripts", "src", "schema", "main.ts", "deno.json", "deno.lock"],
    ...["node_modules", scene.work],
  ].map((word) => word.startsWith("/") || /^(?:cp|-a)$/.test(word) ? word : `${ROOT}/${word}`));
  assert.equal(code, 0, stderr);
}

/** Builds there, with this Deno in the PATH unless the one of the cache is to be found. */
async function build(scene: Scene, deno: "callers" | "cached" = "callers"): Promise<Outcome> {
  scene.write("bin/npm", EVIL, 0o755);
  if (deno === "callers" && !scene.exists("bin/deno")) {
    Deno.symlinkSync(Deno.execPath(), scene.path("bin/deno"));
  }
  return await scene.run(["scripts/build"], {
    PATH: `${scene.path("bin")}:/usr/bin:/bin`,
    HOME: Deno.env.get("HOME") ?? scene.root,
    KAS_BUILD_OFFLINE: "1",
  });
}

function assertRefused(outcome: Outcome, what: string): void {
  assert.equal(outcome.code, 1, outcome.stdout + outcome.stderr);
  assert.match(
    outcome.stderr,
    new RegExp(`^build: ${what} is not the one of scripts/checksums`, "m"),
  );
  assert.match(outcome.stderr, /remove \S+ to have it anew/);
}

scene("a Deno in the cache that is another is not run", async (scene) => {
  await copySources(scene);
  scene.write("work/.tools/deno-2.9.6/node_modules/@deno/any/deno", EVIL, 0o755);
  assertRefused(await build(scene, "cached"), `deno-2\\.9\\.6-${Deno.build.arch}`);
  assert.ok(!scene.exists("work/.tools/deno-2.9.6/node_modules/@deno/any/ran"));
  assert.ok(!scene.exists("bin/ran"), "npm was asked");
});

scene("libraries that are changed, more or fewer are not built in", async (scene) => {
  await copySources(scene);
  const library = "work/node_modules/.deno/yaml@2.8.1/node_modules/yaml/dist/index.js";
  const text = scene.read(library);
  const change: [string, () => void][] = [
    ["libraries", () => scene.write(library, `${text}\nglobalThis.evil = 1;\n`)],
    ["libraries", () => {
      scene.write(library, text);
      scene.write("work/node_modules/.deno/evil@1/node_modules/evil/index.js", "");
    }],
    ["libraries", () => {
      Deno.removeSync(scene.path("work/node_modules/.deno/evil@1"), { recursive: true });
      Deno.removeSync(scene.path("work/node_modules/yaml"));
      Deno.symlinkSync(scene.path("evil"), scene.path("work/node_modules/yaml"));
    }],
    ["esbuild-\\S+", () => {
      Deno.removeSync(scene.path("work/node_modules/yaml"));
      const own = ".deno/yaml@2.8.1/node_modules/yaml";
      Deno.symlinkSync(own, scene.path("work/node_modules/yaml"));
      const [platform] = [...Deno.readDirSync(scene.path("work/node_modules/.deno"))]
        .filter(({ name }) => name.startsWith("@esbuild+"));
      const name = platform!.name.replace(/@esbuild\+(.*)@.*/, "@esbuild/$1");
      scene.write(
        `work/node_modules/.deno/${platform!.name}/node_modules/${name}/bin/esbuild`,
        EVIL,
      );
    }],
  ];
  for (const [what, make] of change) {
    make();
    assertRefused(await build(scene), what);
  }
});

scene("a runtime in the cache that is another is not built in, each time", async (scene) => {
  if (Deno.build.arch !== "x86_64") return;
  await copySources(scene);
  for (let round = 0; round < 2; round++) {
    scene.write("work/.tools/denort-2.4.2/denort", EVIL, 0o755);
    assertRefused(await build(scene), "denort-2\\.4\\.2-x86_64");
  }
  assert.ok(!scene.exists("work/dist/kas"));
});

scene("a lock file that does not fit is not installed from", async (scene) => {
  await copySources(scene);
  const lock = scene.read("work/deno.lock");
  scene.write("work/deno.lock", lock.replaceAll("yaml@2.8.1", "yaml@2.8.0"));
  assert.notEqual((await build(scene)).code, 0);
  assert.ok(!scene.exists("work/dist/kas"));
});

scene("images: a base by its digest, packages that Debian has signed", async (scene) => {
  const image = (env: Record<string, string>) =>
    scene.run([`${ROOT}/scripts/image/build`, "kas"], env);
  const tag = await image({ DEBIAN_DIGEST: "trixie-slim" });
  assert.equal(tag.code, 1);
  assert.match(tag.stderr, /DEBIAN_DIGEST must be sha256: and 64 hexadecimal digits/);
  const unsigned = await image({ MIRROR: "deb [trusted=yes] http://mirror trixie main" });
  assert.equal(unsigned.code, 1);
  assert.match(unsigned.stderr, /MIRROR must be a URL/);
});
