import assert from "node:assert/strict";
import { BINARY, BITBAKE_REPO, project, type Scene, scene } from "./harness.ts";

function slowProject(scene: Scene, bitbake: string): void {
  scene.repo("src/oe", { ...BITBAKE_REPO, "bin/bitbake": `#!/bin/sh\n${bitbake}\n` });
  scene.write(
    "work/kas.yml",
    project(`repos:\n  oe: {url: ${scene.path("src/oe")}, branch: main}\n`),
  );
}

async function waitFor(scene: Scene, file: string): Promise<string> {
  for (let tries = 0; tries < 200; tries++) {
    if (scene.exists(file)) {
      const text = scene.read(file).trim();
      if (text !== "") return text;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${file} never came`);
}

const isAlive = (pid: string) => {
  try {
    return !/^State:\s+Z/m.test(Deno.readTextFileSync(`/proc/${pid}/status`));
  } catch {
    return false;
  }
};

function start(scene: Scene): Deno.ChildProcess {
  return new Deno.Command(BINARY, {
    args: ["build", "kas.yml"],
    cwd: scene.work,
    env: scene.environment(),
    clearEnv: true,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  scene(`${signal} stops the children, cleans up and exits with 130`, async (scene) => {
    slowProject(scene, `echo $$ > ${scene.path("pid")}; sleep 60 & wait`);
    const child = start(scene);
    const pid = await waitFor(scene, "pid");
    child.kill(signal);
    const { code, stderr } = await child.output();
    assert.equal(code, 130);
    assert.match(new TextDecoder().decode(stderr), /ERROR {4}- kas execution cancelled/);
    assert.equal(isAlive(pid), false);
  });
}

scene("a second signal ends everything at once", async (scene) => {
  slowProject(scene, `trap '' TERM; echo $$ > ${scene.path("pid")}; while :; do sleep 1; done`);
  const child = start(scene);
  const pid = await waitFor(scene, "pid");
  child.kill("SIGINT");
  await new Promise((resolve) => setTimeout(resolve, 300));
  const before = Date.now();
  child.kill("SIGINT");
  const { code, stderr } = await child.output();
  assert.equal(code, 130);
  assert.ok(Date.now() - before < 3000);
  assert.match(new TextDecoder().decode(stderr), /kas terminated forcefully/);
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.equal(isAlive(pid), false);
  for (const entry of Deno.readDirSync(scene.path("tmp"))) {
    await Deno.remove(scene.path("tmp", entry.name), { recursive: true });
  }
});
