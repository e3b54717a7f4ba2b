import assert from "node:assert/strict";
import { UsageError } from "../../../src/base/errors.ts";
import {
  type CommandRequest,
  parseCommand,
  parseKas,
  type TextRequest,
} from "../../../src/cli/parse_kas.ts";
import { GLOBAL_OPTIONS } from "../../../src/base/global_options.ts";
import { loadCommand } from "../../../src/commands/command.ts";
import { COMMANDS } from "../../../src/commands/table.ts";

const LOADED = await Promise.all(COMMANDS.map(loadCommand));

function parse(program: string, argv: readonly string[]): TextRequest | CommandRequest {
  const line = parseKas(program, argv);
  if (line.kind === "text") return line;
  const command = LOADED.find(({ name }) => name === line.entry.name)!;
  return parseCommand(program, argv, line, command, isFile);
}

/** The files that there are. */
const isFile = (name: string, directories: readonly string[]) =>
  ["a.yml", "b.yml", "sub/c.json", "notes", "other/a.yml", "other/far.yml"]
    .includes([...directories, name].join("/"));

function textOf(...argv: readonly string[]): string {
  const request = parse("kas", argv);
  assert.equal(request.kind, "text");
  return request.kind === "text" ? request.text : "";
}

function commandOf(...argv: readonly string[]): CommandRequest {
  const request = parse("kas", argv);
  if (request.kind !== "command") assert.fail(`${argv.join(" ")} is no command`);
  return request;
}

function refused(argv: readonly string[], program: string, message: string | RegExp): void {
  assert.throws(() => parse("kas", argv), (error) => {
    assert.ok(error instanceof UsageError);
    assert.equal(error.program, program);
    assert.ok(error.usage.startsWith(`usage: ${program} [-h]`));
    if (typeof message === "string") assert.equal(error.message, message);
    else assert.match(error.message, message);
    return true;
  });
}

Deno.test("help of kas: asked for, or because nothing was", () => {
  const help = textOf("--help");
  assert.match(help, /^usage: kas \[options\] COMMAND \.\.\.\n/);
  assert.match(help, /\n {2}for-all-repos {2}Run a command in each repository\.\n/);
  assert.match(help, /\noptions:\n {2}-h, --help {13}Show this help and exit\.\n/);
  assert.equal(textOf("-h"), help);
  assert.equal(textOf(), help);
});

Deno.test("the version names the program as it was called", () => {
  assert.match(
    textOf("--version"),
    /^kas 5\.5 \(configuration format version 23, earliest compatible version 1\), single binary \d+\.\d+\.\d+\n$/,
  );
  const request = parse("other", ["--version"]);
  assert.ok(request.kind === "text" && request.text.startsWith("other "));
});

Deno.test("the help of a command", () => {
  assert.equal(
    textOf("menu", "--help"),
    `usage: kas menu [options] [--save | --build | --list] [kconfig]

Choose in a menu what to build, save it, and build it.

arguments:
  kconfig   The Kconfig file; Kconfig by default.

options:
  -h, --help  Show this help and exit.
  --set SET   Choose a value, as NAME=VALUE; can be given several times.
  --save      Save the configuration, without showing the menu.
  --build     Save the configuration and build it, without showing the menu.
  --list      List the symbols and their values.
  --json      List them as JSON.
  --offline   Ask no network: what is not here is an error.

examples:
  kas menu --set JOBS=8 --save  Without a terminal.

exit codes: 0 done, 1 internal error, 2 your error or a program's, 130 stopped
manual: kas man menu; options of all commands: kas --help
`,
  );
});

Deno.test("the help of every command fits a screen of 80 columns and a few lines", () => {
  for (const { name } of COMMANDS) {
    const lines = textOf(name, "--help").trimEnd().split("\n");
    for (const line of lines) assert.ok(line.length <= 80, `${name}: ${line}`);
    assert.ok(lines.length <= 30, `${name}: ${lines.length} lines`);
    assert.match(lines.at(-1)!, /^manual: kas man /);
  }
});

Deno.test("no argument of a command has the name of an option that may stand beside it", async () => {
  const common = GLOBAL_OPTIONS.map((option) => option.name);
  for (const entry of COMMANDS) {
    const { name, options, positionals } = await loadCommand(entry);
    const names = [...common, ...options.map((option) => option.name)];
    for (const positional of positionals) {
      assert.ok(!names.includes(positional.name), `${name}: ${positional.name}`);
    }
  }
});

Deno.test("help wins over mistakes in the rest of the line, but not behind --", () => {
  assert.match(textOf("build", "--nothing", "--target", "--help"), /^usage: kas build /);
  assert.match(textOf("checkout", "a", "b", "-h"), /^usage: kas checkout /);
  assert.equal(commandOf("build", "--", "--help").command.name, "build");
});

Deno.test("an unknown command is refused with a suggestion", () => {
  refused(
    ["buidl"],
    "kas",
    /^argument cmd: invalid choice: 'buidl' \(choose from 'build', .*'validate'.*\) Did you mean "build"\?$/,
  );
});

Deno.test("unknown options are refused in the name of kas, wrong values in the command's", () => {
  refused(["-x", "build"], "kas", "unrecognized arguments: -x");
  refused(
    ["build", "--upgrade=1"],
    "kas",
    'unrecognized arguments: --upgrade=1, did you mean "--update"?',
  );
  refused(["checkout", "a.yml", "x.yml"], "kas", "unrecognized arguments: x.yml");
  refused(["build", "--target"], "kas build", "argument --target: expected one argument");
  refused(
    ["dump", "--indent", "two"],
    "kas dump",
    "argument --indent: invalid int value: 'two'",
  );
  refused(
    ["for-all-repos"],
    "kas for-all-repos",
    "the following arguments are required: command",
  );
});

Deno.test("a command for the repositories in several words: the line that is meant", () => {
  const apart = (argv: readonly string[], meant: string) =>
    refused(argv, "kas", `the command for the repositories is one word: ${meant}`);
  apart(
    ["for-all-repos", "k.yml", "--", "git", "log", "-1"],
    "kas for-all-repos k.yml -- 'git log -1'",
  );
  apart(["for-all-repos", "k.yml", "git", "status"], "kas for-all-repos k.yml 'git status'");
  apart(
    ["for-all-repos", "--", "k.yml", "git", "status"],
    "kas for-all-repos -- k.yml 'git status'",
  );
});

Deno.test("a program without -- before it: the line that is meant", () => {
  for (
    const [words, meant] of [
      [["k.yml", "bitbake", "-p"], "kas exec k.yml -- bitbake -p"],
      [["k.yml", "bitbake -p | x"], "kas exec k.yml -- 'bitbake -p | x'"],
    ] as const
  ) refused(["exec", ...words], "kas", `the command to run stands behind --: ${meant}`);
});

Deno.test("project files that stand apart are refused with the command line that is meant", () => {
  const apart = (argv: readonly string[], meant: string) =>
    refused(argv, "kas", `project files are joined by a colon: ${meant}`);
  apart(["build", "a.yml", "b.yml"], "kas build a.yml:b.yml");
  apart(["checkout", "a.yml", "b.yml"], "kas checkout a.yml:b.yml");
  apart(
    [
      "-l",
      "debug",
      "build",
      "--target",
      "b.yml",
      "x.yml",
      "b.yml",
      "-k",
      "a.yml:sub/c.json",
      "-c",
      "a b",
    ],
    "kas -l debug build --target b.yml x.yml:b.yml:a.yml:sub/c.json -k -c 'a b'",
  );
  apart(["for-all-repos", "a.yml", "b.yml", "ls"], "kas for-all-repos a.yml:b.yml ls");
  apart(["purge", "a.yml", "b.yml"], "kas purge a.yml:b.yml");
  refused(["diff", "a.yml", "b.yml", "a.yml"], "kas", "unrecognized arguments: a.yml");
  for (const words of [["a.yml", "--", "b.yml"], ["a.yml", "x.yml"], ["a.yml", "notes"]]) {
    assert.equal(commandOf("build", ...words).args.text("config"), "a.yml");
  }
  assert.equal(commandOf("for-all-repos", "a.yml", "b.yml").args.text("command"), "b.yml");
});

Deno.test("global options stand before or behind the command, which looks at its own first", () => {
  assert.equal(commandOf("build").choices.logLevel, undefined);
  assert.equal(commandOf("dump", "-l", "debug", "a.yml").args.text("config"), "a.yml");
  for (const words of [["-l", "debug"], ["-ldebug"], ["--log-level=debug"], ["--log-l", "debug"]]) {
    assert.equal(commandOf("dump", ...words).choices.logLevel, "debug");
    assert.equal(commandOf("-l", "error", "dump", "a.yml", ...words).choices.logLevel, "debug");
  }
  assert.equal(commandOf("dump", "--lo").args.flag("lock"), true);
  assert.equal(commandOf("build", "--lo", "debug").choices.logLevel, "debug");
  assert.equal(commandOf("build").choices.colour, undefined);
  for (const command of ["build", "diff"]) {
    assert.equal(commandOf("--no-color", command, "a", "b").choices.colour, "never");
    assert.equal(commandOf(command, "a", "b", "--no-color").choices.colour, "never");
  }
  assert.equal(commandOf("build", "--no").args.flag("no-wait"), true);
  assert.doesNotMatch(textOf("diff", "--help"), /--no-color|--log-level/);
  const rest = commandOf("build", "a.yml", "--", "-l", "--no-color");
  assert.deepEqual(rest.args.list("extra_bitbake_args"), ["-l", "--no-color"]);
  assert.deepEqual([rest.choices.logLevel, rest.choices.colour], [undefined, undefined]);
  assert.equal(
    commandOf("for-all-repos", "a.yml", "git log -l").args.text("command"),
    "git log -l",
  );
  refused(["dump", "-l", "loud"], "kas dump", /^argument -l\/--log-level: invalid choice: 'loud' /);
  refused(["dump", "-l"], "kas dump", "argument -l/--log-level: expected one argument");
  refused(["dump", "--version"], "kas", /^unrecognized arguments: --version/);
  assert.equal(commandOf("-l", "debug", "build").choices.logLevel, "debug");
  assert.equal(commandOf("--log-level=error", "dump").choices.logLevel, "error");
  refused(["-l", "loud", "build"], "kas", /^argument -l\/--log-level: invalid choice: 'loud' /);
});

Deno.test("the last word on how much to tell, and on colours, counts", () => {
  const level = (...argv: string[]) => commandOf(...argv).choices.logLevel;
  assert.equal(level("-q", "build"), "warning");
  assert.equal(level("build", "--verbose"), "debug");
  assert.equal(level("-q", "build", "-v"), "debug");
  assert.equal(level("-v", "-l", "error", "build"), "error");
  assert.equal(level("build", "-kq"), "warning");
  const colour = (...argv: string[]) => commandOf(...argv).choices.colour;
  assert.equal(colour("--no-color", "diff", "--color=always", "a", "b"), "always");
  assert.equal(colour("--color", "auto", "diff", "--no-color", "a", "b"), "never");
  refused(["--color", "red", "build"], "kas", /^argument --color: invalid choice: 'red' /);
  assert.equal(commandOf("--log-format", "json", "build").choices.logFormat, "json");
});

Deno.test("directories to change to: one from the other, and seen by what is said of files", () => {
  const places = (...argv: string[]) => commandOf(...argv).choices.directories;
  assert.deepEqual(places("build"), []);
  assert.deepEqual(places("-C", "a", "build", "-Cb", "--directory=c"), ["a", "b", "c"]);
  const missing = (...argv: string[]) => refused(argv, "kas", /^project files are joined by/);
  missing("checkout", "a.yml", "-C", "other", "far.yml");
  refused(["checkout", "a.yml", "far.yml"], "kas", "unrecognized arguments: far.yml");
});

Deno.test("abbreviations of kas 5.5 mean what they meant", () => {
  assert.equal(commandOf("--log", "debug", "build").choices.logLevel, "debug");
  assert.match(textOf("--v"), /^kas 5\.5 /);
  assert.equal(commandOf("--no", "build").choices.colour, "never");
  assert.equal(commandOf("shell", "--co", "ls").args.text("command"), "ls");
  refused(["--qui", "build"], "kas", "unrecognized arguments: --qui");
});

Deno.test("a command's words are its own", () => {
  const { command, args } = commandOf("shell", "kas.yml", "-kc", "make -j4");
  assert.equal(command.name, "shell");
  assert.equal(args.text("config"), "kas.yml");
  assert.equal(args.text("command"), "make -j4");
  assert.ok(args.list("skip").includes("write_bbconfig"));
});
