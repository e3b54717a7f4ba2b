// What kas tells of itself: help, manual pages, the schema.
import assert from "node:assert/strict";
import { COMMAND_NAMES } from "../../src/commands/table.ts";
import { assertUserError, BINARY, type Outcome, project, type Scene, scene } from "./harness.ts";

/** What was printed, with nothing on standard error. */
function printed({ code, stdout, stderr }: Outcome): string {
  assert.deepEqual([code, stderr], [0, ""]);
  return stdout;
}

scene("kas help tells what --help does, of each command, without a container too", async (s) => {
  assert.equal(printed(await s.kas(["help"])), printed(await s.kas(["--help"])));
  for (const name of ["build", "help", "for-all-repos"]) {
    const wanted = printed(await s.kas([name, "--help"]));
    assert.equal(printed(await s.kas(["help", name])), wanted);
    assert.equal(printed(await s.kas(["container", "help", name])), wanted);
  }
  assertUserError(
    await s.kas(["help", "biuld"]),
    'there is no command "biuld", did you mean "build"?',
  );
});

scene("kas man lists the pages, and prints each where there is no terminal", async (s) => {
  const listed = printed(await s.kas(["man"])).trimEnd().split("\n").map((line) =>
    line.split(" ")[0]
  );
  assert.deepEqual(listed, ["kas", ...COMMAND_NAMES.map((name) => `kas-${name}`), "kas-container"]);
  const page = printed(await s.kas(["man", "build"]));
  assert.match(page, /^NAME\n {4}kas-build - check the repositories out/);
  assert.match(page, /^ {4}--skip STEP\n {8}Leave a step.*\n(?: {8}.*\n)* {8}.*write_bbconfig\.$/m);
  for (const line of page.split("\n")) assert.ok(line.length <= 80, line);
  assert.equal(printed(await s.kas(["man", "kas-build"])), page);
  assert.match(printed(await s.kas(["container", "man", "kas-container"])), /--isar-rootless/);
  const { stdout } = await s.kas(["man", "--roff", "dump"]);
  const built = Deno.readTextFileSync(new URL("../../dist/man1/kas-dump.1", import.meta.url));
  assert.equal(stdout.replace(/^\.TH.*\n/, ""), built.replace(/^\.TH.*\n/, ""));
  assertUserError(await s.kas(["man", "none"]), 'there is no command "none"');
});

scene("man(1) has nothing to say against any page", async (s) => {
  const pages = printed(await s.kas(["man"])).trimEnd().split("\n").map((line) =>
    line.split(" ")[0]!
  );
  for (const name of pages) {
    const file = s.write(`${name}.1`, printed(await s.kas(["man", "--roff", name])));
    const argv = ["man", "--warnings", "-l", file];
    const { code, stdout, stderr } = await s.run(argv, { LC_ALL: "C.UTF-8" });
    assert.deepEqual([code, stderr], [0, ""], name);
    assert.match(stdout, /SYNOPSIS/);
  }
});

/** What a terminal shows, with a man(1) that is this script. */
async function onTerminal(s: Scene, script: string | undefined, args: string[]): Promise<Outcome> {
  if (script) s.write("bin/man", `#!/bin/sh\n${script}\n`, 0o755);
  const line = [BINARY, ...args].join(" ");
  const path = script ? `${s.path("bin")}:/usr/bin:/bin` : s.path("none");
  return await s.run(["/usr/bin/script", "-qefc", line, "/dev/null"], {
    SHELL: "/bin/sh",
    PATH: path,
  });
}

scene("on a terminal man(1) shows the page; where it is not or fails, kas does", async (s) => {
  const shown = await onTerminal(s, 'echo "$1"; ls -l "$2" | cut -c1-10; head -n 3 "$2"', [
    ...["man", "lock"],
  ]);
  assert.deepEqual(shown.stdout.trimEnd().split("\r\n").slice(0, 3), [
    "-l",
    "-rw-------",
    `.TH "KAS\\-LOCK" 1 "" "kas 5.5"`,
  ]);
  for (const script of [undefined, "exit 16"]) {
    const { code, stdout } = await onTerminal(s, script, ["man", "lock"]);
    assert.equal(code, 0);
    assert.match(stdout, /^NAME\r\n {4}kas-lock - /);
  }
});

scene("kas schema prints the schema that project files are checked with", async (s) => {
  const text = printed(await s.kas(["schema"]));
  const file = Deno.readTextFileSync(new URL("../../schema/kas.schema.json", import.meta.url));
  assert.deepEqual(JSON.parse(text), JSON.parse(file));
  s.write("work/kas.yml", project(""));
  assert.equal((await s.kas(["schema", "kas.yml"])).code, 2);
});
