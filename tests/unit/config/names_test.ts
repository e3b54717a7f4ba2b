import assert from "node:assert/strict";
import {
  hiddenCharacter,
  isFileName,
  nameMistake,
  quotingMistake,
  stepsUp,
} from "../../../src/config/names.ts";
import { pathText } from "../../../src/config/value.ts";

Deno.test("characters that nobody sees, or that end a line", () => {
  for (
    const [text, code] of [
      ["a\x1b", "U+001B"],
      ["\x7f", "U+007F"],
      ["\x85", "U+0085"],
      ["\u2028", "U+2028"],
      ["\u202e", "U+202E"],
      ["\u2066", "U+2066"],
      ["\u{e0041}", "U+E0041"],
      ["\n", "U+000A"],
      ["\ud800", "U+D800"],
    ] as const
  ) assert.equal(hiddenCharacter(text), code);
  assert.equal(hiddenCharacter("Grüße, 世界 👍 a b"), undefined);
  assert.equal(pathText(["a\nb", "\x1b[1m"]), "a\\nb.\\x1b[1m");
});

Deno.test("what can stand in bitbake's quotes, and what is a name", () => {
  assert.equal(quotingMistake("meta layer's (1) $x"), undefined);
  for (const text of ['"', "\\", "${x}", "a\nb"]) assert.ok(quotingMistake(text), text);
  assert.equal(nameMistake("qemux86-64+a.b_c@1"), undefined);
  for (const text of ["a b", "a/b", "a'b", "$a", "`a`", "${@1}"]) {
    assert.ok(nameMistake(text), text);
  }
});

Deno.test("names of files, and paths that step up", () => {
  for (const name of ["", ".", "..", "-x", "a/b", "/a"]) assert.ok(!isFileName(name), name);
  for (const name of ["a", "..a", "a-b.sh"]) assert.ok(isFileName(name), name);
  assert.ok(stepsUp("a/../b") && stepsUp("..") && !stepsUp("a/..b/c"));
});
