import assert from "node:assert/strict";
import { UserError } from "../../../src/base/errors.ts";
import { COMMAND_NAMES, VALUE_FLAGS } from "../../../src/commands/table.ts";
import { type ContainerOptions, parseContainer } from "../../../src/container/options.ts";

const parse = (...argv: readonly string[]) =>
  parseContainer(argv, { commands: COMMAND_NAMES, valueFlags: VALUE_FLAGS });

function optionsOf(...argv: readonly string[]): ContainerOptions {
  const request = parse(...argv);
  return request.kind === "run" ? request.options : assert.fail(`${argv.join(" ")}: no command`);
}

function refused(argv: readonly string[], message: string | RegExp): void {
  assert.throws(() => parse(...argv), (error) => {
    assert.ok(error instanceof UserError);
    if (typeof message === "string") assert.equal(error.message, message);
    else assert.match(error.message, message);
    return true;
  });
}

Deno.test("kas-container knows all commands of kas", () => {
  for (const command of COMMAND_NAMES) {
    assert.equal(optionsOf(command, "x", "y").command, command);
  }
  refused([], `no command given; known are: ${COMMAND_NAMES.join(", ")}`);
  refused(["buidl"], /^unknown command "buidl", did you mean "build"\?; known are: build, /);
});

Deno.test("the options of kas that take a value come from its commands", () => {
  assert.deepEqual([...new Set(VALUE_FLAGS)].sort(), [
    "--cmd",
    "--command",
    "--format",
    "--indent",
    "--provenance",
    "--set",
    "--skip",
    "--target",
    "--task",
    "-c",
  ]);
});

Deno.test("options of kas, their values and files are told apart", () => {
  const { kasOptions, commandValue, files, rest } = optionsOf(
    ...["build", "--target", "a", "kas.yml", "--update", "-c", "clean", "--skip=setup_dir"],
    ...["more.yml", "--", "-k"],
  );
  assert.deepEqual(kasOptions, ["--target", "a", "--update", "--skip=setup_dir"]);
  assert.equal(commandValue, "clean");
  assert.deepEqual(files, ["kas.yml", "more.yml"]);
  assert.deepEqual(rest, ["--", "-k"]);
  assert.equal(optionsOf("shell", "--command", "a b").commandValue, "a b");
  refused(["build", "--skip"], "--skip needs a value");
  refused(["build", "-E"], "-E is not supported with kas-container");
});

Deno.test("for-all-repos: the last word is the command", () => {
  const { files, repoCommand } = optionsOf("for-all-repos", "kas.yml", "git status");
  assert.deepEqual(files, ["kas.yml"]);
  assert.equal(repoCommand, "git status");
  refused(["for-all-repos"], "for-all-repos needs a command");
});

Deno.test("the launcher's own options stand before the command", () => {
  const options = optionsOf(
    ...["--isar-rootless", "-n", "--runtime-args", "--net 'my net'", "-l", "debug"],
    ...["--repo-rw", "--ssh-dir=d", "build"],
  );
  assert.equal(options.isar, "isar-rootless");
  assert.equal(options.dryRun, true);
  assert.deepEqual(options.runtimeArgs, ["--net", "my net"]);
  assert.equal(options.logLevel, "debug");
  assert.equal(options.repoMount, "rw");
  assert.equal(options.sshDir, "d");
  assert.equal(parse("--help").kind, "help");
  assert.equal(parse("-h", "build").kind, "help");
  assert.equal(parse("--version").kind, "version");
  const old = parse("--isar", "build");
  assert.ok(old.kind === "run" && old.deprecatedIsar);
  refused(["--isar", "--isar-rootless", "build"], /only one of --isar and --isar-rootless/);
  refused(["--ssh-agnt", "build"], /^unknown option --ssh-agnt, did you mean "--ssh-agent"\?/);
});
