import assert from "node:assert/strict";
import { decodeKeys } from "../../../src/kconfig/keys.ts";
import { parseKconfig } from "../../../src/kconfig/parse.ts";
import { render } from "../../../src/kconfig/render.ts";
import { onKey, openScreen, type ScreenState } from "../../../src/kconfig/screen.ts";
import { Values } from "../../../src/kconfig/values.ts";

const TEXT =
  'mainmenu "Größe"\nconfig A\n\tbool "Über"\nconfig N\n\tint "Number"\n\tdefault 3\n\tdepends on A\n' +
  'menu "Empty"\nendmenu\ncomment "a note"\n';
const STYLE = { columns: 40, rows: 12, colour: false, unicode: true };

function opened() {
  const files = { read: () => TEXT, find: () => [] };
  const kconfig = parseKconfig({ path: "/Kconfig", base: "/", env: {}, files });
  const values = new Values(kconfig);
  let state: ScreenState | string = openScreen(kconfig);
  const type = (text: string) => {
    for (const key of decodeKeys(text)) {
      if (typeof state !== "string") state = onKey(kconfig, values, state, key);
    }
    return state;
  };
  // deno-lint-ignore no-control-regex
  const plain = (line: string) => line.replace(/\x1b\[[0-9;]*m/g, "");
  const lines = (style = STYLE) => render(kconfig, values, state as ScreenState, style).map(plain);
  return { type, lines };
}

Deno.test("menu screen: every line is as wide as the screen, at any size", () => {
  const { lines, type } = opened();
  for (const keys of ["", "/Über", "\x1b", "?", "\x1b", " ", "\x1b"]) {
    type(keys);
    for (const [columns, rows] of [[80, 24], [40, 12], [31, 9], [10, 3], [200, 50]] as const) {
      const shown = lines({ ...STYLE, columns, rows });
      assert.equal(shown.length, rows);
      for (const line of shown) assert.equal([...line].length, columns, `${columns}: ${line}`);
    }
  }
});

Deno.test("menu screen: entries, values, and plain ASCII", () => {
  const { lines, type } = opened();
  assert.match(lines()[3]!, /^│ \[ \] Über +│$/);
  type(" ");
  assert.match(lines()[3]!, /\[\*\] Über/);
  assert.match(lines()[4]!, /\(3\) {3}Number/);
  assert.match(lines()[5]!, /Empty {2}--->/);
  assert.match(lines()[6]!, /\*\*\* a note \*\*\*/);
  const ascii = lines({ ...STYLE, unicode: false });
  assert.match(ascii[0]!, /^ Gr\?\?e/);
  assert.ok(ascii.every((line) => /^[\x20-\x7e]*$/.test(line)), ascii.join("\n"));
});

Deno.test("menu screen: keys: letters, buttons, leaving", () => {
  const { lines, type } = opened();
  type("y");
  assert.match(lines()[3]!, /\[\*\]/);
  type("n");
  assert.match(lines()[3]!, /\[ \]/);
  type("e");
  assert.match(lines().at(-1)!, /^ +$/);
  type("\x1b");
  assert.match(lines().join("\n"), /Save the configuration\?/);
  assert.equal(type("n"), "exit");
  assert.equal(opened().type("\x1b"), "exit");
  assert.equal(opened().type("S"), "save");
  assert.equal(opened().type("\x1b[C\x1b[C\r"), "build");
});
