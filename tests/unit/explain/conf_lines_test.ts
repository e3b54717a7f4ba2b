import { deepStrictEqual as equal } from "node:assert/strict";
import { statementsSetting } from "../../../src/explain/conf_lines.ts";
import { linePlaces } from "../../../src/explain/line_places.ts";

const found = (text: string, variable = "A") =>
  statementsSetting(text, variable).map((statement) => statement.line);

Deno.test("all operators, overrides and flags set a variable", () => {
  const lines = [
    ...['A = "x"', 'A="x"', 'A ?= "x"', 'A ??= "x"', 'A := "x"', 'A:="x"', 'A += "x"', 'A =+ "x"'],
    ...['A .= "x"', 'A =. "x"', 'A:append = " x"', 'A:pn-a-1.2 = "x"', 'A:remove:arm = "x"'],
    ...['A_append = " x"', 'A_append_arm += "x"', 'A[flag] = "1"', 'export A = "x"', "unset A"],
    ...["unset A[flag]", '  A = "x"'],
  ];
  equal(found(lines.join("\n")), [...lines.keys()]);
});

Deno.test("other variables, comments and uses set nothing", () => {
  const lines = [
    ...['AB = "x"', 'BA = "x"', 'A_B = "x"', 'A_B:append = "x"', '# A = "x"', 'B = "${A}"'],
    ...['B = "A = 1"', "unset AB", "A", 'A"="', "require A.conf"],
  ];
  equal(found(lines.join("\n")), []);
  equal(found('A.B = "x"\nA+B = "x"', "A.B"), [0]);
});

Deno.test("a statement goes on behind a backslash, in which nothing is set", () => {
  const text = 'B = "a \\\nA = \\\n"\nA = "b \\\n c \\\n"\nA += "d"\\';
  equal(statementsSetting(text, "A"), [
    { text: 'A = "b \\\n c \\\n"', line: 3 },
    { text: 'A += "d"\\', line: 6 },
  ]);
});

Deno.test("a long line takes no time", () => {
  equal(found(`A:${"a:".repeat(500_000)}`), []);
  equal(found(`A_${"a_".repeat(500_000)}`), []);
});

Deno.test("lines of a block stand one below the other, others where the text begins", () => {
  const source = "a:\n  b: |\n    A = 1\n\n      B = 2\n  c: A = 1\n";
  const value = { file: "/f", line: 2, column: 6 };
  const places = linePlaces(source, value, "A = 1\n\n  B = 2\n");
  equal([0, 2].map(places), [
    { file: "/f", line: 3, column: 5 },
    { file: "/f", line: 5, column: 7 },
  ]);
  const plain = { file: "/f", line: 6, column: 6 };
  equal(linePlaces(source, plain, "A = 1")(0), plain);
});
