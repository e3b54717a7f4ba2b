import assert from "node:assert/strict";
import { unifiedDiff } from "../../../src/report/line_diff.ts";

Deno.test("unified diff: hunks with three lines around them", () => {
  const lines = Array.from({ length: 20 }, (_, index) => `line ${index + 1}`);
  const changed = lines.with(1, "second").toSpliced(14, 1);
  const hunks = unifiedDiff(`${lines.join("\n")}\n`, `${changed.join("\n")}\n`);
  assert.deepEqual(hunks.map((hunk) => hunk.heading), ["@@ -1,5 +1,5 @@", "@@ -12,7 +12,6 @@"]);
  assert.deepEqual(hunks[0]!.lines.slice(0, 3), [[" ", "line 1"], ["-", "line 2"], [
    "+",
    "second",
  ]]);
  assert.deepEqual(unifiedDiff("a", "b")[0]!.heading, "@@ -1 +1 @@");
  assert.deepEqual(unifiedDiff("same\n", "same\n"), []);
});

Deno.test("unified diff: very large texts are compared as a whole", () => {
  const numbered = (mark: string) =>
    Array.from({ length: 20_000 }, (_, index) => `${mark}${index}\n`).join("");
  const [hunk, more] = unifiedDiff(`first\n${numbered("a")}last`, `first\n${numbered("b")}last`);
  assert.equal(hunk!.heading, "@@ -1,20002 +1,20002 @@");
  assert.equal(more, undefined);
});
