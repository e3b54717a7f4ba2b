import assert from "node:assert/strict";
import { readYaml } from "../../../src/config/read_yaml.ts";
import { Float, type Value } from "../../../src/config/value.ts";
import { writeJson } from "../../../src/config/write_json.ts";
import { pythonFloat } from "../../../src/config/python_float.ts";
import { writeYaml } from "../../../src/config/write_yaml.ts";

const style = { indent: 2, sortKeys: false };
const map = (...entries: [string, Value][]) => new Map<string, Value>(entries);
const yaml = (value: Value, indent = 2) => writeYaml(map(["k", value]), { ...style, indent });

Deno.test("scalars as PyYAML writes them", () => {
  const cases: [Value, string][] = [
    ["plain", "k: plain\n"],
    ["", "k: ''\n"],
    [null, "k:\n"],
    ["yes", "k: 'yes'\n"],
    ["0x1F", "k: '0x1F'\n"],
    ["y", "k: y\n"],
    ["a: b", "k: 'a: b'\n"],
    ["it's: x", "k: 'it''s: x'\n"],
    ["- x", "k: '- x'\n"],
    ["é", 'k: "\\xE9"\n'],
    ["😀", 'k: "\\U0001F600"\n'],
    ["a\tb", 'k: "a\\tb"\n'],
    ["a\nb\n", "k: |\n  a\n  b\n"],
    ["a\nb", "k: |-\n  a\n  b\n"],
    ["a\n\n", "k: |+\n  a\n\n...\n"],
    [" a\n", "k: |2\n   a\n"],
    ["a \nb\n", 'k: "a \\nb\\n"\n'],
    [true, "k: true\n"],
    [12n, "k: 12\n"],
    [new Float(1), "k: 1.0\n"],
    [new Float(1e20), "k: 1.0e+20\n"],
    [[], "k: []\n"],
    [map(), "k: {}\n"],
    [["a", ["b"]], "k:\n- a\n- - b\n"],
    [[map(["x", "1"], ["y", "b"])], "k:\n- x: '1'\n  y: b\n"],
  ];
  for (const [value, expected] of cases) assert.equal(yaml(value), expected);
});

Deno.test("strings that other readers take for numbers are quoted where that is asked for", () => {
  const value = map(["y", "08"], ["k", "y"], ["n", 8]);
  assert.equal(writeYaml(value, style), "y: 08\nk: y\nn: 8\n");
  assert.equal(writeYaml(value, { ...style, quoted: /^[0-9y]/ }), "'y': '08'\nk: 'y'\nn: 8\n");
});

Deno.test("long scalars are folded after column 80", () => {
  const words = Array.from({ length: 30 }, (_, index) => `word${index}`).join(" ");
  assert.equal(
    yaml(words),
    "k: word0 word1 word2 word3 word4 word5 word6 word7 word8 word9 word10 word11 word12\n" +
      "  word13 word14 word15 word16 word17 word18 word19 word20 word21 word22 word23 word24\n" +
      "  word25 word26 word27 word28 word29\n",
  );
  assert.match(yaml(`é ${words}`), /^k: "\\xE9 word0 .*\\\n {2}\\ word\d+ /);
});

Deno.test("indentation and sorting", () => {
  const value = map(["b", ["x", map(["z", null], ["a", "1\n2\n"])]], ["a", map(["c", "d"])]);
  assert.equal(
    writeYaml(value, { indent: 4, sortKeys: true }),
    "a:\n    c: d\nb:\n- x\n-   a: |\n        1\n        2\n    z:\n",
  );
  assert.equal(writeYaml(map(), { indent: 1, sortKeys: false }), "{}\n");
});

Deno.test("keys that need quotes or are no strings", () => {
  const value = new Map<string | number | boolean | null, Value>([
    ["1", "a"],
    [1, "b"],
    [true, "c"],
    ["", "d"],
  ]);
  assert.equal(writeYaml(value, style), "'1': a\n1: b\ntrue: c\n? ''\n: d\n");
});

Deno.test("what is written is read back equal", () => {
  const texts = [
    "a",
    " a",
    "a ",
    "a\n",
    "\n",
    "a\n\nb",
    "#",
    "a #b",
    "'",
    '"',
    "\\",
    "\u2028",
    "---",
    "...",
    "!x",
    "x:",
  ];
  for (const text of texts) {
    const value = map([text, [text, map(["k", text])]]);
    assert.deepEqual(readYaml("f", writeYaml(value, style)).root, value, JSON.stringify(text));
  }
});

Deno.test("JSON as Python writes it", () => {
  const value = map(["é", [1, new Float(2), null, true]], ["e", map()], ["l", []]);
  assert.equal(
    writeJson(value, { indent: 2, sortKeys: true }),
    '{\n  "e": {},\n  "l": [],\n  "\\u00e9": [\n    1,\n    2.0,\n    null,\n    true\n  ]\n}',
  );
});

Deno.test("floats as Python's repr", () => {
  const cases: [number, string][] = [
    [1, "1.0"],
    [0.1, "0.1"],
    [1e16, "1e+16"],
    [123456789012345680, "1.2345678901234568e+17"],
    [0.0001, "0.0001"],
    [0.00001, "1e-05"],
    [-2.5e-7, "-2.5e-07"],
    [1.5e300, "1.5e+300"],
  ];
  for (const [value, expected] of cases) assert.equal(pythonFloat(value), expected);
});
