import assert from "node:assert/strict";
import { OpenedMenu, STYLE } from "./opened_menu.ts";

const [DOWN, LEFT, ESCAPE] = ["\x1b[B", "\x1b[D", "\x1b"];
const [HOME, END, PAGE_DOWN] = ["\x1b[H", "\x1b[F", "\x1b[6~"];
const CTRL_U = "\x15";

const NUMBERS = 'config J\n\tint "Jobs"\n\tdefault 4\n\trange 1 16\n' +
  'config B\n\thex "Base"\n\tdefault 0x10\n\trange 0x1 0xff\n' +
  'config S\n\tstring "Name"\n\tdefault "日本"\n';

Deno.test("menu input: type and range are shown, the cursor where text is typed", () => {
  const menu = new OpenedMenu(NUMBERS);
  assert.equal(menu.cursor(), undefined);
  assert.match(menu.lines().at(-1)!, /^ J \(int from 1 to 16\) = 4/);
  menu.type("\r");
  assert.deepEqual(menu.body().slice(0, 2), ["J (int from 1 to 16):", "4"]);
  assert.deepEqual(menu.cursor(), [4, 3]);
  menu.type(LEFT);
  assert.deepEqual(menu.cursor(), [4, 2]);
  menu.type("9\r");
  assert.equal(menu.body()[2], "the value must be from 1 to 16");
  menu.type(CTRL_U, "\r");
  assert.match(menu.screen(), /\(4\) Jobs/);
  menu.type(DOWN, "\r");
  assert.equal(menu.body()[0], "B (hex from 0x1 to 0xff):");
  menu.type(CTRL_U, "fff\r");
  assert.equal(menu.body()[2], "the value must be from 0x1 to 0xff");
  menu.type(ESCAPE, DOWN, "\r");
  assert.deepEqual(menu.body().slice(0, 2), ["S (string):", "日本"]);
  assert.deepEqual(menu.cursor(), [4, 6]);
  menu.type(LEFT);
  assert.deepEqual(menu.cursor(), [4, 4]);
});

Deno.test("menu input: a long text scrolls with its cursor", () => {
  const long = Array.from({ length: 30 }, (_, index) => `word${index}`).join(" ");
  const menu = new OpenedMenu(`config S\n\tstring "s"\n\tdefault "${long}"\n`);
  menu.type("\r");
  assert.match(menu.body()[1]!, /word29$/);
  assert.deepEqual(menu.cursor(), [4, 37]);
  menu.type(LEFT.repeat(20));
  assert.match(menu.body()[1]!, /word27/);
  menu.type(HOME);
  assert.match(menu.body()[1]!, /^word0 word1/);
  assert.deepEqual(menu.cursor(), [4, 2]);
});

Deno.test("menu dialogs: in the smallest terminal, what matters is in view", () => {
  const menu = new OpenedMenu(NUMBERS, undefined, { ...STYLE, columns: 30, rows: 9 });
  menu.type("\r", "x\r");
  assert.deepEqual(menu.body(), ["4x", 'the value "4x" is invalid', "for J, which has type int:"]);
  assert.deepEqual(menu.cursor(), [3, 4]);
  menu.type(ESCAPE, ESCAPE);
  assert.deepEqual(menu.body(), ["y: save", "n: leave without saving", "Esc: back to the menu"]);
});

const HIDDEN = 'config A\n\tbool "Debugging"\nconfig X\n\tstring "x"\n\tdefault "on"\n' +
  'menu "Extras"\n\tdepends on X = "off" || A\n' +
  'config JOBS\n\tint "Number of jobs"\n\tdefault 4\n\tdepends on A && X != "" && NOPE\n' +
  "\thelp\n\t  How many.\nendmenu\n" +
  'config KAS_TARGET_T\n\tstring\n\tdefault "t"\n';

Deno.test("menu search: what is hidden says what it needs", () => {
  const menu = new OpenedMenu(HIDDEN, undefined, { ...STYLE, columns: 80, rows: 24 });
  menu.type("/number");
  assert.deepEqual(menu.body().slice(0, 4), [
    "/number",
    "JOBS: Number of jobs  (Extras)",
    '  hidden: needs A [=n] && NOPE [undefined] && (X [=on] = "off" || A [=n])',
    "",
  ]);
  assert.deepEqual(menu.cursor(), [3, 9]);
  menu.type("\r");
  const help = menu.screen();
  assert.match(help, /JOBS \(int\)/);
  assert.match(help, /Not shown in the menu: needs A \[=n\] && NOPE/);
  assert.match(help, /How many\./);
  assert.match(help, /Depends on: A \[=n\] && X \[=on\] != "" && NOPE \[undefined\] && \(X/);
  menu.type("q", " ", "/jobs");
  assert.equal(menu.body()[2], "  hidden: needs NOPE [undefined]");
  menu.type(CTRL_U, "target");
  assert.deepEqual(menu.body().slice(1, 3), ["KAS_TARGET_T", "  hidden: it has no prompt"]);
  menu.type(CTRL_U, "debug", "\r");
  assert.match(menu.screen(), /\[\*\] Debugging/);
});

Deno.test("menu search: results scroll, in a narrow terminal on several lines", () => {
  const many = Array.from(
    { length: 12 },
    (_, index) =>
      `config JOB${index}\n\tint "A number that is the number ${index}"\n\tdepends on A\n`,
  ).join("");
  const menu = new OpenedMenu(`config A\n\tbool "a"\n${many}`);
  menu.type("/job");
  assert.deepEqual(menu.body().slice(0, 4), [
    "/job",
    "JOB0: A number that is the number 0",
    "  hidden: needs A [=n]",
    "JOB1: A number that is the number 1",
  ]);
  menu.type(PAGE_DOWN, PAGE_DOWN, PAGE_DOWN);
  assert.deepEqual(menu.body().slice(-3), [
    "JOB11: A number that is the number",
    "  11",
    "  hidden: needs A [=n]",
  ]);
  menu.type(LEFT, "x");
  assert.equal(menu.body()[1], "nothing found");
});

Deno.test("menu help: a long text scrolls as far as it goes", () => {
  const lines = Array.from({ length: 30 }, (_, index) => `\t  line ${index}\n\n`).join("");
  const menu = new OpenedMenu(`config A\n\tbool "a"\n\thelp\n${lines}`);
  menu.type("?", END, DOWN, DOWN);
  assert.equal(menu.body().at(-1), "Defined at /Kconfig:1");
  menu.type("\x1b[A");
  assert.deepEqual(menu.body().slice(-2), ["line 29", ""]);
  menu.type(HOME, PAGE_DOWN);
  assert.match(menu.screen(), /line 4 /);
  menu.type("x");
  assert.match(menu.screen(), /\[ \] a/);
});
