import assert from "node:assert/strict";
import { type Document, locate } from "../../../src/config/document.ts";
import { readCommonYaml } from "../../../src/config/read_common_yaml.ts";
import { readYaml } from "../../../src/config/read_yaml.ts";
import { isMap, type Value } from "../../../src/config/value.ts";
import { randomYaml, seeded } from "./random_yaml.ts";

/** All that a document tells, in a form that can be compared. */
function told(document: Document): unknown {
  const part = (value: Value): unknown => {
    if (!isMap(value) && !Array.isArray(value)) return value;
    const offsets = document.parts.get(value);
    const parts = [[...offsets!.keys], [...offsets!.values]];
    return isMap(value)
      ? { entries: [...value].map(([key, item]) => [key, part(item)]), parts }
      : { items: value.map(part), parts };
  };
  return { ...document, root: part(document.root), parts: undefined };
}

/** Whether the text is in the common part; there, both readers must tell the same. */
function isCommon(text: string): boolean {
  const common = readCommonYaml("/f.yml", text);
  if (!common) return false;
  assert.deepEqual(told(common), told(readYaml("/f.yml", text)), JSON.stringify(text));
  return true;
}

Deno.test("both readers of YAML tell the same of 100,000 random texts", () => {
  const random = seeded(1);
  const texts = 210_000;
  let compared = 0;
  for (let count = 0; count < texts; count++) {
    if (isCommon(randomYaml(random))) compared++;
  }
  assert.ok(compared > 100_000, `${compared} texts were compared`);
});

const PROJECT = `# A project.
header:
  version: 16
  includes:
  - base.yml
  - repo: isar   # of another repository
    file: "kas/x.yml"

# The machine.
machine: qemuamd64
target: [a, mc:b:c, 'd']
env: {A: , B: "1", C: no}
repos:
  this:
  isar:
    url: https://github.com/ilbers/isar.git
    layers:
      meta: # ours
      meta-isar:
        prio: -1
  ./x.y: {}

local_conf_header:
  10-x: |
    A = "b"

      # not a comment
    B	= "c"
  # a comment
  last: |-
    C = "d"


`;

Deno.test("what project files are written in is common", () => {
  for (
    const end of ["", "\n", "\n# end", "  list:\n    - |+\n      a\n\n    - b: c\n      d: e\n"]
  ) {
    assert.ok(isCommon(PROJECT + end), end);
  }
  const document = readCommonYaml("/f.yml", PROJECT)!;
  const place = (line: number, column: number) => ({ file: "/f.yml", line, column });
  assert.deepEqual(locate(document, ["repos", "this"], "value"), place(14, 8));
  assert.deepEqual(locate(document, ["repos", "isar", "layers", "meta"], "value"), place(18, 13));
  assert.deepEqual(locate(document, ["header", "includes", 1, "file"], "key"), place(7, 5));
});

Deno.test("everything else is left to the library", () => {
  const texts = [
    "",
    "# nothing\n",
    "a\n",
    "- a\n",
    " a: b\n",
    "a: b\na: c\n",
    "a: {b: c, b: d}\n",
    "1: a\n1.0: b\n",
    "<<: {a: b}\n",
    "a: &x b\n",
    "a: *x\n",
    "a: !!str 1\n",
    "a: ! b\n",
    "a: =\n",
    "a: <<\n",
    "a: 2024-02-30\n",
    "---\na: b\n",
    "a: b\n...\n",
    "%YAML 1.1\n",
    "? a\n: b\n",
    "a: b\n c\n",
    "a:\n  b\n",
    'a: "b\n  c"\n',
    'a: "\\n"\n',
    "a: 'it''s'\n",
    "a: >\n  b\n",
    "a: |2\n  b\n",
    "a: |\n\n",
    "a: |\n    \n  b\n",
    "a: |\n  b\n  ",
    "a: [b,\n  c]\n",
    "a: [b] c\n",
    "a: [b]#c\n",
    "a: {b}\n",
    "a: [b: c]\n",
    "a: b: c\n",
    "a: b:\n",
    "a:b\n",
    "a : b\n",
    "a: b\tc\n",
    "a:\tb\n",
    "\ta: b\n",
    "a: b\r\n",
    "\ufeffa: b\n",
    "a: \u0001\n",
    "a: \u2028\n",
    "a: # \ud800\n",
    "a:\n  - b\n - c\n",
    "a:\n  b: c\n d: e\n",
    "a:\n  - b\n  c: d\n",
    "a:\n- - b\n",
    "a:\n-\n  b: c\n",
    "a: - b\n",
    `${"a".repeat(600)}: b\n`,
  ];
  for (const text of texts) assert.equal(readCommonYaml("/f.yml", text), undefined, text);
});

Deno.test("what comes near the library's limits is left to it", () => {
  const deep = (levels: number) =>
    Array.from({ length: levels }, (_, level) => `${" ".repeat(level)}a:\n`).join("");
  assert.ok(isCommon(deep(30)));
  assert.ok(!isCommon(deep(50)));
  assert.ok(!isCommon(`a: ${"[".repeat(50)}${"]".repeat(50)}\n`));
  // As many words and marks for what is counted as there can be.
  const entries = (count: number) =>
    "a:\n" + Array.from({ length: count }, (_, key) => `  k${key}: | # c\n    d\n`).join("");
  assert.ok(isCommon(entries(29_000)));
  assert.ok(!isCommon(entries(31_000)));
  const items = (count: number) => "a:\n" + "  - b: c # d\n".repeat(count);
  assert.ok(isCommon(items(14_500)));
  assert.ok(!isCommon(items(15_500)));
  assert.ok(!isCommon(`a: b\n${"# c\n".repeat(31_000)}`));
});

Deno.test("reading takes time that grows with the text, not faster", () => {
  const size = 1 << 20;
  const texts = [
    `a: ${"b".repeat(size)}\n`,
    `a: ${"b ".repeat(size / 2)}\n`,
    `a: b${" ".repeat(size)}#\n`,
    `a: b${" ".repeat(size)}c\n d\n`,
    `a:${" ".repeat(size)}b\n`,
    `${" ".repeat(size)}a: b\n`,
    `a:\n${" ".repeat(size)}b: c\n`,
    `a: ${"b:c#d".repeat(size / 5)}: e\n`,
    `a: "${"b".repeat(size)}\n`,
    `a: '${"b".repeat(size)}'x\n`,
    `${"a".repeat(size)}\n`,
    `a:\n  - ${"a".repeat(size)}\n`,
    `a:\n  - "${"a".repeat(size)}\n`,
    `a: ${"[".repeat(size)}\n`,
    `a: [${"b".repeat(size)}\n`,
    `a: [${"b, ".repeat(20_000)}c\n`,
    `a: [b${" ".repeat(size)}\n`,
    `a: |\n${"  b\n".repeat(size / 4)}`,
    `a: |\n${"\n".repeat(size)}`,
    `a: |\n  b\n${"\n".repeat(size)} c\n`,
    `a: |\n${" ".repeat(size)}b\n`,
    `a: b\n${"\n".repeat(size)}`,
    `a: b\n${"#\n".repeat(size / 2)}`,
    Array.from({ length: 29_000 }, (_, index) => `key-${index}: a b c d e f\n`).join("") + "x",
    "a:\n".repeat(size / 3),
    "- ".repeat(size / 2),
  ];
  for (const text of texts) {
    const start = performance.now();
    readCommonYaml("/f.yml", text);
    const spent = performance.now() - start;
    assert.ok(spent < 1000, `${Math.round(spent)} ms for ${JSON.stringify(text.slice(0, 20))}`);
  }
});
