import assert from "node:assert/strict";
import { quoteArgv } from "../../../src/base/command.ts";
import { describeAction } from "../../../src/base/plan.ts";
import {
  printable,
  printableCells,
  printableLine,
  printableMessage,
} from "../../../src/base/printable.ts";
import { formatCommits } from "../../../src/report/commit_log.ts";
import { COLOURED, PLAIN } from "../../../src/report/colours.ts";
import { diffText } from "../../../src/report/diff.ts";

Deno.test("what others wrote: what is not printable is escaped", () => {
  const cases: [string, string][] = [
    ["plain text, ümläute, 漢字, العربية", "plain text, ümläute, 漢字, العربية"],
    ["a\tb\nc", "a\tb\nc"],
    ["dos\r\nlines\r\n", "dos\nlines\n"],
    ["over\rwritten", "over\\rwritten"],
    ["\x1b[2J\x1b]0;title\x07", "\\x1b[2J\\x1b]0;title\\x07"],
    ["\0\b\v\f\x7f", "\\x00\\x08\\x0b\\x0c\\x7f"],
    ["\x85\x9b31m", "\\x85\\x9b31m"],
    ["\u202eabc\u202c \u2066x\u2069", "\\u202eabc\\u202c \\u2066x\\u2069"],
    ["\u061c\u200e\u200f", "\\u061c\\u200e\\u200f"],
    ["\u2028\u2029", "\\u2028\\u2029"],
    ["pay\u200bpal\u2060\ufeff", "pay\\u200bpal\\u2060\\ufeff"],
    ["\u{e0041}", "\\u{e0041}"],
    ["👨\u200d👩\u200d👧 می\u200cخواهم", "👨\u200d👩\u200d👧 می\u200cخواهم"],
  ];
  for (const [text, expected] of cases) assert.equal(printable(text), expected);
  assert.equal(printableLine("a\r\n\tb"), "a\\r\\n\\tb");
  const messages: [string, string][] = [
    ["1\na\r\n\n b", "1\na\n\n b"],
    ["a\n2030-01-01 - INFO - b", "a\n    2030-01-01 - INFO - b"],
    ["a\n\n ２０３０－\n\t2030-", "a\n\n     ２０３０－\n    \t2030-"],
    ["a\nkas-container: Error: b\nkasper", "a\n    kas-container: Error: b\nkasper"],
  ];
  for (const [text, expected] of messages) assert.equal(printableMessage(text), expected);
  assert.equal(printableCells("a\tb\u202ec\x1b"), "a b c ");
});

Deno.test("a megabyte of hostile characters is shown in time", () => {
  for (const piece of ["\x1b", "\r", "\r\n", "\u202e", "\n", "\u{e0041}a"]) {
    const start = performance.now();
    printableMessage(piece.repeat(1_000_000 / piece.length));
    const took = performance.now() - start;
    assert.ok(took < 2000, `${JSON.stringify(piece)} took ${took} ms`);
  }
});

Deno.test("reports: only their own colours are escape sequences", () => {
  const hostile = "\x1b[8m\r\u202e";
  const commit = {
    id: "0123456789abcdef",
    author: `A${hostile}\n`,
    email: "a@b",
    date: "2024-01-01 00:00:00",
    message: `first${hostile}\nsecond${hostile}`,
  };
  const commits = new Map([[`lib${hostile}`, [commit]]]);
  const diff = {
    commits,
    changes: [
      { key: `k${hostile}`, old: `a${hostile}\nb`, now: "c" },
      { key: "list", old: [hostile], now: undefined },
    ],
  };
  const style = { oneline: false, commitOnly: false, contentOnly: false };
  const texts = [
    formatCommits(commits, true, PLAIN),
    formatCommits(commits, false, PLAIN),
    diffText([`a${hostile}`, "b"], diff, { ...style, colours: PLAIN }),
  ];
  for (const text of texts) {
    // deno-lint-ignore no-control-regex
    assert.doesNotMatch(text, /[\x00-\x08\x0b-\x1f\u202e]/);
    assert.ok(text.includes("\\x1b[8m\\r\\u202e"), text);
  }
  const coloured = diffText(["a", "b"], diff, { ...style, colours: COLOURED });
  assert.ok(!coloured.includes("\x1b[8m") && coloured.includes("\x1b[31m"));
});

Deno.test("a dry run's line has no control characters, and is the same for a shell", () => {
  const path = "/tmp/\x1b[2J\r\u202ex y";
  const line = describeAction({ kind: "remove_tree", path }, { env: {}, cwd: "/" });
  assert.equal(line, "rm -rf -- '/tmp/'$'\\033''[2J'$'\\015'''$'\\342\\200\\256''x y'");
  assert.notEqual(line, quoteArgv(["rm", "-rf", "--", path]));
  const log = { kind: "log", level: "info", message: "a\x1b\nb" } as const;
  assert.equal(describeAction(log, { env: {}, cwd: "/" }), "# info: a\\x1b\n# b");
});
