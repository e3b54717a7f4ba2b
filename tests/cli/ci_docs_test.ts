// What docs/ci.md shows for CI systems is run here as they run it, but for kas's builds.
import assert, { deepStrictEqual as equal } from "node:assert/strict";
import { parse } from "yaml";
import { BINARY, project, type Scene, scene } from "./harness.ts";

const TEXT = Deno.readTextFileSync(new URL("../../docs/ci.md", import.meta.url));
const BLOCKS = [...TEXT.matchAll(/^```yaml\n([^]*?)^```/gm)].map(([, text]) => parse(text!));

// deno-lint-ignore no-explicit-any
function block(key: string): any {
  return BLOCKS.find((found) => key in found) ?? assert.fail(`no example has ${key}`);
}

/** Two projects, and a kas whose builds only tell what they were asked for. */
function prepare(scene: Scene): void {
  const commit = "a".repeat(40);
  const text = (machine: string) =>
    project(`machine: ${machine}\nrepos: {one: {url: "https://x.invalid", commit: ${commit}}}\n`);
  scene.repo("work", { "kas/a.yml": text("qemuarm"), "kas/b c.yml": text("qemux86") });
  const told = `echo "\${0##*/} build $2 for $KAS_MACHINE" >> ${scene.path("builds")}\n`;
  scene.write("bin/kas-container", `#!/bin/sh\n${told}`, 0o755);
  scene.write("bin/kas", `#!/bin/sh\n[ "$1" = build ] || exec ${BINARY} "$@"\n${told}`, 0o755);
}

/** Runs a script as both systems do: a line that fails ends it. */
async function run(scene: Scene, script: string, env: Record<string, string> = {}) {
  const PATH = `${scene.path("bin")}:${Deno.env.get("PATH")}`;
  return await scene.run(["bash", "-e", "-c", script], { ...env, PATH });
}

const builds = (scene: Scene) => scene.read("builds").trim().split("\n");

scene("the workflow for GitHub", async (scene) => {
  prepare(scene);
  const { matrix, build } = block("on").jobs;
  const output = { GITHUB_OUTPUT: scene.write("output", "") };
  const listing = matrix.steps.find(({ id }: { id?: string }) => id === "kas").run;
  assert.equal((await run(scene, listing, output)).code, 0);
  const [, json] = /^matrix=(.*)\n$/.exec(scene.read("output"))!;
  const { include } = JSON.parse(json!);
  for (const entry of include) {
    const variables = Object.entries<string>(build.env).map(([name, value]) => [
      name,
      value.replace(/^\$\{\{ matrix\.(\w+) \}\}$/, (_, field) => entry[field]),
    ]);
    const { code, stderr } = await run(
      scene,
      build.steps.at(-1).run,
      Object.fromEntries(variables),
    );
    assert.equal(code, 0, stderr);
  }
  equal(builds(scene), [
    "kas-container build kas/a.yml for qemuarm",
    "kas-container build kas/b c.yml for qemux86",
  ]);
  scene.write("work/kas/a.yml", "header: 1\n");
  scene.write("output", "");
  assert.equal((await run(scene, listing, output)).code, 2);
  assert.equal(scene.read("output"), "");
});

scene("the pipelines for GitLab", async (scene) => {
  prepare(scene);
  const { matrix, builds: trigger } = block("builds");
  assert.equal((await run(scene, matrix.script.join("\n"))).code, 0);
  const [{ artifact }] = trigger.trigger.include;
  equal(matrix.artifacts.paths, [artifact]);
  const child = parse(scene.read(`work/${artifact}`));
  const common = { ...child[".kas-build"], ...block(".kas-build")[".kas-build"] };
  const jobs = Object.entries<{ extends: string; variables: Record<string, string> }>(child)
    .filter(([name]) => name.startsWith("build:"));
  equal(jobs.map(([name]) => name), ["build:a-qemuarm", "build:b_c-qemux86"]);
  for (const script of [child[".kas-build"].script, common.script, common.script]) {
    for (const [, job] of jobs) {
      equal(job.extends, ".kas-build");
      const { code, stderr } = await run(scene, script.join("\n"), job.variables);
      assert.equal(code, 0, stderr);
    }
  }
  const once = ["kas build kas/a.yml for qemuarm", "kas build kas/b c.yml for qemux86"];
  // By itself, then with what leaves out what was built before.
  equal(builds(scene), [...once, ...once]);
});
