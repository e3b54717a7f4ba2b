import assert from "node:assert/strict";
import { decodeKeys } from "../../../src/kconfig/keys.ts";
import { edit, textField } from "../../../src/kconfig/text_field.ts";

const LEFT = "\x1b[D";
const [HOME, END, DELETE] = ["\x1b[H", "\x1b[F", "\x1b[3~"];
const [CTRL_U, CTRL_W, BACKSPACE] = ["\x15", "\x17", "\x7f"];

/** The field after some keys, with a bar for the cursor. */
function typed(text: string, ...keys: string[]): string {
  const { before, after } = decodeKeys(keys.join("")).reduce(edit, textField(text));
  return `${before}|${after}`;
}

Deno.test("text field: keys move the cursor, and erase at it", () => {
  assert.equal(typed("ab", "c"), "abc|");
  assert.equal(typed("ab", LEFT, "x"), "ax|b");
  assert.equal(typed("ab", HOME, "x"), "x|ab");
  assert.equal(typed("ab", "\x01", "\x1b[C", "x"), "ax|b");
  assert.equal(typed("ab", HOME, LEFT, BACKSPACE), "|ab");
  assert.equal(typed("ab", HOME, DELETE), "|b");
  assert.equal(typed("ab", DELETE, "\x1b[C"), "ab|");
  assert.equal(typed("ab", HOME, END, "x"), "abx|");
  assert.equal(typed("ab", LEFT, BACKSPACE), "|b");
  assert.equal(typed("ab", "\x1b[A", "\t"), "ab|");
});

Deno.test("text field: Ctrl-U erases what is before the cursor, Ctrl-W the word there", () => {
  assert.equal(typed("one two", CTRL_U), "|");
  assert.equal(typed("one two", LEFT, CTRL_U), "|o");
  assert.equal(typed("one two", CTRL_W), "one |");
  assert.equal(typed("one two  ", CTRL_W), "one |");
  assert.equal(typed("one two", LEFT, CTRL_W, CTRL_W, CTRL_W), "|o");
});

Deno.test("text field: a letter with its marks, and an emoji of several, are one", () => {
  assert.equal(typed("xe\u0301", BACKSPACE), "x|");
  assert.equal(typed("x👩‍👧‍👦", LEFT), "x|👩‍👧‍👦");
  assert.equal(typed("👩‍👧‍👦日", HOME, DELETE), "|日");
  assert.equal(typed("👩‍👧‍👦日", HOME, "\x1b[C"), "👩‍👧‍👦|日");
  assert.equal(typed("e", "\u0301", LEFT), "|e\u0301");
});
