// podman as the user has it, with a store and state of its own.
import type { Engine } from "./site.ts";
import { asUser, type TestUser, tool } from "./user.ts";

/** The user's podman; disposing of it ends the process that holds its namespaces. */
export type Podman = Engine & AsyncDisposable;

/** Makes the user's podman in a directory. */
export async function makePodman(user: TestUser, directory: string): Promise<Podman> {
  for (const name of ["bin", "podman", "podman/run"]) {
    await Deno.mkdir(`${directory}/${name}`, { mode: 0o755 });
  }
  // The machine's cgroups and crun do not get along; vfs loses setuid bits when it maps ids.
  await Deno.writeTextFile(
    `${directory}/bin/podman`,
    `#!/bin/sh\nexec /usr/bin/podman --runtime=/usr/sbin/runc --cgroup-manager=cgroupfs ` +
      `--storage-driver=overlay --root=${directory}/podman/store ` +
      `--runroot=${directory}/podman/run/store "$@"\n`,
    { mode: 0o755 },
  );
  await tool("chown", "-R", `${user.uid}:${user.gid}`, `${directory}/podman`);
  await Deno.chmod(`${directory}/podman/run`, 0o700);
  const env = {
    PATH: `${directory}/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin`,
    XDG_RUNTIME_DIR: `${directory}/podman/run`,
    PODMAN_IGNORE_CGROUPSV1_WARNING: "1",
  };
  return {
    name: "podman",
    env,
    async [Symbol.asyncDispose]() {
      await asUser(user, directory, ["podman", "system", "migrate"], env);
    },
  };
}
