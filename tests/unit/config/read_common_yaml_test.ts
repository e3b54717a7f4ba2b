import assert from "node:assert/strict";
import { UserError } from "../../../src/base/errors.ts";
import type { Document } from "../../../src/config/document.ts";
import { readCommonYaml } from "../../../src/config/read_common_yaml.ts";
import { readYaml } from "../../../src/config/read_yaml.ts";
import { isMap, type Value } from "../../../src/config/value.ts";

/** Documents that both readers read and that are compared. */
const COMPARED = 100_000;

/** Numbers that are the same in each run (mulberry32). */
function randomNumbers(seed: number): (below: number) => number {
  return (below) => {
    seed = seed + 0x6d2b79f5 | 0;
    let t = Math.imul(seed ^ seed >>> 15, seed | 1);
    t ^= t + Math.imul(t ^ t >>> 7, t | 61);
    return ((t ^ t >>> 14) >>> 0) % below;
  };
}

/** All that a document tells: values, types, positions, the order of keys. */
function told(document: Document): unknown {
  const seen = (value: Value): unknown => {
    if (typeof value !== "object" || value === null) return value;
    const { keys, values } = document.parts.get(value) ?? { keys: new Map(), values: new Map() };
    if (isMap(value)) {
      return [...value].map(([key, of]) => [key, keys.get(key), values.get(key), seen(of)]);
    }
    if (Array.isArray(value)) return value.map((of, index) => [values.get(index), seen(of)]);
    return [value.constructor.name, { ...value }];
  };
  const { rootOffset, lines, duplicates, root } = document;
  return { rootOffset, lines, duplicates, isMap: isMap(root), root: seen(root) };
}

/** Whether the common reader has taken the text; then the library must say the same of it. */
function compare(text: string): boolean {
  const common = readCommonYaml("f.yml", text);
  if (!common) return false;
  let whole: Document;
  try {
    whole = readYaml("f.yml", text);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    assert.fail(`only the common reader takes ${JSON.stringify(text)}: ${error.message}`);
  }
  // Deep equality of all of them would take the most time.
  const [ours, theirs] = [told(common), told(whole)];
  const shown = (value: unknown) =>
    JSON.stringify(
      value,
      (_, part) =>
        typeof part === "bigint"
          ? `${part}n`
          : typeof part === "number" && !Number.isFinite(part)
          ? String(part)
          : part,
    );
  if (shown(ours) !== shown(theirs)) assert.deepEqual(ours, theirs, JSON.stringify(text));
  return true;
}

const SCALARS = [
  ..."a,poky,x86_64,1,-1,0x1f,010,1.5,yes,no,null,~,2024-01-01,12:30:45,1e3,.inf,=,-,a-b,-x".split(
    ",",
  ),
  ..."a b,a:b,a#b,https://x/y.git,refs/heads/main,a: b,a #b,'q',\"q\",'it''s',\"a\\nb\",&a,*a,!!str a"
    .split(
      ",",
    ),
  "<<",
  "[a, b]",
  "[a, [1, 'x']]",
  "[]",
  "{}",
  "{a: 1, b: [c]}",
  "{a: b, 'c': \"d\"}",
  "{a: , b:  }",
  "{a: }",
  "[a: b]",
  "[a, ]",
  "a, b",
  "a]",
  "%a",
  "@a",
  "`a",
  "|x",
  ">-",
  "ü",
  "x  y",
  "a:",
  "- a",
  "? a",
];
const KEYS = [
  "a",
  "bb",
  "repos",
  "local_conf_header",
  "x-y",
  "1",
  "yes",
  "null",
  "'q'",
  '"q"',
  "1.5",
  "a b",
  "a/b",
  "<<",
  "2024-01-01",
  "?",
];
const ENDS = [...Array(30).fill(""), " ", " ", "  # c", " # c", " #", "#x", "\t"];
const GAPS = [...Array(12).fill(""), "\n", "# c\n", "    # c\n", " \n", "\n\n"];

/** A text like a project file's. */
function document(below: (n: number) => number): string {
  const pick = (list: readonly string[]) => list[below(list.length)]!;
  const common = (list: readonly string[], first: number) =>
    below(12) ? list[below(first)]! : pick(list);
  const scalar = () => common(SCALARS, 40);
  let lines = 0;
  const block = (indent: string): string => {
    const margin = indent + pick([...Array(20).fill("  "), " ", "    ", ""]);
    let text = `|${pick([...Array(12).fill(""), "-", "-", "-", "+", "2", "-1"])}${pick(ENDS)}\n`;
    for (let count = 1 + below(3); count > 0; count--) {
      text += `${pick(["", "", "", "\n", "   \n", "# c\n"])}${margin}${
        pick(['A = "1"', "# c", "a: b", "- x", "  more", "[x", "x  ", ""])
      }\n`;
    }
    return text + pick(["", "", "", "\n", "\n\n", `${margin} \n`]);
  };
  const value = (indent: string, depth: number, inList: boolean): string => {
    lines++;
    const kind = below(10);
    if (kind < 6 || depth > 4 || lines > 20) {
      return `${pick([" ", " ", " ", "  "])}${scalar()}${pick(ENDS)}\n`;
    }
    if (kind === 6) return ` ${block(indent)}`;
    if (kind === 7) return `${pick(ENDS)}\n`;
    if (inList && below(3)) {
      return `${pick([" ", "  "])}${mapping(`${indent}  `, depth + 1).trimStart()}`;
    }
    const inner = indent + pick([...Array(12).fill("  "), "    ", " ", "", "   "]);
    return `${pick(ENDS)}\n${pick(GAPS)}${
      below(3) ? mapping(inner, depth + 1) : list(below(2) ? inner : indent, depth + 1)
    }`;
  };
  const mapping = (indent: string, depth: number): string => {
    let text = "";
    for (let count = 1 + below(3); count > 0; count--) {
      const key = below(30) ? `${pick(["k", "m", "p", "n"])}${below(40)}` : pick(KEYS);
      text += `${pick(GAPS)}${indent}${key}:${value(indent, depth, false)}`;
    }
    return text;
  };
  const list = (indent: string, depth: number): string => {
    let text = "";
    for (let count = 1 + below(3); count > 0; count--) {
      text += `${pick(GAPS)}${indent}-${value(indent, depth, true)}`;
    }
    return text;
  };
  return `${pick(["", "", "", "# c\n", "\n", "\n", ...Array(9).fill(""), "---\n"])}${
    mapping("", 0)
  }${pick([...Array(20).fill(""), "...\n", "# c", " "])}`;
}

const MARKS = " \n\n:#-|>[]{},&*!%@`'\"?\\ab1~=<\t".split("");

/** The text with a few letters put in, taken out or moved. */
function spoilt(text: string, below: (n: number) => number): string {
  for (let count = below(3); count > 0; count--) {
    const at = below(text.length + 1);
    const mark = MARKS[below(MARKS.length)]!;
    const kind = below(4);
    if (kind === 0) text = text.slice(0, at) + text.slice(at + 1 + below(3));
    else if (kind === 1) {
      text = text.slice(0, at) + text.slice(below(text.length + 1)).slice(0, 12) + text.slice(at);
    } else text = text.slice(0, at) + mark + text.slice(at + (kind === 2 ? 0 : 1));
  }
  return text;
}

Deno.test("both readers of YAML say the same of 100,000 documents", () => {
  const below = randomNumbers(2024);
  let compared = 0;
  let made = 0;
  for (; compared < COMPARED; made++) {
    const text = document(below);
    if (compare(below(2) ? spoilt(text, below) : text)) compared++;
    assert.ok(made < 5 * COMPARED, "too few documents are common");
  }
});

Deno.test("the common part of YAML is what project files keep to", () => {
  const file = `# A project.
header:
  version: 16
  includes:
    - base.yml
    - repo: meta   # there
      file: "kas/a.yml"

machine: qemux86-64
target: [core-image-minimal, 'other']
repos:
  this:
  meta:
    url: https://example.com/meta.git
    commit: 0123456789abcdef0123456789abcdef01234567
    layers:
      meta-a:
      meta-b: disabled
    patches:
      one:
        repo: this
        path: a.patch
local_conf_header:
  debug: |
    # for developers
    EXTRA_IMAGE_FEATURES += "debug-tweaks"

    A = "b"

env:
  A: null
  B: "x y"
`;
  assert.ok(compare(file));
  assert.ok(compare(file.trimEnd()), "without an end of its last line");
  assert.ok(compare(`${file}task: build`));
});

Deno.test("what is not common is left to the library", () => {
  const uncommon = [
    "a: b\na: c\n",
    "a: &x b\n",
    "a: *x\n",
    "a: !!str b\n",
    "a: >\n  b\n",
    "a:\n  b\n",
    "a: b\n  c\n",
    "--- \na: b\n",
    "a:\tb\n",
    'a: "\\n"\n',
    "a: |2\n   b\n",
    "a: |\n  b",
    "<<: {a: b}\n",
    "- a\n",
    "a: [b,\n  c]\n",
    "a: b: c\n",
    "a: |\n   b\n  c\n",
    "\ufeffa: b\n",
    "a: b\r\n",
    "",
  ];
  for (const text of uncommon) assert.equal(readCommonYaml("f.yml", text), undefined, text);
});
