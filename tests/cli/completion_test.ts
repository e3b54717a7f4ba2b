// The completion script in a real bash.
import { deepStrictEqual as equal } from "node:assert/strict";
import { bashCompletion } from "../../src/cli/completion.ts";
import { COMMANDS, KAS, LAUNCHER } from "../../src/cli/documented.ts";
import { type Scene, scene } from "./harness.ts";

const SCRIPT = bashCompletion(KAS, COMMANDS, LAUNCHER);

/** What Tab offers after these words; bash splits at `=` and `:` as well. */
function offered(scene: Scene, ...words: string[]): string[] {
  const { stdout, stderr } = new Deno.Command("bash", {
    args: [
      "-uc",
      `${SCRIPT}
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_kas
printf '%s\\n' "\${COMPREPLY[@]-}"`,
      "bash",
      ...words,
    ],
    cwd: scene.work,
  }).outputSync();
  equal(new TextDecoder().decode(stderr), "");
  return new TextDecoder().decode(stdout).split("\n").filter((line) => line !== "").sort();
}

scene("completion of commands and options", async (scene) => {
  equal(offered(scene, "kas", "cl"), ["clean", "cleanall", "cleansstate"]);
  equal(offered(scene, "/usr/bin/kas", "-l", "debug", "du"), ["dump"]);
  equal(offered(scene, "kas", "--log-level", "=", "debug", "du"), ["dump"]);
  equal(offered(scene, "kas", "--log-level", "=", "e"), ["error"]);
  equal(offered(scene, "kas", "-l", "w"), ["warning"]);
  equal(offered(scene, "kas", "mat"), ["matrix"]);
  equal(offered(scene, "kas-container", "mat"), []);
  equal(offered(scene, "kas", "build", "--t"), ["--target", "--task"]);
  equal(offered(scene, "kas", "build", "--skip", "setup_h"), ["setup_home"]);
  equal(offered(scene, "kas", "build", "--target", ""), []);
  equal(offered(scene, "kas-container", "--isar-"), ["--isar-privileged", "--isar-rootless"]);
  equal(offered(scene, "kas-container", "--ssh-agent", "sh"), ["shell"]);
  equal(offered(scene, "kas", "container", "--runtime-args", "build", "sh"), ["shell"]);
  equal(offered(scene, "kas", "container", "build", "--prov"), ["--provenance"]);
});

scene(
  "completion of files: project files, also after a colon; directories; any for an option",
  async (scene) => {
    for (const name of ["kas.yml", "kas.json", "debug.yaml", "notes.txt"]) {
      scene.write(`work/${name}`, "");
    }
    scene.write("work/keys/id", "");
    equal(offered(scene, "kas", "build", ""), ["debug.yaml", "kas.json", "kas.yml", "keys"]);
    equal(offered(scene, "kas", "build", "kas.yml", ":"), [
      "debug.yaml",
      "kas.json",
      "kas.yml",
      "keys",
    ]);
    equal(offered(scene, "kas", "build", "kas.yml", ":", "de"), ["debug.yaml"]);
    equal(offered(scene, "kas-container", "--ssh-dir", "ke"), ["keys"]);
  },
);
