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

/** Processes whose command line has a text in it. */
function processes(text: string): string {
  const { stdout } = new Deno.Command("pgrep", { args: ["-af", text] }).outputSync();
  return new TextDecoder().decode(stdout);
}

/** Starts kas, stops it when `began`, and tells that it has ended in time and left nothing. */
async function stopped(
  s: Scene,
  args: string[],
  signal: Deno.Signal,
  began: () => boolean,
  trace: string,
): Promise<void> {
  const child = new Deno.Command(BINARY, {
    args,
    cwd: s.work,
    env: s.environment(),
    clearEnv: true,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  for (let tries = 0; tries < 200 && !began(); tries++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const before = Date.now();
  child.kill(signal);
  const { code, stderr } = await child.output();
  assert.equal(code, 130, new TextDecoder().decode(stderr));
  assert.ok(Date.now() - before < 5000, `${Date.now() - before} ms`);
  assert.equal(processes(trace), "");
}

scene("a signal ends bitbake that ignores it, and what has left its session", async (s) => {
  const nap = `sleep 3600.${Math.random().toString().slice(2, 10)}`;
  slowProject(
    s,
    `trap '' TERM INT; setsid ${nap} & echo $$ > ${s.path("pid")}; while :; do ${nap}; done`,
  );
  await stopped(s, ["build", "kas.yml"], "SIGTERM", () => s.exists("pid"), nap);
});

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  scene(`${signal} ends a shell's command that ignores it`, async (s) => {
    const nap = `sleep 3600.${Math.random().toString().slice(2, 10)}`;
    slowProject(s, "");
    const command = `trap '' HUP TERM INT; echo > ${s.path("began")}; ${nap}; ${nap}`;
    const args = ["shell", "-c", command, "kas.yml"];
    await stopped(s, args, signal, () => s.exists("began"), nap);
  });
}

scene("a signal ends a filter of git's that hangs", async (s) => {
  const nap = `sleep 3600.${Math.random().toString().slice(2, 10)}`;
  const commit = s.repo("lib", { a: "1", ".gitattributes": "* filter=slow\n" });
  s.write("work/kas.yml", project(`repos:\n  lib: {url: ${s.path("lib")}, commit: ${commit}}\n`));
  const args = ["checkout", "--skip", "setup_environ", "kas.yml"];
  assert.equal((await s.kas(args)).code, 0);
  s.git("work/lib", "config", "filter.slow.clean", `sh -c '${nap}; cat'`);
  s.write("work/lib/a", "2");
  await stopped(s, args, "SIGINT", () => processes(`^${nap}`) !== "", nap);
});

scene("a signal ends git, hg, gpg and downloads that wait for a silent server", async (s) => {
  s.repo("work/proj", BITBAKE_REPO);
  s.repo("lib", {});
  for (
    const entry of [
      'repos:\n  lib: {url: "http://HOST/lib", branch: main}\n',
      'repos:\n  lib: {url: "git://HOST/lib", branch: main}\n',
      'repos:\n  lib: {url: "http://HOST/lib", type: hg, branch: default}\n',
      `signers:\n  me: {fingerprint: ${"AB".repeat(20)}, gpg_keyserver: "hkp://HOST"}\n` +
      `repos:\n  lib: {url: ${s.path("lib")}, branch: main, signed: true, allowed_signers: [me]}\n`,
      'repos:\n  proj:\nbuildtools: {version: "1", base_url: "http://HOST", filename: x.sh, ' +
      `sha256sum: ${"ab".repeat(32)}}\n`,
    ]
  ) {
    const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
    const address = `127.0.0.1:${(listener.addr as Deno.NetAddr).port}`;
    s.write("work/proj/kas.yml", project(entry.replace("HOST", address)));
    let connection: Deno.Conn | undefined;
    const accepting = listener.accept().then((accepted) => connection = accepted, () => {});
    await stopped(s, ["build", "proj/kas.yml"], "SIGTERM", () => !!connection, address);
    assert.equal(processes(s.path("work/.kas_gnupg")), "");
    listener.close();
    await accepting;
    connection?.close();
  }
});

scene("Ctrl-C on a terminal goes to bitbake, and kas ends with 130", async (s) => {
  slowProject(s, `trap 'exit 1' INT; echo > ${s.path("began")}; sleep 30 & wait`);
  const child = new Deno.Command("script", {
    args: ["-qefc", `${BINARY} build kas.yml`, "/dev/null"],
    cwd: s.work,
    env: s.environment({ SHELL: "/bin/sh" }),
    clearEnv: true,
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const output = child.output();
  for (let tries = 0; tries < 200 && !s.exists("began"); tries++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await new Promise((resolve) => setTimeout(resolve, 200));
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode("\x03"));
  const { code } = await output.catch(() => child.status);
  await writer.close().catch(() => {});
  assert.equal(code, 130);
});
