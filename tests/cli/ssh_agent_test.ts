import assert from "node:assert/strict";
import { assertUserError, BITBAKE_REPO, project, type Scene, scene } from "./harness.ts";

function key(s: Scene, passphrase = ""): string {
  const file = s.path("key");
  const args = ["-q", "-t", "ed25519", "-N", passphrase, "-C", "test", "-f", file];
  assert.ok(new Deno.Command("ssh-keygen", { args }).outputSync().success);
  s.repo("work/proj", {
    ...BITBAKE_REPO,
    "kas.yml": project("repos:\n  proj:\n    layers:\n      meta:\n"),
  });
  return s.read("key");
}

const agents = () => {
  const args = ["-f", "-c", "^ssh-agent -D -a .*/kas-run-"];
  return Number(new TextDecoder().decode(new Deno.Command("pgrep", { args }).outputSync().stdout));
};

scene(
  "SSH keys: an agent for the run, with the keys; gone after it, however it ends",
  async (s) => {
    const text = key(s);
    const shell = (command: string, env: Record<string, string>) =>
      s.kas(["-l", "debug", "shell", "-c", command, "proj/kas.yml"], env);
    for (
      const env of [
        { SSH_PRIVATE_KEY: text.trimEnd() },
        { SSH_PRIVATE_KEY_FILE: "../key" },
      ] as Record<string, string>[]
    ) {
      const run = await shell("ssh-add -l; echo $GIT_SSH_COMMAND; exit 7", env);
      assert.equal(run.code, 7, run.stderr);
      assert.match(run.stdout, /^256 SHA256:\S+ test \(ED25519\)\n\n$/);
      const from = env.SSH_PRIVATE_KEY ? "env-var 'SSH_PRIVATE_KEY'" : "file '../key'";
      assert.ok(run.stderr.includes(`adding SSH key from ${from}`), run.stderr);
      assert.ok(!run.stderr.includes(text.split("\n")[2]!));
      assert.equal(agents(), 0);
    }
  },
);

scene("SSH keys: host keys are not checked in managed environments, ~/.ssh stays", async (s) => {
  const text = key(s);
  const run = await s.kas([
    "shell",
    "-c",
    'sed "s#/.*#PATH#" ${GIT_SSH_COMMAND#*-F }',
    "proj/kas.yml",
  ], {
    SSH_PRIVATE_KEY: text,
    GITLAB_CI: "true",
  });
  assert.equal(run.code, 0, run.stderr);
  assert.match(run.stdout, /^Include "PATH\nHost \*\n {2}StrictHostKeyChecking no\n/);
  assert.equal(s.exists(".ssh"), false);
  assert.equal(agents(), 0);
});

scene("SSH keys: errors", async (s) => {
  const text = key(s, "secret");
  const run = (env: Record<string, string>) => s.kas(["checkout", "proj/kas.yml"], env);
  assertUserError(
    await run({ SSH_PRIVATE_KEY: text, SSH_AUTH_SOCK: "/x" }),
    "can only be started if no external one is passed",
  );
  assertUserError(await run({ SSH_PRIVATE_KEY: text }), /failed to add ssh key.*passphrase/s);
  assertUserError(await run({ SSH_PRIVATE_KEY_FILE: "nokey" }), "the path does not exist: nokey");
  assert.equal(agents(), 0);
});

scene("SSH keys: agent and HOME go when the terminal does, and at a second signal", async (s) => {
  const text = key(s);
  for (const signals of [["SIGHUP"], ["SIGTERM", "SIGTERM"]] as Deno.Signal[][]) {
    const child = s.start(
      ["shell", "-c", "trap '' HUP TERM; echo ready; sleep 2", "proj/kas.yml"],
      { SSH_PRIVATE_KEY: text },
    );
    const reader = child.stdout.getReader();
    await reader.read();
    assert.equal(agents(), 1);
    for (const signal of signals) {
      child.kill(signal);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    assert.equal((await child.status).code, 130);
    await reader.cancel();
    assert.equal(agents(), 0);
  }
});
