// Killed runs leave their temporary files behind; the next run removes them, and nothing else.
import assert from "node:assert/strict";
import { BITBAKE_REPO, project, type Scene, scene } from "./harness.ts";

function localProject(s: Scene): void {
  s.repo("work/proj", {
    ...BITBAKE_REPO,
    "kas.yml": project("repos:\n  proj:\n    layers:\n      meta:\n"),
  });
}

const names = (s: Scene) => [...Deno.readDirSync(s.path("tmp"))].map(({ name }) => name).sort();
const dump = (s: Scene, env: Record<string, string> = {}) =>
  s.kas(["-l", "debug", "dump", "proj/kas.yml"], env);

async function until(holds: () => boolean, milliseconds: number): Promise<boolean> {
  for (const end = Date.now() + milliseconds; Date.now() < end;) {
    if (holds()) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

/** Processes whose command line has a text in it. */
function processes(text: string): number[] {
  return [...Deno.readDirSync("/proc")].filter(({ name }) => /^\d+$/.test(name)).filter(
    ({ name }) => {
      try {
        return Deno.readTextFileSync(`/proc/${name}/cmdline`).includes(text);
      } catch {
        return false;
      }
    },
  ).map(({ name }) => Number(name));
}

function startTime(pid: number): string {
  return Deno.readTextFileSync(`/proc/${pid}/stat`).split(") ").at(-1)!.split(" ")[19]!;
}

const boot = Deno.readTextFileSync("/proc/sys/kernel/random/boot_id").trim();
const namespace = Deno.statSync("/proc/self/ns/pid").ino;
const DEAD = { pid: Deno.pid, started: "1", boot, namespace };

function runDirectory(s: Scene, name: string, owner: object, mode = 0o700): void {
  s.write(`tmp/${name}/owner.json`, JSON.stringify(owner));
  s.write(`tmp/${name}/home-x/.netrc`, "secret");
  Deno.chmodSync(s.path("tmp", name), mode);
}

scene("SIGKILL: the ssh agent ends with kas, the next run removes HOME and keys", async (s) => {
  localProject(s);
  const args = ["-q", "-t", "ed25519", "-N", "", "-f", s.path("key")];
  assert.ok(new Deno.Command("ssh-keygen", { args }).outputSync().success);
  const child = s.start(["shell", "-c", "echo ready; sleep 30", "proj/kas.yml"], {
    SSH_PRIVATE_KEY_FILE: s.path("key"),
  });
  const reader = child.stdout.getReader();
  await reader.read();
  const agent = () => processes(`\0${s.path("tmp")}/kas-run-`);
  assert.notEqual(agent().length, 0);
  child.kill("SIGKILL");
  await child.status;
  await reader.cancel();
  assert.ok(await until(() => agent().length === 0, 3000), "the agent lives on");
  assert.equal(names(s).length, 1);
  const run = await dump(s);
  assert.equal(run.code, 0, run.stderr);
  assert.match(run.stderr, /Removed \S+kas-run-\w+, which a killed run had left/);
});

scene(
  "only what dead runs of this user left is removed; an agent of theirs is ended",
  async (s) => {
    localProject(s);
    s.write("victim/home-x/.netrc", "mine");
    s.write("victim/owner.json", JSON.stringify(DEAD));
    Deno.chmodSync(s.path("victim"), 0o700);
    Deno.symlinkSync(s.path("victim"), s.path("tmp/kas-run-link"));
    runDirectory(s, "kas-run-alive", { ...DEAD, started: startTime(Deno.pid) });
    runDirectory(s, "kas-run-container", { ...DEAD, namespace: 1 });
    runDirectory(s, "kas-run-open", DEAD, 0o755);
    runDirectory(s, "kas-run-nobody", {});
    s.write("tmp/kas-run-file", "x");
    Deno.mkdirSync(s.path("tmp/kas-run-new"), { mode: 0o700 });
    if (Deno.uid() === 0) {
      runDirectory(s, "kas-run-other", DEAD);
      Deno.chownSync(s.path("tmp/kas-run-other"), 12345, 12345);
    }
    const kept = names(s);
    runDirectory(s, "kas-run-dead", DEAD);
    runDirectory(s, "kas-run-boot", { pid: Deno.pid, started: "1", boot: "earlier", namespace });
    const agents = ["tmp/kas-run-dead/agent", "tmp/kas-run-alive/agent"].map((socket) =>
      new Deno.Command("ssh-agent", { args: ["-D", "-a", s.path(socket)], stdout: "null" }).spawn()
    );
    assert.ok(await until(() => s.exists("tmp/kas-run-alive/agent"), 3000));
    assert.ok(await until(() => s.exists("tmp/kas-run-dead/agent"), 3000));
    const run = await dump(s);
    assert.equal(run.code, 0, run.stderr);
    assert.deepEqual(names(s), kept);
    assert.ok(s.exists("victim/home-x/.netrc"));
    assert.equal((await agents[0]!.status).signal, "SIGKILL");
    agents[1]!.kill("SIGTERM");
    assert.equal((await agents[1]!.status).signal, null);
    for (const name of names(s)) Deno.removeSync(s.path("tmp", name), { recursive: true });
  },
);

scene("TMPDIR that is empty, relative, missing or no directory: /tmp is used", async (s) => {
  localProject(s);
  s.write("file", "");
  for (const directory of ["", "tmp", s.path("none"), s.path("file"), "/proc"]) {
    const run = await s.kas(["-l", "debug", "shell", "-c", "echo $HOME", "proj/kas.yml"], {
      TMPDIR: directory,
    });
    assert.equal(run.code, 0, run.stderr);
    assert.match(run.stdout, /^\/tmp\/kas-run-\w+\/home$/m, directory);
    assert.match(run.stderr, /TMPDIR \(".*"\) cannot be used: temporary files go to \/tmp/);
  }
});

scene("a file that a killed run was writing goes with the next one of its name", async (s) => {
  s.repo("lib", { a: "0" });
  s.write("work/kas.yml", project(`repos:\n  lib:\n    url: ${s.path("lib")}\n    branch: main\n`));
  const left = (pid: number, space = namespace) => `work/.kas.lock.yml.${space}-${pid}.tmp`;
  const files = [left(999999999), left(Deno.pid), left(999999999, 1), "work/.other.1-1.tmp"];
  for (const file of files) s.write(file, "half");
  assert.equal((await s.kas(["lock", "kas.yml"])).code, 0);
  assert.deepEqual(files.map((file) => s.exists(file)), [false, true, true, true]);
});
