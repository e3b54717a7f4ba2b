import assert from "node:assert/strict";
import { columnsOf } from "../../../src/base/columns.ts";
import { OpenedMenu, savedFile, STYLE } from "./opened_menu.ts";

const TEXT =
  'mainmenu "Größe"\nconfig A\n\tbool "Über"\nconfig N\n\tint "Number"\n\tdefault 3\n\tdepends on A\n' +
  'menu "Empty"\nendmenu\ncomment "a note"\n';
const [DOWN, RIGHT, ESCAPE, PAGE_DOWN] = ["\x1b[B", "\x1b[C", "\x1b", "\x1b[6~"];

Deno.test("menu screen: every line is as wide as the screen, at any size", () => {
  const wide =
    'config W\n\tstring "日本語の設定 🚀 e\u0301"\n\tdefault "👩‍👧‍👦"\n\thelp\n\t  長い説明です\n';
  const menu = new OpenedMenu(TEXT + wide);
  for (const keys of ["", "/設定", "\r", "?", ESCAPE, "\r", "\x1b[D", ESCAPE, " ", "E"]) {
    menu.type(keys);
    for (
      const [columns, rows] of [[80, 24], [40, 12], [30, 9], [10, 3], [160, 50], [200, 50]] as const
    ) {
      const shown = menu.lines({ ...STYLE, columns, rows });
      assert.equal(shown.length, rows);
      for (const line of shown) assert.equal(columnsOf(line), columns, `${columns}: ${line}`);
    }
  }
});

Deno.test("menu screen: entries, values, and plain ASCII", () => {
  const menu = new OpenedMenu(TEXT);
  assert.match(menu.lines()[3]!, /^│ \[ \] Über +│$/);
  menu.type(" ");
  assert.deepEqual(menu.body().slice(0, 4), [
    "[*] Über",
    "(3)   Number",
    "    Empty  --->",
    "    *** a note ***",
  ]);
  const ascii = menu.lines({ ...STYLE, unicode: false });
  assert.match(ascii[0]!, /^ Gr\?\?e/);
  assert.ok(ascii.every((line) => /^[\x20-\x7e]*$/.test(line)), ascii.join("\n"));
});

Deno.test("menu screen: letters go to entries, y and n set them, buttons end the menu", () => {
  const menu = new OpenedMenu(TEXT);
  menu.type("y");
  assert.equal(menu.body()[0], "[*] Über");
  menu.type("n");
  assert.equal(menu.body()[0], "[ ] Über");
  menu.type("e");
  assert.match(menu.lines().at(-1)!, /^ +$/);
  assert.equal(new OpenedMenu(TEXT).type("S"), "save");
  assert.equal(new OpenedMenu(TEXT).type(RIGHT, "\r"), "save");
  assert.equal(new OpenedMenu(TEXT).type(RIGHT, RIGHT, "\r"), "build");
});

Deno.test("menu screen: leaving asks unless the file says what is selected", () => {
  const asks = (saved: ReturnType<typeof savedFile> | undefined, ...keys: string[]) => {
    const menu = new OpenedMenu(TEXT, saved);
    return menu.type(...keys, ESCAPE) ?? /Nothing is saved yet|Save the/.exec(menu.screen())?.[0];
  };
  assert.equal(asks(undefined), "Nothing is saved yet");
  assert.equal(asks(savedFile({ A: false })), "exit");
  assert.equal(asks(savedFile({ A: false }), "y"), "Save the");
  assert.equal(asks(savedFile({ A: false }), "yn"), "exit");
  assert.equal(asks(savedFile({ A: true, N: 3 })), "Save the");
  assert.equal(asks(savedFile({ A: true, N: 3 }), "y"), "exit");
  assert.equal(asks(savedFile({ A: false, GONE: 1 })), "Save the");
  const answer = (key: string) => new OpenedMenu(TEXT).type(ESCAPE, key);
  assert.equal(answer("n"), "exit");
  assert.equal(answer("y"), "save");
  assert.equal(answer("\r"), "save");
  assert.equal(answer("x"), undefined);
});

Deno.test("menu screen: a menu within another has a way back, and leaves from there", () => {
  const text = 'menu "Inner"\nconfig A\n\tbool "a"\nendmenu\n';
  const menu = new OpenedMenu(text, savedFile({ A: false }), { ...STYLE, columns: 80 });
  assert.doesNotMatch(menu.screen(), /Return/);
  menu.type("\r");
  assert.match(
    menu.screen(),
    /< Select > {2}< Return > {2}< Save & Exit > {2}< Build > {2}< Exit >/,
  );
  menu.type(RIGHT, "\r");
  assert.doesNotMatch(menu.screen(), /Return/);
  assert.equal(menu.type("\r", ESCAPE), undefined);
  assert.equal(menu.type("\r", "E"), "exit");
});

Deno.test("menu screen: in a narrow terminal the pressed button is in view", () => {
  const menu = new OpenedMenu(TEXT);
  for (const name of ["Select", "Save & Exit", "Build", "Exit", "Help", "Select"]) {
    assert.equal(menu.button(), `< ${name} >`);
    menu.type(RIGHT);
  }
});

Deno.test("menu screen: long entries take several lines, all of which scroll", () => {
  const options = Array.from(
    { length: 9 },
    (_, index) =>
      `config A${index}\n\tbool "Option ${index} with a prompt that takes a line more"\n`,
  );
  const menu = new OpenedMenu(`${options.join("")}config END\n\tbool "end"\n`);
  assert.deepEqual(menu.body().slice(0, 2), [
    "[ ] Option 0 with a prompt that",
    "    takes a line more",
  ]);
  assert.match(menu.screen(), /↓/);
  menu.type("\x1b[F");
  assert.equal(menu.body().at(-1), "[ ] end");
  assert.match(menu.lines()[2]!, /↑/);
  assert.doesNotMatch(menu.screen(), /↓/);
  menu.type("\x1b[H", PAGE_DOWN);
  assert.match(menu.lines().at(-1)!, /A5 \(bool\)/);
  menu.type(DOWN);
  assert.match(menu.screen(), /Option 6 with/);
});

Deno.test("menu screen: of a path that is too long, the end is shown", () => {
  const text = 'menu "A menu with quite a long name"\nmenu "Another menu within it"\n' +
    'config A\n\tbool "a"\nendmenu\nendmenu\n';
  const menu = new OpenedMenu(`mainmenu "Top"\n${text}`);
  menu.type("\r\r");
  assert.match(menu.lines()[0]!, /^ <.*long name > Another menu within it $/);
});
