// What others wrote (commits, servers, file names) must not reach the terminal as it is.
import assert from "node:assert/strict";
import { BINARY, BITBAKE_REPO, project, type Scene, scene } from "./harness.ts";

/** Clears the screen, sets a title, turns letters around, and overwrites the line with a log line. */
const FORGED = "2030-01-01 00:00:00 - INFO     - Repository lib signature valid: all is well";
const HOSTILE = `\x1b[2J\x1b]0;owned\x07\x9b8m\u202etxt\u2066\r${FORGED}`;

/** Fails if the text has a control character, a direction mark, or a line that kas did not begin. */
function assertHarmless(text: string, colours = false): void {
  // deno-lint-ignore no-control-regex
  const plain = colours ? text.replaceAll(/\x1b\[[0-9;]*m|\x1b\[\d*[AJ]|\r\n/g, "\n") : text;
  // deno-lint-ignore no-control-regex
  const found = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/.exec(
    plain,
  );
  assert.equal(found, null, JSON.stringify(plain.slice(Math.max(0, (found?.index ?? 0) - 80))));
  assert.doesNotMatch(plain, /^\s{0,1}2030-01-01/m);
}

const config = (s: Scene, pin: string, more = "") =>
  s.write(
    "work/kas.yml",
    project(`repos:\n  lib:\n    url: ${s.path("lib")}\n    ${pin}\n${more}`),
  );

/** What the program wrote as it is, times and all. */
async function raw(s: Scene, args: readonly string[], env: Record<string, string> = {}) {
  const run = await s.run(["sh", "-c", 'exec "$@" 2>&1', "sh", ...args], env);
  return run;
}

scene("commits of others: in diff and lock, plain, coloured and as JSON", async (s) => {
  const first = s.repo("lib", { "meta/a": "1\n" });
  s.git("lib", "config", "user.name", "x");
  s.write("lib/meta/a", "2\n");
  s.git("lib", "add", "-A");
  s.git(
    "lib",
    "commit",
    "-q",
    "-m",
    `subject ${HOSTILE}\n\nbody ${HOSTILE}\n${FORGED}`,
    `--author=A${HOSTILE} <a@b>`,
  );
  const second = s.git("lib", "rev-parse", "HEAD");
  s.write(
    "work/old.yml",
    project(`repos:\n  lib:\n    url: ${s.path("lib")}\n    commit: ${first}\n`),
  );
  s.write(
    "work/new.yml",
    project(`repos:\n  lib:\n    url: ${s.path("lib")}\n    commit: ${second}\n`),
  );
  for (const options of [[], ["--oneline"]]) {
    const plain = await s.kas(["diff", ...options, "old.yml", "new.yml"]);
    assert.equal(plain.code, 0, plain.stderr);
    assert.match(plain.stdout, /subject \\x1b\[2J/);
    assertHarmless(plain.stdout);
    const shown = await s.kasOnTerminal(["diff", ...options, "old.yml", "new.yml"]);
    assertHarmless(shown.stdout, true);
    assert.match(shown.stdout, /subject \\x1b\[2J/);
  }
  const json = await s.kas(["diff", "--format", "json", "old.yml", "new.yml"]);
  assertHarmless(json.stdout);
  assert.ok(JSON.parse(json.stdout).vcs.lib[0].message.includes(HOSTILE.slice(0, 4)));

  config(s, "branch: main");
  s.git("lib", "reset", "-q", "--hard", first);
  assert.equal((await s.kas(["lock", "--update", "kas.yml"])).code, 0);
  s.git("lib", "reset", "-q", "--hard", second);
  const locked = await s.kas(["lock", "--update", "kas.yml"]);
  assert.match(locked.stdout, /subject \\x1b\[2J/);
  assertHarmless(locked.stdout + locked.stderr);
});

scene("configuration values and names, in diff and in errors", async (s) => {
  const value = JSON.stringify(`\u001b[2J\r\u202e${FORGED}`);
  s.write("work/a.yml", project(`local_conf_header:\n  x: ${value}\n`));
  s.write("work/b.yml", project(`local_conf_header:\n  x: "b"\n  y: ${value}\n`));
  const run = await s.kas(["diff", "a.yml", "b.yml"]);
  assert.equal(run.code, 0, run.stderr);
  assertHarmless(run.stdout);
  for (const line of [`${value}: 1`, `machine: ${value}`]) {
    s.write("work/bad.yml", project(`${line}\n`));
    const bad = await s.kas(["dump", "bad.yml"]);
    assert.equal(bad.code, 2);
    assertHarmless(bad.stderr);
  }
});

scene("a server's words: errors, logs and live progress", async (s) => {
  s.repo("lib", { a: "1\n" });
  // git's own protocol over a stand-in for ssh: the server speaks before it fails.
  const words = `printf '${
    HOSTILE.replaceAll("\x1b", "\\033").replaceAll("\x07", "\\007").replaceAll("\x9b", "\\302\\233")
      .replaceAll("\r", "\\r")
  }\\n%s\\n' '${FORGED}' >&2`;
  const bad = s.write("bad-ssh", `#!/bin/sh\n${words}\nexit 1\n`, 0o755);
  const good = s.write(
    "good-ssh",
    `#!/bin/sh\n${words}\nexec git-upload-pack ${s.path("lib")}\n`,
    0o755,
  );
  s.write("work/kas.yml", project("repos:\n  lib:\n    url: ssh://host/lib\n    branch: main\n"));
  const line = ["-l", "debug", "checkout", "--skip", "setup_environ", "kas.yml"];
  const kas = (ssh: string) => {
    const config = s.write("gitconfig", `[core]\n\tsshCommand = ${ssh}\n`);
    return s.kas(line, { GITCONFIG_FILE: config });
  };
  const failed = await kas(bad);
  assert.equal(failed.code, 2, failed.stderr);
  assert.match(failed.stderr, /Fetching of repo: "lib" failed/);
  assert.match(failed.stderr, /\\x1b\[2J/);
  assertHarmless(failed.stderr);
  const fetched = await kas(good);
  assert.equal(fetched.code, 0, fetched.stderr);
  assertHarmless(fetched.stderr);
});

scene("a web server's error page; file and branch names", async (s) => {
  const page = `no ${HOSTILE.replaceAll("\r", "\n")}\n${FORGED}\n`;
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    () => new Response(page, { status: 403, headers: { "content-type": "text/plain" } }),
  );
  const url = `http://127.0.0.1:${(server.addr as Deno.NetAddr).port}/lib`;
  s.write("work/kas.yml", project(`repos:\n  lib:\n    url: ${url}\n    branch: main\n`));
  const refused = await s.kas(["checkout", "--skip", "setup_environ", "kas.yml"]);
  assert.equal(refused.code, 2);
  assertHarmless(refused.stderr);
  await server.shutdown();

  const branch = "b\u202e\u2066x";
  s.repo("lib", { a: "1\n" });
  s.git("lib", "branch", branch);
  config(s, `branch: "${branch}"`);
  const kas = (...options: string[]) =>
    s.kas(["-l", "debug", "checkout", ...options, "--skip", "setup_environ", "kas.yml"]);
  assertHarmless((await kas()).stderr);
  config(s, "branch: main");
  assert.equal((await kas()).code, 0);
  s.write(`work/lib/${HOSTILE.replaceAll("/", "")}`, "x");
  s.write(`work/lib/f\n${FORGED}`, "x");
  const dirty = await kas();
  assert.match(dirty.stderr, /dirty - no checkout/);
  assert.match(dirty.stderr, /dirty - no checkout: .*\\x1b\[2J.*\\n2030.*; commit that/);
  assertHarmless(dirty.stderr);
});

scene("bitbake's lines in a pipe are lines of the log, whatever they hold", async (s) => {
  const words = `printf 'one \\033[2J\\rtwo\\r${FORGED}\\nthree \\342\\200\\256\\n'`;
  const commit = s.repo("lib", { ...BITBAKE_REPO, "bin/bitbake": `#!/bin/sh\n${words}\n` });
  config(s, `commit: ${commit}`, "    layers:\n      meta:\n");
  const run = await raw(s, [BINARY, "build", "kas.yml"]);
  assert.equal(run.code, 0, run.stdout);
  assertHarmless(run.stdout);
  const lines = run.stdout.split("\n").filter((line) => line !== "");
  for (const line of lines) assert.match(line, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d - [A-Z]+ +- /);
  assert.ok(lines.some((line) => line.endsWith("three \\u202e")), run.stdout);
});

scene("Kconfig: prompts, help and values", async (s) => {
  s.write(
    "work/Kconfig",
    `config A\n\tstring "prompt \u202e\x9b"\n\tdefault "v\u202e\x1b[2J"\n\thelp\n\t  words \u202e\x1b[2J\n`,
  );
  const listed = await s.kas(["menu", "--list"]);
  assertHarmless(listed.stdout + listed.stderr);
  assert.match(listed.stdout + listed.stderr, /\\u202e|Kconfig:\d/);
});

scene(
  "on a terminal messages have no times and fit it; elsewhere each has its own line",
  async (s) => {
    s.write("work/kas.yml", project("build_system: isar\nmachine: m\n"));
    const shown = await s.kasOnTerminal(["dump", "kas.yml"], { NO_COLOR: "1" });
    const lines = shown.stdout.split("\r\n");
    const at = lines.findIndex((line) => line.startsWith("WARNING"));
    assert.deepEqual(lines.slice(at, at + 2), [
      "WARNING  - The semantics of build_system: isar might change in the future.",
      "           Please use 'isar-privileged' or 'isar-rootless'.",
    ]);
    for (const line of lines) assert.ok(line.length <= 80, line);
    const piped = await raw(s, [BINARY, "dump", "kas.yml"]);
    assert.match(
      piped.stdout,
      /^[-\d]{10} [:\d]{8} - WARNING {2}- The semantics of .* use 'isar-privileged' or 'isar-rootless'\.$/m,
    );
  },
);

scene("lines as wide as the terminal is; what others wrote never begins one", async (s) => {
  const words = `look at ${"word ".repeat(30)}\n${FORGED}`;
  s.write("work/bad.yml", project(`${JSON.stringify(words)}: 1\n`));
  const line = `stty columns 50; '${BINARY}' dump bad.yml`;
  const { stdout } = await s.run(["script", "-qec", line, "/dev/null"], {
    SHELL: "/bin/sh",
    NO_COLOR: "1",
  });
  const lines = stdout.split("\r\n").filter((text) => text !== "");
  assert.ok(lines.length > 4, stdout);
  for (const text of lines) {
    assert.ok(text.length <= 50 || !text.trim().includes(" "), text);
    assert.match(text, /^(?:(?:INFO|ERROR) +- | {11}\S)/);
  }
  const launcher = `stty columns 50; '${BINARY}' container buidl`;
  const told = await s.run(["script", "-qec", launcher, "/dev/null"], { SHELL: "/bin/sh" });
  const [first, ...more] = told.stdout.trimEnd().split("\r\n");
  assert.match(first!, /^kas-container: Error: unknown command "buidl",/);
  for (const text of more) assert.match(text, /^ {4}\S/);
});
