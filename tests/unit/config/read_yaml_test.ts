import assert from "node:assert/strict";
import { UserError } from "../../../src/base/errors.ts";
import { locate } from "../../../src/config/document.ts";
import { readYaml } from "../../../src/config/read_yaml.ts";
import { Float, isMap, Timestamp, type Value } from "../../../src/config/value.ts";

/** The value of a plain scalar. */
function scalar(text: string): Value {
  const root = readYaml("f.yml", `key: ${text}\n`).root;
  assert.ok(isMap(root));
  return root.get("key")!;
}

function failure(text: string): string {
  try {
    readYaml("f.yml", text);
  } catch (error) {
    assert.ok(error instanceof UserError);
    const { line, column } = error.problems[0]!.place!;
    return `${line}:${column}: ${error.message}`;
  }
  assert.fail(`accepted: ${text}`);
}

Deno.test("scalars have the types that PyYAML gives them", () => {
  const cases: [string, Value][] = [
    ["yes", true],
    ["Off", false],
    ["y", "y"],
    ["n", "n"],
    ["~", null],
    ["", null],
    ["010", 8],
    ["08", "08"],
    ["0x1F", 31],
    ["0b101", 5],
    ["1_000", 1000],
    ["1:30", 90],
    ["-12", -12],
    ["1e3", "1e3"],
    ["99999999999999999999", 99999999999999999999n],
    ['"1"', "1"],
    ["!!str 5", "5"],
    ['!!int "7"', 7],
    ["! 5", 5],
    ['! "5"', 5],
    ["!", null],
    ["a#b", "a#b"],
    ["a b # comment", "a b"],
  ];
  for (const [text, expected] of cases) assert.deepEqual(scalar(text), expected, text);
  assert.deepEqual(scalar("1.5"), new Float(1.5));
  assert.deepEqual(scalar("1:30.5"), new Float(90.5));
  assert.deepEqual(scalar("-.INF"), new Float(-Infinity));
  assert.deepEqual(scalar("2024-01-31"), new Timestamp("2024-01-31"));
  assert.deepEqual(
    scalar("2024-1-3 4:05:06.7 +2"),
    new Timestamp("2024-01-03 04:05:06.700000+02:00"),
  );
});

Deno.test("merge keys, aliases, and the last of equal keys", () => {
  const { root } = readYaml(
    "f.yml",
    "a: &a {x: 1, y: 2}\nb: &b {y: 3}\nc:\n  <<: [*a, *b]\n  z: 4\n  z: 5\nd: *a\n",
  );
  assert.ok(isMap(root));
  assert.deepEqual([...root.get("c") as Map<string, Value>], [["y", 2], ["x", 1], ["z", 5]]);
  assert.equal(root.get("d"), root.get("a"));
});

Deno.test("block scalars end as the file does", () => {
  const value = (text: string) => (readYaml("f.yml", text).root as Map<string, Value>).get("a");
  assert.equal(value("a: |\n  x\n"), "x\n");
  assert.equal(value("a: |\n  x"), "x");
  assert.equal(value("a: |+\n  x\n\n"), "x\n\n");
  assert.equal(value("a: >\n  x\n  y\n"), "x y\n");
});

Deno.test("flow collections and quotes may go on in lines that are not indented", () => {
  const document = readYaml("f.yml", 'a:\n  b: [1,\n2,\n  3]\n  c: "x\ny"\nd: 1\n');
  assert.deepEqual(
    document.root,
    new Map<string, Value>([
      ["a", new Map<string, Value>([["b", [1, 2, 3]], ["c", "x y"]])],
      ["d", 1],
    ]),
  );
  assert.deepEqual(locate(document, ["d"], "value"), { file: "f.yml", line: 7, column: 4 });
  assert.deepEqual(locate(document, ["a", "b", 1], "value"), { file: "f.yml", line: 3, column: 1 });
});

Deno.test("what PyYAML refuses is refused, with the place", () => {
  assert.match(failure("a: b\n\tc: d\n"), /^2:1: .*tab/);
  assert.match(failure("a: b\tc\n"), /^1:5: .*tab/);
  assert.match(failure("a: @x\n"), /^1:4: /);
  assert.match(failure("a: [1\n"), /^2:1: /);
  assert.match(failure("a: <<\n"), /^1:4: .*in quotes/);
  assert.match(failure("a: =\n"), /^1:4: .*in quotes/);
  assert.match(failure("a: !foo x\n"), /^1:9: .*tag/);
  assert.match(failure("a: *x\n"), /^1:4: .*alias/);
  assert.match(failure("a: &a\n  b: *a\n"), /cannot contain itself/);
  assert.match(failure("<<: 5\n"), /^1:1: .*merges/);
  assert.match(failure("[a]: b\n"), /^1:1: .*single value/);
  assert.match(failure("a: 1\n---\nb: 2\n"), /second YAML document/);
  assert.match(failure("a: 2024-02-30\n"), /^1:4: .*not a valid timestamp/);
  assert.match(failure("a: \x01\n"), /^1:4: .*U\+0001/);
  assert.match(failure("a: !!int b\n"), /^1:10: .*not a valid int/);
});

Deno.test("a byte order mark does not count", () => {
  const document = readYaml("f.yml", "\uFEFFa: 1\n");
  assert.deepEqual(locate(document, ["a"], "key"), { file: "f.yml", line: 1, column: 1 });
});
