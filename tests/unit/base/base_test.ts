import assert from "node:assert/strict";
import type { Syntax } from "../../../src/base/arguments.ts";
import { quoteArgv } from "../../../src/base/command.ts";
import {
  Cancelled,
  CommandError,
  exitCodeOf,
  UsageError,
  userError,
} from "../../../src/base/errors.ts";
import { gitConfigSection, setIniKeys } from "../../../src/base/ini.ts";
import { formatLogLine, terminalLogLine } from "../../../src/base/log.ts";
import { parseArguments } from "../../../src/base/parse_arguments.ts";
import { nearest } from "../../../src/base/suggest.ts";
import { wrapText } from "../../../src/base/wrap.ts";

const syntax: Syntax = {
  program: "p",
  options: [
    { flags: ["-k", "--keep"], name: "skip", kind: "flag", adds: ["a", "b"], help: "" },
    { flags: ["-E", "--env"], name: "env", kind: "flag", help: "" },
    { flags: ["--skip"], name: "skip", kind: "list", help: "" },
    { flags: ["-c", "--command"], name: "command", kind: "text", help: "" },
    { flags: ["--force-checkout"], name: "force", kind: "flag", help: "" },
    { flags: ["--format"], name: "format", kind: "text", choices: ["yaml", "json"], help: "" },
  ],
  positionals: [
    { name: "config", arity: "optional", help: "" },
    { name: "word", arity: "one", help: "" },
  ],
};

Deno.test("command lines are read as argparse reads them", () => {
  const read = (...args: string[]) => parseArguments(syntax, args);
  assert.equal(read("x").values.text("word"), "x");
  assert.equal(read("x").values.text("config"), undefined);
  assert.equal(read("a", "-k", "x").values.text("config"), "a");
  assert.deepEqual(read("x", "-kE", "--skip", "c").values.list("skip"), ["a", "b", "c"]);
  assert.equal(read("x", "-kEcls -l").values.text("command"), "ls -l");
  assert.equal(read("x", "-c", "-x y").values.text("command"), "-x y");
  assert.equal(read("x", "--com=y=z").values.text("command"), "y=z");
  assert.equal(read("x", "-c=y").values.text("command"), "y");
  assert.equal(read("--", "--force-checkout").values.text("word"), "--force-checkout");
  assert.deepEqual(read("x", "-q", "--zz").unknown, ["-q", "--zz"]);
  assert.deepEqual(read("a", "x", "y").unknown, ["y"]);
  assert.equal(read("-5").values.text("word"), "-5");
  assert.throws(
    () => read("x", "--fo", "y"),
    /ambiguous option: --fo could match --force-checkout, --format/,
  );
  assert.throws(() => read("x", "-c", "--skip"), UsageError);
  assert.throws(() => read("x", "-kx"), /ignored explicit argument 'x'/);
});

Deno.test("exit codes", () => {
  assert.equal(exitCodeOf(userError("other", {}, "x")), 2);
  assert.equal(exitCodeOf(new CommandError(["x"], 7)), 2);
  assert.equal(exitCodeOf(new CommandError(["x"], 7, true)), 7);
  assert.equal(exitCodeOf(new UsageError("", "", "")), 2);
  assert.equal(exitCodeOf(new Cancelled()), 130);
  assert.equal(exitCodeOf(new TypeError()), 1);
});

Deno.test("log lines", () => {
  const date = new Date(2024, 0, 2, 3, 4, 5);
  assert.equal(formatLogLine(date, "info", "text", false), "2024-01-02 03:04:05 - INFO     - text");
  assert.equal(
    formatLogLine(date, "error", "x", true),
    "\x1b[1;31m2024-01-02 03:04:05 - ERROR    - x\x1b[0m",
  );
});

Deno.test("log lines on a terminal are as wide as that, indented, without times", () => {
  const line = terminalLogLine(
    "warning",
    "one two three\nfour  five https://a.long.url/x",
    31,
    false,
  );
  assert.equal(
    line,
    "WARNING  - one two three\n" +
      "           four  five\n" +
      "           https://a.long.url/x",
  );
  assert.equal(terminalLogLine("error", "x", 80, true), "\x1b[1;31mERROR    - x\x1b[0m");
});

Deno.test("wrapping keeps a line's own indentation, and long words whole", () => {
  assert.equal(wrapText("a b\n  cc dd ee\n", 2, 4), "a b\n    cc dd ee\n  ");
  assert.equal(
    wrapText("  aaaa bbbb cccc dddd eeee ffff", 1, 24),
    "  aaaa bbbb cccc dddd\n   eeee ffff",
  );
  const url = `https://${"x".repeat(60)}`;
  assert.equal(wrapText(`at ${url} now`, 4, 40), `at\n    ${url}\n    now`);
});

Deno.test("near words", () => {
  assert.equal(nearest("layer", ["layers", "path"]), "layers");
  assert.equal(nearest("brnach", ["branch", "path"]), "branch");
  assert.equal(nearest("zebra", ["branch", "path"]), undefined);
  assert.equal(nearest("", ["n"]), undefined);
  assert.equal(nearest("g", ["hg", "git"]), undefined);
  assert.equal(nearest("isar-", ["isar-privileged", "isar-rootless"]), undefined);
  assert.equal(nearest("isar-r", ["isar-privileged", "isar-rootless"]), "isar-rootless");
  assert.equal(nearest("clea", ["clean", "cleansstate", "cleanall"]), "clean");
});

Deno.test("quoting for a shell", () => {
  assert.equal(quoteArgv(["a", "", "b c", "é"]), "a '' 'b c' 'é'");
});

Deno.test("INI text", () => {
  assert.equal(setIniKeys("", "default", { a: "1" }), "[default]\na = 1\n");
  assert.equal(
    setIniKeys("[x]\na = 0\n[default]\na = 0\nb = 2\n[y]\n", "default", { a: "1" }),
    "[x]\na = 0\n[default]\na = 1\nb = 2\n[y]\n",
  );
  assert.equal(gitConfigSection("a", [["k", 'x "y" \\z']]), '[a]\n\tk = "x \\"y\\" \\\\z"\n');
});
