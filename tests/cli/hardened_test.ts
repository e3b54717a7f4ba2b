// Nothing that lies in a repository, or in the caller's environment, is run or believed.
import assert from "node:assert/strict";
import { project, type Scene, scene } from "./harness.ts";

const ARGS = ["--skip", "setup_environ", "--skip", "write_bbconfig", "kas.yml"];

function pin(s: Scene, commit: string, more = ""): void {
  s.write(
    "work/kas.yml",
    project(`repos:\n  lib:\n    url: ${s.path("src")}\n    commit: ${commit}\n${more}`),
  );
}

/** A program that leaves a mark when it is run. */
function trap(s: Scene): string {
  return s.write("trap", `#!/bin/sh\necho "$0 $*" >> ${s.path("sprung")}\ncat\n`, 0o755);
}

scene("programs that a repository's configuration and hooks name are not run", async (s) => {
  const first = s.repo("src", { a: "1\n" });
  const second = s.commit("src", { a: "2\n" });
  pin(s, first);
  assert.equal((await s.kas(["checkout", ...ARGS])).code, 0);
  const program = trap(s);
  for (
    const hook of ["post-checkout", "pre-auto-gc", "reference-transaction", "post-index-change"]
  ) {
    s.write(
      `work/lib/.git/hooks/${hook}`,
      `#!/bin/sh\necho ${hook} >> ${s.path("sprung")}\n`,
      0o755,
    );
  }
  const set = (key: string, value: string) => s.git("work/lib", "config", key, value);
  set("core.fsmonitor", program);
  set("core.pager", program);
  set("core.hooksPath", s.path("work/lib/.git/hooks"));
  pin(s, second);
  const commands = [["checkout"], ["dump", "--resolve-refs"], ["diff", "kas.yml"], ["lock"]];
  for (const command of commands) {
    const run = await s.kas([...command, ...ARGS]);
    assert.equal(run.code, 0, run.stderr);
  }
  assert.equal(s.read("work/lib/a"), "2\n");
  assert.ok(!s.exists("sprung"), s.exists("sprung") ? s.read("sprung") : "");
});

scene(
  "variables of git's that callers have set, and projects name, do not reach git",
  async (s) => {
    const first = s.repo("src", { a: "1\n" });
    s.repo("evil", { a: "evil\n" });
    const names = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"];
    pin(s, first, `env:\n${names.map((name) => `  ${name}: ${s.path("evil/.git")}\n`).join("")}`);
    const program = trap(s);
    const env = {
      ...Object.fromEntries(names.map((name) => [name, s.path("evil/.git")])),
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "core.fsmonitor",
      GIT_CONFIG_VALUE_0: program,
      GIT_CONFIG_GLOBAL: s.write("evil.gitconfig", `[core]\n\tfsmonitor = ${program}\n`),
      GIT_EXEC_PATH: s.path("evil"),
      GIT_CEILING_DIRECTORIES: s.root,
      GIT_REPLACE_REF_BASE: "refs/heads",
    };
    const run = await s.kas(["checkout", ...ARGS], env);
    assert.equal(run.code, 0, run.stderr);
    const whole = await s.kasOnTerminal(["for-all-repos", "-E", ...ARGS, "true"], env);
    assert.equal(whole.code, 0, whole.stdout);
    assert.equal(s.git("work/lib", "rev-parse", "HEAD"), first);
    assert.equal(s.read("work/lib/a"), "1\n");
    assert.equal(s.git("evil", "status", "--porcelain"), "");
    assert.ok(!s.exists("sprung"));
  },
);

scene("a replace reference does not change what a commit is", async (s) => {
  const first = s.repo("src", { a: "1\n" });
  const second = s.commit("src", { a: "2\n" });
  pin(s, second);
  assert.equal((await s.kas(["checkout", ...ARGS])).code, 0);
  s.git("work/lib", "replace", first, second);
  pin(s, first);
  const run = await s.kas(["checkout", ...ARGS]);
  assert.equal(run.code, 0, run.stderr);
  assert.equal(s.read("work/lib/a"), "1\n");
});

scene("a URL of git's ext transport starts no program", async (s) => {
  const program = trap(s);
  s.write("work/kas.yml", project(`repos:\n  lib:\n    url: ext::${program}\n    branch: main\n`));
  const run = await s.kas(["checkout", ...ARGS]);
  assert.equal(run.code, 2, run.stderr);
  assert.ok(!s.exists("sprung"));
});

scene("a bare repository that lies in a directory is not taken for the project's", async (s) => {
  s.git(".", "init", "-q", "--bare", "work/HEADLESS");
  s.write("work/HEADLESS/kas.yml", project("repos:\n  this:\n"));
  s.git("work/HEADLESS", "config", "core.fsmonitor", trap(s));
  s.git("work/HEADLESS", "config", "core.worktree", s.path("src"));
  const run = await s.kas(["dump", "--resolve-local", "HEADLESS/kas.yml"]);
  assert.equal(run.code, 0, run.stderr);
  assert.match(run.stderr, /not under version control/);
  assert.ok(!s.exists("sprung"));
});
