// kas doctor on a sound machine, and on ones that are broken: programs are left out of PATH or
// stood in for, files of the system are mounted over in a mount namespace.
import assert from "node:assert/strict";
import { assertUserError, BINARY, type Outcome, type Scene, scene } from "./harness.ts";

interface Finding {
  readonly check: string;
  readonly level: "ok" | "warning" | "problem";
  readonly message: string;
  readonly remedy: string | null;
  readonly modes: readonly string[];
}

interface Examined extends Outcome {
  /** By check. */
  readonly found: ReadonlyMap<string, Finding>;
}

const RANGES = "root:100000:65536\n";
const ROOTLESS = ["isar-rootless", "--engine", "none"];

/** A test that mounts over files of the system, which needs root. */
function machine(name: string, test: (scene: Scene) => Promise<void>): void {
  if (Deno.uid() === 0) scene(name, test);
  else Deno.test({ name: `${name} (skipped: mounting needs root)`, ignore: true, fn: () => {} });
}

/** Runs doctor with JSON, which is validated, after mounting files over those of the system. */
async function examine(
  scene: Scene,
  args: readonly string[],
  { ranges = RANGES, mounts = "", env = {} }: {
    readonly ranges?: string;
    readonly mounts?: string;
    readonly env?: Record<string, string>;
  } = {},
): Promise<Examined> {
  scene.write("ranges", ranges);
  const script = `mount --bind "$1/ranges" /etc/subuid && mount --bind "$1/ranges" /etc/subgid
    ${mounts || ":"}; shift; exec env "$@"`;
  const path = env.PATH ?? "/usr/bin:/bin:/usr/sbin:/sbin";
  const words = [scene.root, `PATH=${path}`, BINARY, "doctor", ...args, "--json"];
  const outcome = await scene.run(["unshare", "--mount", "sh", "-c", script, "sh", ...words], {
    ...env,
    PATH: "/usr/bin:/bin:/usr/sbin:/sbin",
  });
  assert.match(outcome.stdout, /^\[/, outcome.stderr);
  const list: Finding[] = JSON.parse(outcome.stdout);
  for (const finding of list) {
    assert.deepEqual(Object.keys(finding), ["check", "level", "message", "remedy", "modes"]);
    assert.match(finding.level, /^(?:ok|warning|problem)$/);
    assert.match(finding.check, /^[a-z-]+$/);
    assert.equal(typeof finding.message, "string");
    assert.equal(typeof finding.remedy, finding.level === "ok" ? "object" : "string");
  }
  assert.deepEqual([...Deno.readDirSync(scene.work)].map(({ name }) => name), []);
  return { ...outcome, found: new Map(list.map((finding) => [finding.check, finding])) };
}

/** A PATH with all programs of the system but some. */
function pathWithout(scene: Scene, ...left: string[]): string {
  Deno.mkdirSync(scene.path("bin"));
  for (const directory of ["/usr/sbin", "/usr/bin"]) {
    for (const { name } of Deno.readDirSync(directory)) {
      if (left.includes(name) || scene.exists(`bin/${name}`)) continue;
      Deno.symlinkSync(`${directory}/${name}`, scene.path("bin", name));
    }
  }
  return scene.path("bin");
}

/** podman as far as the doctor asks it; what it is called with is in `calls`. */
function podman(scene: Scene, cases = ""): string {
  scene.write(
    "bin/podman",
    `#!/bin/sh\necho "$*" >> '${scene.path("calls")}'\ncase "$1" in\n${cases}\n` +
      `--version) echo "podman version 5.4.2" ;;\n` +
      `info) printf 'overlay\\n%s\\n' '${scene.root}' ;;\nimage) exit 1 ;;\nesac\n`,
    0o755,
  );
  return `${scene.path("bin")}:/usr/bin:/bin:/usr/sbin:/sbin`;
}

const AS_ROOT = { KAS_ALLOW_ROOT: "yes" };

machine("a sound machine: the namespace is really made, and all is well", async (scene) => {
  const { code, found, stderr, stdout } = await examine(scene, ROOTLESS);
  assert.equal(code, 0, stdout + stderr);
  for (const check of ["newuidmap", "subuid", "subgid", "unshare", "user-namespaces"]) {
    assert.equal(found.get(check)?.level, "ok", stdout);
  }
  assert.match(found.get("user-namespaces")!.message, /made one in another/);
  assert.equal(found.get("isar-rootless")!.level, "ok");
});

machine("broken: no newuidmap", async (scene) => {
  const env = { PATH: pathWithout(scene, "newuidmap") };
  const { code, found, stdout } = await examine(scene, ROOTLESS, { env });
  assert.equal(code, 1, stdout);
  const { level, message, remedy } = found.get("newuidmap")!;
  assert.deepEqual([level, message], ["problem", "newuidmap not installed"]);
  assert.match(remedy!, /^apt-get install uidmap|dnf install shadow-utils/);
  assert.equal(found.get("user-namespaces")!.level, "problem", stdout);
});

machine("broken: no range for the user, and the command makes a sound machine", async (scene) => {
  const { code, found, stdout } = await examine(scene, ROOTLESS, { ranges: "you:100000:65536\n" });
  assert.equal(code, 1, stdout);
  const { level, remedy } = found.get("subuid")!;
  assert.deepEqual([level, remedy], ["problem", "usermod --add-subuids 165536-231071 root"]);
  const [start, end] = /(\d+)-(\d+)/.exec(remedy!)!.slice(1).map(Number);
  // unshare 2.38 takes any name for root's, whose id is 0: root's line stands first.
  const ranges = `root:${start}:${end! - start! + 1}\nyou:100000:65536\n`;
  assert.equal((await examine(scene, ROOTLESS, { ranges })).code, 0);
});

machine("broken: a small range", async (scene) => {
  const tiny = await examine(scene, ROOTLESS, { ranges: "root:100000:500\n" });
  assert.equal(tiny.code, 1, tiny.stdout);
  assert.match(tiny.found.get("subgid")!.message, /500 ids from 100000 on: too few/);
  const small = await examine(scene, ROOTLESS, { ranges: "root:100000:60000\n" });
  assert.equal(small.code, 0, small.stdout);
  assert.equal(small.found.get("subuid")!.level, "warning");
  assert.match(small.found.get("subuid")!.message, /nobody \(65534\) has no id/);
});

machine("broken: no engine", async (scene) => {
  const env = { ...AS_ROOT, PATH: pathWithout(scene, "podman", "docker") };
  const { code, found, stdout } = await examine(scene, ["openembedded", "--engine", "podman"], {
    env,
  });
  assert.equal(code, 1, stdout);
  assert.equal(found.get("engine")!.level, "problem");
  assert.match(found.get("engine")!.remedy!, /^apt-get install podman uidmap/);
});

machine("broken: storage and work directory cannot be written to", async (scene) => {
  const env = { ...AS_ROOT, PATH: podman(scene) };
  const sound = await examine(scene, ["openembedded", "--engine", "podman"], { env });
  assert.equal(sound.code, 0, sound.stdout);
  assert.equal(sound.found.get("storage")!.message, `overlay in ${scene.root}`);
  const mounts = `mount --bind "$1" "$1" && mount -o remount,bind,ro "$1"; cd "$1/work"`;
  const { code, found, stdout } = await examine(scene, ["openembedded", "--engine", "podman"], {
    env,
    mounts,
  });
  assert.equal(code, 1, stdout);
  assert.equal(found.get("storage")!.level, "problem", stdout);
  assert.equal(found.get("work-directory")!.level, "problem", stdout);
  assert.match(found.get("work-directory")!.remedy!, /^export KAS_WORK_DIR=DIRECTORY/);
});

machine("broken: the container does not start", async (scene) => {
  const run = 'image) exit 0 ;;\nrun) echo "Error: crun: unknown cgroup" >&2; exit 126 ;;\n';
  const env = { ...AS_ROOT, PATH: podman(scene, run), KAS_CONTAINER_IMAGE: "here:1" };
  const { code, found, stdout } = await examine(scene, ["openembedded", "--engine", "podman"], {
    env,
  });
  assert.equal(code, 1, stdout);
  const { level, message, remedy } = found.get("container")!;
  assert.equal(level, "problem", stdout);
  assert.equal(message, "a container does not start: Error: crun: unknown cgroup");
  assert.match(remedy!, /install runc/);
  const calls = scene.read("calls");
  const name = /--name=(kas-doctor-\S+)/.exec(calls)![1];
  assert.match(calls, /^run .*--network=none --pull=never .*here:1 shell /m);
  assert.match(calls, new RegExp(`^rm --force ${name}$`, "m"));
});

scene("a daemon that hangs does not hang the doctor, and nothing of it is left", async (scene) => {
  scene.write(
    "bin/docker",
    '#!/bin/sh\n[ "$1" = -v ] && { echo "Docker version 1"; exit; }\n' +
      `echo $$ >> '${scene.path("pids")}'\ntrap "" TERM; while :; do sleep 1; done\n`,
    0o755,
  );
  const PATH = `${scene.path("bin")}:/usr/bin:/bin:/usr/sbin:/sbin`;
  const start = Date.now();
  const { code, stdout } = await scene.kas(["doctor", "openembedded", "--engine", "docker"], {
    ...AS_ROOT,
    PATH,
  });
  assert.ok(Date.now() - start < 30_000);
  assert.equal(code, 1, stdout);
  assert.match(
    stdout,
    /^problem {2}engine: docker does not work: no answer within 10 seconds\. Remedy: .*restart docker$/m,
  );
  for (const pid of scene.read("pids").trim().split("\n")) {
    assert.throws(() => Deno.statSync(`/proc/${pid}`), Deno.errors.NotFound);
  }
});

machine("without a mode: the project's, or all, of which one must work", async (scene) => {
  const env = { ...AS_ROOT, PATH: podman(scene) };
  const all = await examine(scene, ["--engine", "podman"], { env });
  assert.equal(all.code, 0, all.stdout);
  assert.equal(all.found.get("openembedded")!.level, "ok");
  assert.equal(all.found.get("isar-rootless")!.level, "problem");
  const none = await examine(scene, [], { env: { ...env, KAS_CONTAINER_ENGINE: "nerdctl" } });
  assert.equal(none.code, 1, none.stdout);

  scene.write("work/kas.yml", "header: {version: 16}\nbuild_system: isar-rootless\n");
  const asked = await scene.kas(["doctor", "--engine", "podman"], env);
  assert.equal(asked.code, 1, asked.stdout);
  assert.match(asked.stdout, /^problem {2}isar-rootless: does not work here: \d problems?\./m);
  assert.doesNotMatch(asked.stdout, /openembedded/);
  scene.write("work/.config.yaml", "header: {version: 16}\n");
  assert.equal((await scene.kas(["doctor", "--engine", "podman"], env)).code, 0);
  scene.write("work/.config.yaml", "header: [\n");
  assertUserError(await scene.kas(["doctor"], env), /\.config\.yaml:\d/);
});

scene("words that are no mode or engine", async (scene) => {
  assertUserError(await scene.kas(["doctor", "isar-rootles"]), 'did you mean "isar-rootless"?');
  assertUserError(await scene.kas(["doctor", "--engine", "lxc"]), "invalid choice");
});
