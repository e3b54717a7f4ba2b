import assert from "node:assert/strict";
import { columnsOf, endOf, startOf, wrap } from "../../../src/base/columns.ts";

Deno.test("columns: wide characters take two, combining ones none, joined ones count once", () => {
  const columns: Record<string, number> = {
    "": 0,
    "plain": 5,
    "Größe": 5,
    "e\u0301": 1,
    "日本語": 6,
    "ｶﾅ": 2,
    "한국": 4,
    "\u1112\u1161\u11ab": 2,
    "🚀": 2,
    "👍🏽": 2,
    "👩‍👧‍👦": 2,
    "🇩🇪": 2,
    "❤\ufe0f": 2,
    "❤": 1,
    "1\ufe0f\u20e3": 2,
    "नि": 2,
    "a\u200db": 2,
  };
  for (const [text, wanted] of Object.entries(columns)) {
    assert.equal(columnsOf(text), wanted, text);
  }
});

Deno.test("columns: a text is cut between what users take for characters", () => {
  assert.equal(startOf("日本語", 5), "日本");
  assert.equal(startOf("ae\u0301x", 2), "ae\u0301");
  assert.equal(startOf("👩‍👧‍👦x", 1), "");
  assert.equal(endOf("日本語", 3), "語");
  assert.equal(endOf("xe\u0301", 1), "e\u0301");
  assert.equal(endOf("short", 9), "short");
});

Deno.test("columns: lines are broken at blanks, and within words that are too long", () => {
  assert.deepEqual(wrap("", 10), [""]);
  assert.deepEqual(wrap("one two three", 7), ["one two", "three"]);
  assert.deepEqual(wrap("  indented text", 12), ["  indented", "text"]);
  assert.deepEqual(wrap("abcdefgh", 3), ["abc", "def", "gh"]);
  assert.deepEqual(wrap("日本語です", 4), ["日本", "語で", "す"]);
  assert.deepEqual(wrap("a 日本語です", 8), ["a 日本語", "です"]);
  assert.deepEqual(wrap("[ ] one two", 7, "    "), ["[ ] one", "    two"]);
  assert.deepEqual(wrap("one   two", 4), ["one", "two"]);
  assert.deepEqual(wrap("a bcdefghi", 8, "    "), ["a bcdefg", "    hi"]);
  assert.equal(wrap("a".repeat(1_000_000), 10).length, 100_000);
  assert.deepEqual(wrap("ab cdefghij", 5, "  "), ["ab", "  cde", "  fgh", "  ij"]);
});
