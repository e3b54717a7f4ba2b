import assert from "node:assert/strict";
import { UserError } from "../../../src/base/errors.ts";
import { Values } from "../../../src/kconfig/values.ts";
import { parsed } from "./opened_menu.ts";

/** The values of a Kconfig text after some choices. */
function valuesOf(
  text: string,
  chosen: Record<string, string> = {},
): { values: Record<string, string>; warnings: string[] } {
  const kconfig = parsed(text, { HOME_OF: "env" });
  const values = new Values(kconfig);
  for (const [name, value] of Object.entries(chosen)) {
    assert.equal(values.choose(kconfig.symbols.get(name)!, value), undefined);
  }
  const defined = [...kconfig.symbols.values()].filter((symbol) => symbol.nodes.length > 0);
  return {
    values: Object.fromEntries(defined.map((symbol) => [symbol.name, values.text(symbol)])),
    warnings: values.warnings,
  };
}

Deno.test("kconfig: defaults, the first whose condition holds", () => {
  const text = 'config A\n\tbool "a"\nconfig S\n\tstring\n\tdefault "x" if A\n\tdefault "y"\n';
  assert.deepEqual(valuesOf(text).values, { A: "n", S: "y" });
  assert.deepEqual(valuesOf(text, { A: "y" }).values, { A: "y", S: "x" });
});

Deno.test("kconfig: select overrides what a symbol depends on, imply does not", () => {
  const text = 'config A\n\tbool "a"\n\tselect B\n\timply C\nconfig N\n\tbool\n' +
    'config B\n\tbool "b"\n\tdepends on N\nconfig C\n\tbool "c"\n\tdepends on N\n';
  const { values, warnings } = valuesOf(text, { A: "y" });
  assert.deepEqual(values, { A: "y", B: "y", N: "n", C: "n" });
  assert.deepEqual(warnings, [
    "warning: B (defined at /Kconfig:7) has direct dependencies N with value n, but is currently " +
    "being y-selected by the following symbols:\n" +
    " - A (defined at /Kconfig:1), with value y, direct dependencies y (value: y)",
  ]);
});

Deno.test("kconfig: ranges limit defaults, and send chosen values back to them", () => {
  const text = 'config I\n\tint "i"\n\tdefault 50\n\trange 1 10\n' +
    'config H\n\thex "h"\n\tdefault 0x5\n\trange 0x1 0xf\n';
  assert.deepEqual(valuesOf(text).values, { I: "10", H: "0x5" });
  const { values, warnings } = valuesOf(text, { I: "3", H: "0x10" });
  assert.deepEqual(values, { I: "3", H: "0x5" });
  assert.deepEqual(warnings, [
    "warning: user value 0x10 on the hex symbol H (defined at /Kconfig:5) ignored due to being " +
    "outside the active range ([0x1, 0xf]) -- falling back on defaults",
  ]);
  assert.match(
    valuesOf(text).warnings.join(),
    /default value 50 on I \(.*\) clamped to 10 due to being outside the active range \(\[1, 10\]\)/,
  );
});

Deno.test("kconfig: a string in a logical context is n, with a warning", () => {
  const text = 'config S\n\tstring "s"\n\tdefault "x"\nconfig A\n\tbool "a"\n\tdepends on !S\n';
  const { values, warnings } = valuesOf(text, { A: "y" });
  assert.equal(values.A, "y");
  assert.match(
    warnings.join(),
    /string symbol S \(defined at \/Kconfig:1\) is being evaluated in a/,
  );
});

Deno.test("kconfig: a choice has one symbol at y: the chosen, the default, the first visible", () => {
  const choice = (more: string) =>
    `config A\n\tbool "a"\nchoice\n\tprompt "c"\n${more}config X\n\tbool "x" if A\n` +
    'config Y\n\tbool "y"\nconfig Z\n\tbool "z"\nendchoice\n';
  const ones = (text: string, chosen: Record<string, string> = {}) =>
    Object.entries(valuesOf(text, chosen).values)
      .filter(([name, value]) => name !== "A" && value === "y").map(([name]) => name);
  assert.deepEqual(ones(choice("")), ["Y"]);
  assert.deepEqual(ones(choice("\tdefault Z\n")), ["Z"]);
  assert.deepEqual(ones(choice("\tdefault Z\n"), { A: "y", X: "y" }), ["X"]);
  assert.deepEqual(ones(choice("\tdefault Z\n"), { X: "y" }), ["Z"]);
  assert.deepEqual(ones(choice("\tdepends on A\n")), []);
});

Deno.test("kconfig: comparisons of numbers, strings and names without a definition", () => {
  const text = (expression: string) =>
    'config I\n\tint\n\tdefault 9\nconfig S\n\tstring\n\tdefault "abc"\n' +
    `config R\n\tdef_bool ${expression}\n`;
  const holds = (expression: string) => valuesOf(text(expression)).values.R === "y";
  for (
    const expression of ["I < 10", "I = 0x9", 'S = "abc"', 'S < "b"', "UNDEF = UNDEF", "!(I > 9)"]
  ) {
    assert.ok(holds(expression), expression);
  }
  for (const expression of ["I > 10", 'S != "abc"', "UNDEF", "I = 9 && n"]) {
    assert.ok(!holds(expression), expression);
  }
});

Deno.test("kconfig: help text, continued lines, escapes and environment", () => {
  const text =
    'config A\n\tstring "say \\"hi\\"" \\\n\t\tif y\n\toption env="HOME_OF"\n\thelp\n\t  one\n\n\t    two\n' +
    'config B\n\tstring\n\tdefault "$(HOME_OF)/x"\n';
  assert.deepEqual(valuesOf(text).values, { A: "env", B: "env/x" });
});

Deno.test("kconfig: a macro between two entries is assigned once", () => {
  const text = 'X := a\nconfig A\n\tbool "a"\nX += b\n\nconfig B\n\tstring\n\tdefault "$(X)"\n';
  assert.equal(valuesOf(text).values.B, "a b");
});

Deno.test("kconfig: all symbols that are wrong are told at once", () => {
  const text = 'config A\n\tint "a"\n\tdefault B && C\nconfig KAS_TARGET_X\n\tbool "x"\n';
  assert.throws(() => valuesOf(text), (error: unknown) => {
    assert.ok(error instanceof UserError);
    assert.deepEqual(error.problems.map(({ kind, place }) => `${place?.line} ${kind}`), [
      "1 malformed_default",
      "4 wrong_type",
    ]);
    return true;
  });
});

Deno.test("kconfig: what a bare n switches off makes no loop", () => {
  const text = 'if n\nconfig A\n\tbool "a"\n\timply A if B\nendif\n';
  assert.deepEqual(valuesOf(text).values, { A: "n" });
});
