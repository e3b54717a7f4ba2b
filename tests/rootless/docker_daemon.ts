// Docker's daemon, beside any that the machine has: its state, mounts and processes are its own.
import assert from "node:assert/strict";
import { basename } from "node:path";
import type { Engine } from "./site.ts";
import { becomeUser, type TestUser, tool } from "./user.ts";

/** Whose ids the containers have. */
export type Ids =
  /** The machine's; the daemon is root. */
  | "rootful"
  /** Those from REMAPPED on; the daemon is root. */
  | "userns-remap"
  /** The user's own and its subordinate ones; the daemon is the user's. */
  | "rootless";

/** Root of the containers under userns-remap, which have 65536 ids. */
export const REMAPPED = 231072;

function succeeds(program: string, ...args: readonly string[]): boolean {
  const command = new Deno.Command(program, { args: [...args], stdout: "null", stderr: "null" });
  return command.outputSync().success;
}

/** Why no daemon can be started, if so. @param programs that are needed, too */
export function whyNoDocker(...programs: readonly string[]): string | undefined {
  for (const program of ["docker", "dockerd", ...programs]) {
    if (!succeeds("sh", "-c", `command -v ${program}`)) return `${program} is not installed`;
  }
  if (!succeeds("sh", "-c", "docker --version | grep -q ^Docker")) return "docker is podman's";
  const mount = ["mount", "-t", "tmpfs", "none", "/run"];
  if (!succeeds("unshare", "--mount", "--pid", "--fork", ...mount)) return "root may not mount";
  return undefined;
}

/**
 * The first process of the daemon's namespaces. When it ends, so does all that the daemon has
 * started; it ends with the daemon, and when its input is closed, as any end of the test does.
 */
const FIRST_PROCESS = `set -e
exec >"$1/log" 2>&1
mount -t tmpfs none /run
for ids in "$1"/sub?id; do
  [ ! -e "$ids" ] || mount --bind "$ids" "/etc/\${ids##*/}"
done
shift
exec 3<&0
{ read -r _ <&3 || kill -s KILL -- -1; } &
"$@"`;

/** A daemon that is running, until it is disposed of. */
export class DockerDaemon implements AsyncDisposable {
  private constructor(
    private readonly socket: string,
    private readonly cgroup: string,
    private readonly process: Deno.ChildProcess,
  ) {}

  /** Starts a daemon whose socket is the user's; what it writes is in the directory. */
  static async start(ids: Ids, user: TestUser, directory: string): Promise<DockerDaemon> {
    const state = `${directory}/docker`;
    await Deno.mkdir(state);
    await Deno.writeTextFile(`${state}/daemon.json`, "{}");
    if (ids === "userns-remap") {
      for (const file of ["subuid", "subgid"]) {
        const lines = ["nobody", "nogroup"].map((name) => `${name}:${REMAPPED}:65536\n`);
        await Deno.writeTextFile(`${state}/${file}`, lines.join(""));
      }
    }
    if (ids === "rootless") await Deno.chown(state, user.uid, user.gid);
    const cgroup = basename(directory);
    const process = new Deno.Command("unshare", {
      args: [
        ...["--mount", "--pid", "--fork", "--mount-proc", "--kill-child"],
        ...["sh", "-c", FIRST_PROCESS, "sh", state, ...daemonArgv(ids, user, state, cgroup)],
      ],
      env: { HOME: state, XDG_RUNTIME_DIR: state },
      stdin: "piped",
    }).spawn();
    const daemon = new DockerDaemon(`${state}/socket`, cgroup, process);
    try {
      await daemon.listening();
    } catch (error) {
      await daemon[Symbol.asyncDispose]();
      throw new Error(`dockerd does not start:\n${await Deno.readTextFile(`${state}/log`)}`, {
        cause: error,
      });
    }
    return daemon;
  }

  /** The engine that talks to the daemon. */
  get engine(): Engine {
    return { name: "docker", env: { DOCKER_HOST: `unix://${this.socket}` } };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.process.stdin.close();
    await this.process.status;
    const named = ["-depth", "-type", "d", "-path", `*/${this.cgroup}*`];
    await tool("find", "/sys/fs/cgroup", ...named, "-exec", "rmdir", "{}", "+");
  }

  private async listening(): Promise<void> {
    let ended = false;
    this.process.status.then(() => ended = true);
    const deadline = Date.now() + 60_000;
    while (!succeeds("docker", "--host", `unix://${this.socket}`, "ps")) {
      assert.ok(!ended, "it has ended");
      assert.ok(Date.now() < deadline, "it does not listen");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

function daemonArgv(ids: Ids, user: TestUser, state: string, cgroup: string): string[] {
  const daemon = [
    ...["dockerd", "--config-file", `${state}/daemon.json`, "--host", `unix://${state}/socket`],
    ...["--data-root", `${state}/data`, "--exec-root", `${state}/exec`],
    ...["--pidfile", `${state}/pid`],
    // The machine's network stays as it is.
    ...["--bridge=none", "--iptables=false", "--ip6tables=false"],
  ];
  if (ids === "rootless") {
    return [
      ...becomeUser(user),
      ...["rootlesskit", "--state-dir", `${state}/rootlesskit`, "--net=host"],
      ...["--copy-up=/etc", "--copy-up=/run", "--propagation=rslave"],
      // Nobody can mount sysfs where the network belongs to another user namespace.
      ...["unshare", "--net", ...daemon, "--rootless"],
    ];
  }
  return [
    ...daemon,
    ...["--group", String(user.gid), "--cgroup-parent", `/${cgroup}`],
    ...["--exec-opt", "native.cgroupdriver=cgroupfs"],
    ...(ids === "userns-remap" ? ["--userns-remap=nobody:nogroup"] : []),
  ];
}
