// Completion: what kas offers for the words of a line, and what Tab makes of it in real shells.
import assert from "node:assert/strict";
import { dirname } from "node:path";
import { BINARY, project, type Scene, scene } from "./harness.ts";
import { Terminal } from "./terminal.ts";

const BIN = dirname(BINARY);

/** What kas offers for the last of these words. */
async function offered(scene: Scene, ...words: string[]): Promise<string[]> {
  const { code, stdout, stderr } = await scene.kas(["completion", "bash", "--", ...words]);
  assert.deepEqual([code, stderr], [0, ""]);
  return stdout.split("\n").slice(0, -1);
}

/** A project with includes, one of them in a repository that is there. */
function writeProject(scene: Scene): void {
  scene.repo("work/meta-x", { "more.yml": project("target: [image, other-image]\n") });
  scene.write(
    "work/kas.yml",
    `header: {version: 16, includes: [{repo: meta-x, file: more.yml}, local.yml]}\n` +
      "repos: {kas: {path: .}, meta-x: {path: meta-x}, meta-y: {url: https://none.invalid/y}}\n",
  );
  scene.write("work/local.yml", project("repos: {meta-z: {path: z}}\n"));
  scene.write("work/notes.txt", "");
}

scene("commands, options and their values, from the tables", async (scene) => {
  const offers = async (line: readonly string[], wanted: readonly string[]) =>
    assert.deepEqual(await offered(scene, ...line), wanted, line.join(" "));
  await offers(["kas", "cl"], ["clean", "cleansstate", "cleanall"]);
  await offers(["/usr/bin/kas", "-l", "debug", "du"], ["dump"]);
  await offers(["kas", "cont"], ["container"]);
  await offers(["kas", "mat"], ["matrix"]);
  await offers(["kas-container", "mat"], []);
  await offers(["kas", "--log-level=e"], ["--log-level=error"]);
  await offers(["kas", "-l", "w"], ["warning"]);
  await offers(["kas", "dump", "--color=a"], ["--color=auto", "--color=always"]);
  await offers(["kas", "build", "--t"], ["--target", "--task"]);
  await offers(["kas", "build", "--no"], ["--no-wait", "--no-color"]);
  await offers(["kas", "build", "--skip", "setup_h"], ["setup_home"]);
  await offers(["kas", "build", "-kc", "x"], []);
  await offers(["kas", "build", "--", "--t"], []);
  await offers(["kas", "nothing", "--t"], []);
  await offers(["kas", "completion", ""], ["bash", "zsh", "fish"]);
  await offers(["kas-container", "--isar-"], ["--isar-privileged", "--isar-rootless"]);
  await offers(["kas-container", "--ssh-agent", "sh"], ["shell"]);
  await offers(["kas", "container", "--runtime-args", "build", "sh"], ["shell"]);
  await offers(["kas", "container", "build", "--prov"], ["--provenance"]);
  const { stdout } = await scene.kas(["completion", "fish", "--", "kas", "build", "--targ"]);
  assert.equal(stdout, "--target\tBuild this target; can be given several times.\n");
});

scene("project files, also after a colon and in another directory; directories", async (scene) => {
  for (const name of ["kas.yml", "kas.json", ".config.yaml", "notes.txt", "sub/b.yml", "Kconfig"]) {
    scene.write(`work/${name}`, "");
  }
  scene.write("work/lo\nst.yml", "");
  Deno.symlinkSync("nowhere", scene.path("work/broken.yml"));
  const offers = async (line: readonly string[], wanted: readonly string[]) =>
    assert.deepEqual(await offered(scene, ...line), wanted, line.join(" "));
  await offers(["kas", "build", ""], ["kas.json", "kas.yml", "sub/"]);
  await offers(["kas", "build", "."], [".config.yaml"]);
  await offers(["kas", "build", "kas.yml:k"], ["kas.yml:kas.json", "kas.yml:kas.yml"]);
  await offers(["kas", "build", "kas.yml:sub/"], ["kas.yml:sub/b.yml"]);
  await offers(["kas", "-C", "sub", "dump", ""], ["b.yml"]);
  await offers(["kas", "dump", "--directory=sub", "../kas.j"], ["../kas.json"]);
  await offers(["kas", "diff", "kas.yml", "s"], ["sub/"]);
  await offers(["kas", "menu", "K"], ["Kconfig"]);
  await offers(["kas", "-C", ""], ["sub/"]);
  await offers(["kas-container", "--ssh-dir", "s"], ["sub/"]);
  await offers(["kas-container", "--git-credential-store=no"], [
    "--git-credential-store=notes.txt",
  ]);
  await offers(["kas", "build", "absent/"], []);
});

scene("targets and repositories of the project, as far as it is there", async (scene) => {
  writeProject(scene);
  const offers = async (line: readonly string[], wanted: readonly string[]) =>
    assert.deepEqual(await offered(scene, ...line), wanted, line.join(" "));
  await offers(["kas", "build", "kas.yml", "--target", ""], ["image", "other-image"]);
  await offers(["kas", "build", "kas.yml", "--target=o"], ["--target=other-image"]);
  await offers(["kas", "shell", "kas.yml", "--local", "meta-"], ["meta-z=", "meta-x=", "meta-y="]);
  await offers(["kas", "shell", "kas.yml", "--local", "meta-y=me"], ["meta-y=meta-x/"]);
  await offers(["kas-container", "--local", "m"], []);
  await offers(["kas", "explain", "kas.yml", "rep"], ["repos."]);
  await offers(["kas", "explain", "kas.yml", "repos.meta-y."], ["repos.meta-y.url"]);
  await offers(["kas", "explain", "kas"], ["kas.yml"]);
  await offers(["kas", "build", "--target", ""], []);
  await offers(["kas", "build", "local.yml", "--target", ""], []);
  scene.write("work/broken.yml", "a: [");
  await offers(["kas", "build", "broken.yml", "--target", ""], []);
  scene.write("work/.config.yaml", project('target: ["one", "bad\\nname"]\n'));
  await offers(["kas", "build", "--target", ""], ["one"]);
});

scene("the scripts, of kas and kas-container; nothing but them is told", async (scene) => {
  for (const shell of ["bash", "zsh", "fish"]) {
    const { code, stdout, stderr } = await scene.kas(["completion", shell]);
    assert.deepEqual([code, stderr], [0, ""]);
    const launcher = await scene.kas(["container", "completion", shell]);
    assert.deepEqual([launcher.stdout, launcher.stderr], [stdout, ""]);
    const name = { bash: "kas", zsh: "_kas", fish: "kas.fish" }[shell]!;
    assert.equal(Deno.readTextFileSync(`${BIN}/completions/${name}`), stdout);
  }
  const wrong = await scene.kas(["completion", "csh"]);
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /shell: invalid choice: 'csh' \(choose from 'bash', 'zsh', 'fish'\)/);
});

const LINES: readonly (readonly [string, string])[] = [
  ["kas check", "kas checkout "],
  ["kas build --targ", "kas build --target "],
  ["kas build kas.yml --target oth", "kas build kas.yml --target other-image "],
  ["kas build kas.yml:loc", "kas build kas.yml:local.yml "],
  ["kas build kas.yml --local meta-y", "kas build kas.yml --local meta-y="],
  ["kas build kas.yml --local meta-y=meta-x", "kas build kas.yml --local meta-y=meta-x/"],
  ["kas explain kas.yml rep", "kas explain kas.yml repos."],
  ["kas --log-level=cri", "kas --log-level=critical "],
  ["kas-container --isar-ro", "kas-container --isar-rootless "],
  ["kas build ~/work/loc", "kas build ~/work/local.yml "],
  ["kas build with\\ bl", "kas build with\\ blank.yml "],
];

/** Types each line and Tab in a shell, with a mark behind to see blanks by. */
async function inShell(
  s: Scene,
  argv: readonly string[],
  lines: readonly (readonly [string, string])[],
): Promise<void> {
  writeProject(s);
  s.write("work/with blank.yml", "");
  const path = `${BIN}:${Deno.env.get("PATH")}`;
  const env = ["env", `PATH=${path}`, `XDG_RUNTIME_DIR=${s.root}`];
  const terminal = new Terminal(s, [...env, ...argv], { columns: 120, rows: 40 });
  try {
    await terminal.shows(/ready/);
    for (const [typed, wanted] of lines) {
      terminal.text(typed);
      terminal.keys("Tab");
      await new Promise((resolve) => setTimeout(resolve, 300));
      terminal.text("X");
      const escaped = wanted.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
      await terminal.shows(new RegExp(`> ${escaped}X`));
      terminal.keys("C-u");
    }
  } finally {
    terminal.close();
  }
}

scene("Tab in bash", async (s) => {
  const rc = s.write("bashrc", "source <(kas completion bash)\nPS1='> '\necho ready\n");
  await inShell(s, ["bash", "--rcfile", rc, "-i"], LINES);
});

scene("Tab in zsh", async (s) => {
  const rc =
    "autoload -Uz compinit && compinit -D\nsource <(kas completion zsh)\nPS1='> '\necho ready\n";
  s.write("zsh/.zshrc", rc);
  await inShell(s, ["env", `ZDOTDIR=${s.path("zsh")}`, "zsh", "-d", "-i"], LINES);
});

scene("Tab in zsh, which loads the function itself", async (s) => {
  const rc =
    `fpath=(${BIN}/completions $fpath)\nautoload -Uz compinit && compinit -u -D\nPS1='> '\necho ready\n`;
  s.write("zsh/.zshrc", rc);
  await inShell(s, ["env", `ZDOTDIR=${s.path("zsh")}`, "zsh", "-d", "-i"], LINES.slice(0, 3));
});

scene("Tab in fish", async (s) => {
  const init = "function fish_prompt; echo -n '> '; end; set -g fish_greeting; " +
    "set -g fish_autosuggestion_enabled 0; kas completion fish | source; echo ready";
  await inShell(s, ["fish", "--no-config", "-i", "-C", init], LINES);
});

scene("fish shows what each word is", async (s) => {
  const init = "kas completion fish | source; complete -C 'kas cleans'";
  const env = { PATH: `${BIN}:${Deno.env.get("PATH")}` };
  const { stdout, stderr } = await s.run(["fish", "--no-config", "-c", init], env);
  assert.equal(stderr, "");
  assert.equal(stdout, "cleansstate\tRemove build artifacts and sstate.\n");
});
