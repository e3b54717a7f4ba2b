import assert from "node:assert/strict";
import { assertUserError, BINARY, BITBAKE_REPO, project, type Scene, scene } from "./harness.ts";

function shellProject(scene: Scene): void {
  scene.repo("src/oe", BITBAKE_REPO);
  scene.write(
    "work/kas.yml",
    project(`repos:\n  oe: {url: ${scene.path("src/oe")}, branch: main}\n`),
  );
}

scene("shell runs a command in the build environment and forwards its status", async (scene) => {
  shellProject(scene);
  const outcome = await scene.kas([
    "shell",
    "kas.yml",
    "-c",
    'echo "$PWD $BUILDDIR $HISTFILE $GIT_TERMINAL_PROMPT"; command -v bitbake; exit 7',
  ], { SHELL: "/bin/bash" });
  assert.equal(outcome.code, 7);
  assert.equal(
    outcome.stdout,
    `${scene.work}/build ${scene.work}/build ${scene.work}/.kas_shell_history true\n` +
      `${scene.work}/oe/bin/bitbake\n`,
  );
  assert.match(
    outcome.stderr,
    /To start the default build, run: bitbake -c build core-image-minimal/,
  );
  assert.match(outcome.stderr, /ERROR {4}- Shell returned non-zero exit status/);
});

scene("-E needs a terminal", async (scene) => {
  shellProject(scene);
  assertUserError(
    await scene.kas(["shell", "-E", "kas.yml"], { NETRC_FILE: "/x" }),
    "--preserve-env can only be run from a tty",
  );
  const outcome = await scene.kasOnTerminal(["shell", "-E", "kas.yml", "-c", "echo mine=$MINE"], {
    MINE: "kept",
  });
  assert.match(outcome.stdout, /^mine=kept\r?$/m);
});

scene("the temporary HOME is private, filled, and removed", async (scene) => {
  shellProject(scene);
  scene.write("netrc", "machine a login b password c\n");
  scene.write("gitconfig", "[user]\n\tname = Mine\n");
  const outcome = await scene.kas([
    "shell",
    "kas.yml",
    "-c",
    'stat -c %a "$HOME" "$HOME/.netrc" "$HOME/.docker/config.json"; cat "$HOME/.netrc"; ' +
    "git config user.name; git config user.email; git config credential.helper; echo $HOME >&2",
  ], {
    NETRC_FILE: scene.path("netrc"),
    GITCONFIG_FILE: scene.path("gitconfig"),
    GIT_CREDENTIAL_HELPER: "store --file=x y",
  });
  assert.equal(outcome.code, 0, outcome.stderr);
  assert.equal(
    outcome.stdout,
    "700\n600\n600\nmachine a login b password c\nMine\nkas@example.com\nstore --file=x y\n",
  );
  assertUserError(
    await scene.kas(["shell", "kas.yml"], { NPMRC_FILE: "/no/such/file" }),
    'Environment variable "NPMRC_FILE" is set, but the path does not exist: /no/such/file',
  );
});

scene("Ctrl-C reaches the foreground program, and the shell lives on", async (scene) => {
  shellProject(scene);
  const session = `kas-test-${Deno.pid}-${Math.floor(Math.random() * 1e6)}`;
  const tmux = (...args: string[]) =>
    scene.run(["tmux", "-L", session, ...args], { TERM: "xterm", SHELL: "/bin/sh" });
  const screen = async () => (await tmux("capture-pane", "-p", "-t", "0")).stdout;
  const until = async (text: string | RegExp) => {
    for (let tries = 0; tries < 100; tries++) {
      const shown = await screen();
      if (typeof text === "string" ? shown.includes(text) : text.test(shown)) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.fail(`not shown: ${text}\n${await screen()}`);
  };
  const started = await tmux(
    "new-session",
    "-d",
    "-x",
    "120",
    "-y",
    "40",
    `PS1='ready> ' '${BINARY}' shell kas.yml; echo left $?; sleep 30`,
  );
  assert.equal(started.code, 0, started.stderr);
  try {
    await until(/[$#>] $|[$#>]\s*$/m);
    await until("To start the default build");
    await tmux("send-keys", "sh -c 'echo begun; exec sleep 100'", "Enter");
    await until(/^begun$/m);
    await tmux("send-keys", "C-c");
    await until("^C");
    await tmux("send-keys", "echo alive", "Enter");
    await until(/^alive$/m);
    await tmux("send-keys", "sleep 50 & jobs", "Enter");
    await until(/Running/);
    await tmux("send-keys", "kill %1; exit 3", "Enter");
    await until("left 3");
  } finally {
    await tmux("kill-server");
  }
});
