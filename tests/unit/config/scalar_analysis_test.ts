import assert from "node:assert/strict";
import { readYaml } from "../../../src/config/read_yaml.ts";
import {
  allowsLiteral,
  allowsPlain,
  allowsSingleQuotes,
  hasLineBreak,
} from "../../../src/config/scalar_analysis.ts";
import { writeYaml } from "../../../src/config/write_yaml.ts";
import { plainType } from "../../../src/config/yaml_scalar.ts";

/** Texts of what matters to YAML, the same in each run. */
function* texts(count: number): Generator<string> {
  const parts = [
    ..."ab1-?:# ,[]{}&*!|>'\"%@`\\/_+.~=<\n\t\r\0é",
    ...["word", "  ", " ", " ", "\n", "---", "...", "yes", "null", "0x1", "1.5", "2020-01-01"],
    ...["\x85", "\u2028", "😀", "\ud800", "a-word-with-many-letters"],
  ];
  let state = 12;
  const below = (most: number) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % most;
  };
  for (let made = 0; made < count; made++) {
    const length = below(4) === 0 ? below(60) : below(8);
    yield Array.from({ length }, () => parts[below(parts.length)]).join("");
  }
}

/** PyYAML's `Emitter.analyze_scalar`, letter by letter. */
function analyze(text: string) {
  const breaks = "\n\x85\u2028\u2029";
  const blanks = `\0 \t\r${breaks}`;
  const letters = [...text];
  const isBlank = (index: number) => index >= letters.length || blanks.includes(letters[index]!);
  let indicator = /^(?:---|\.\.\.)/.test(text);
  let lineBreaks = false, special = false, breakBlank = false, blankBreak = false;
  for (const [index, letter] of letters.entries()) {
    const before = letters[index - 1];
    if (before === undefined) {
      if ("#,[]{}&*!|>'\"%@`".includes(letter)) indicator = true;
      if ("?:-".includes(letter) && isBlank(1)) indicator = true;
    } else {
      if (letter === ":" && isBlank(index + 1)) indicator = true;
      if (letter === "#" && blanks.includes(before)) indicator = true;
      if (letter === " " && breaks.includes(before)) breakBlank = true;
      if (breaks.includes(letter) && before === " ") blankBreak = true;
    }
    if (breaks.includes(letter)) lineBreaks = true;
    if (letter !== "\n" && (letter < " " || letter > "~")) special = true;
  }
  const ends = [letters[0], letters.at(-1)].filter((letter) => letter !== undefined);
  const edge = ends.some((letter) => letter === " " || breaks.includes(letter));
  const awkward = blankBreak || special;
  return {
    plain: !(edge || breakBlank || awkward || lineBreaks || indicator),
    single: !(breakBlank || awkward),
    literal: text !== "" && letters.at(-1) !== " " && !awkward,
    lineBreaks,
  };
}

Deno.test("the searches find what PyYAML finds letter by letter", () => {
  for (const text of texts(20_000)) {
    const found = {
      plain: allowsPlain(text),
      single: allowsSingleQuotes(text),
      literal: allowsLiteral(text),
      lineBreaks: hasLineBreak(text),
    };
    assert.deepEqual(found, analyze(text), JSON.stringify(text));
  }
});

Deno.test("what is written of any text is ASCII, and is read back equal", () => {
  for (const text of texts(2000)) {
    // Half of a pair is no character: it cannot be read.
    if (!text.isWellFormed()) continue;
    const value = new Map([[text, [text, new Map([["k", text]])]]]);
    const written = writeYaml(value, { indent: 4, sortKeys: false });
    assert.match(written, /^[\n -~]*$/);
    assert.deepEqual(readYaml("f", written).root, value, JSON.stringify(text));
  }
});

Deno.test("the first letter tells texts that can be of no other type", () => {
  const typed = ["", "~", "Null", "yes", "No", "ON", "off", "True", "false", "<<", "=", "+1", "-1"];
  typed.push(".5", "-.inf", ".NaN", "0b1", "0x1", "1:30", "2020-01-01", "9");
  assert.deepEqual(typed.filter((text) => plainType(text) === "str"), []);
});
