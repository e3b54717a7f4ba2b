// Stand-ins for engines, which print their argv, one word a line.
import type { Outcome, Scene } from "./harness.ts";

const RECORDER = '#!/bin/sh\nfor word; do printf "%s\\n" "$word"; done\n';

/** Fakes of the engines named, in front of PATH; docker answers the launcher's questions. */
export function fakes(scene: Scene, engines: Record<string, string>): void {
  for (const [name, script] of Object.entries(engines)) {
    scene.write(`bin/${name}`, script, 0o755);
  }
}

export const DOCKER = (context: string) =>
  `#!/bin/sh\ncase "$1" in\n-v) echo "Docker version 1"; exit ;;\n` +
  `info) echo '["name=seccomp,profile=builtin","name=${context}"]'; exit ;;\n` +
  `context) echo unix:///system.sock; exit ;;\nesac\n` +
  `echo docker\n${RECORDER.split("\n").slice(1).join("\n")}`;
export const PODMAN = (version: string) =>
  `#!/bin/sh\n[ "$1" = --version ] && { echo "podman version ${version}"; exit; }\n` +
  `echo podman\n${RECORDER.split("\n").slice(1).join("\n")}`;
export const SUDO = '#!/bin/sh\necho "sudo $1"; shift; exec "$@"\n';

/** Starts kas-container with the fakes; `words` are the engine's. */
export async function launch(
  scene: Scene,
  args: string[],
  env: Record<string, string> = {},
): Promise<Outcome & { words: string[] }> {
  const outcome = await scene.kas(["container", ...args], {
    PATH: `${scene.path("bin")}:/usr/bin:/bin:/usr/sbin:/sbin`,
    KAS_ALLOW_ROOT: "yes",
    ...env,
  });
  return { ...outcome, words: outcome.stdout.trimEnd().split("\n") };
}
