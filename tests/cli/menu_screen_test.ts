import assert from "node:assert/strict";
import { scene } from "./harness.ts";
import { inTerminal, prepareMenu } from "./menu_terminal.ts";

scene(
  "menu on a terminal: choices, submenus, input that is checked, help, search, save",
  async (s) => {
    prepareMenu(s);
    await inTerminal(s, async (t) => {
      const first = await t.shows(/\(\*\) {3}QEMU[\s\S]*Extras {2}--->/);
      assert.match(first, /^ Test build/);
      assert.match(first, /┌─/);
      t.keys("Down", "?");
      await t.shows(/Help on "QEMU"[\s\S]*An emulated machine/);
      t.keys("Escape");
      t.keys("Down", "Space");
      await t.shows(/\( \) {3}QEMU[\s\S]*\(\*\) {3}Board/);
      t.text("e");
      t.keys("Enter");
      await t.shows(/Test build > Extras[\s\S]*\[ \] Debugging tools/);
      t.keys("Space");
      await t.shows(/\[\*\] Debugging tools\s[\s\S]*\(4\) +Number of jobs/);
      t.keys("Down", "Enter");
      await t.shows(/JOBS \(int from 1 to 16\):/);
      t.text("x");
      t.keys("Enter");
      await t.shows(/the value "4x" is invalid for JOBS, which has type int/);
      t.keys("BSpace", "BSpace");
      t.text("77");
      t.keys("Enter");
      await t.shows(/the value must be from 1 to 16/);
      t.keys("BSpace");
      t.keys("Enter");
      await t.shows(/\(7\) +Number of jobs/);
      t.keys("Escape");
      t.text("/");
      t.text("host");
      await t.shows(/HOST_NAME: Name of the host {2}\(Extras\)/);
      t.keys("Enter");
      await t.shows(/HOST_NAME \(string\) = box/);
      t.text("S");
      await t.shows(/status 0[\s\S]*^icanon/m);
      assert.match(s.read("work/.config.yaml"), /JOBS: 7\n {2}MACHINE_BOARD: true/);
    });
  },
);

scene("menu on a terminal: build; buttons; leaving with changes asks", async (s) => {
  prepareMenu(s);
  await inTerminal(s, async (t) => {
    await t.shows(/< Select >/);
    t.keys("Down", "Down", "Space", "Escape");
    await t.shows(/Save the configuration\?/);
    t.keys("Escape");
    await t.shows(/\(\*\) {3}Board/);
    t.keys("Right", "Right", "Enter");
    await t.shows(/bitbake: -c build image-board[\s\S]*status 0/);
    assert.match(s.read("work/.config.yaml"), /MACHINE_BOARD: true/);
  });
});

for (const [columns, rows] of [[40, 12], [80, 24], [160, 50]] as const) {
  scene(`menu on a terminal of ${columns}x${rows}: typing, search, leaving`, async (s) => {
    prepareMenu(s);
    await inTerminal(s, async (t) => {
      await t.shows(/^┌─+┐$/m);
      assert.equal(t.cursorColumn(), undefined);
      t.keys("Right");
      await t.shows(/< Save & Exit >/);
      t.keys("Left");
      t.text("/jobs");
      await t.shows(/JOBS: Number of jobs {2}\(Extras\)[\s\S]*hidden: needs DEBUG \[=n\]/);
      t.keys("C-u");
      t.text("debugging");
      await t.shows(/DEBUG: Debugging tools/);
      t.keys("Enter", "Space");
      await t.shows(/\[\*\] Debugging tools/);

      t.text("b");
      t.keys("Enter");
      await t.shows(/BASE_ADDRESS \(hex from 0x10 to[\s│]+0xffff\):/);
      t.keys("Home", "Right", "Right", "Delete", "C-u");
      t.text("0xa");
      const typed = await t.shows(/ 0xa00 /);
      assert.equal(t.cursorColumn(), 5);
      for (const line of typed.split("\n").slice(3, rows - 3)) {
        assert.match(line, new RegExp(`^│.{${columns - 2}}│$`));
      }
      t.keys("Enter");
      await t.shows(/\(0xa00\) Base address/);

      t.text("n");
      t.keys("Enter");
      await t.shows(/HOST_NAME \(string\):/);
      t.keys("C-w");
      t.text("two  words");
      t.keys("C-w");
      t.text("日本 🚀é");
      await t.shows(/two {2}日本 🚀é/);
      assert.equal(t.cursorColumn(), 2 + 12 + 1);
      t.keys("Left", "Left");
      t.text("x");
      t.keys("End");
      t.text("!");
      await t.shows(/two {2}日本 x🚀é!/);
      t.keys("Enter");
      await t.shows(/\(two {2}日本 x🚀é!\) Name of [\s\S]* │$/m);

      t.text("E");
      await t.shows(/Nothing is saved yet[\s\S]*y: save[\s\S]*n: leave without saving/);
      t.text("y");
      await t.shows(/status 0[\s\S]*^icanon/m);
      const saved = s.read("work/.config.yaml");
      assert.match(
        saved,
        /BASE_ADDRESS: 2560\n {2}DEBUG: true\n {2}HOST_NAME: "two {2}\\u65E5\\u672C x\\U0001F680\\xE9!"/,
      );
    }, { columns, rows });
  });
}

scene("menu on a terminal: with defaults and no file, leaving offers to save", async (s) => {
  prepareMenu(s);
  await inTerminal(s, async (t) => {
    await t.shows(/QEMU/);
    t.keys("Escape");
    await t.shows(/Nothing is saved yet\. Save the configuration\?/);
    t.text("n");
    await t.shows(/status 0/);
    assert.equal(s.exists("work/.config.yaml"), false);
  });
  await s.kas(["menu", "--save"]);
  await inTerminal(s, async (t) => {
    await t.shows(/QEMU/);
    t.keys("Escape");
    await t.shows(/status 0[\s\S]*^icanon/m);
  });
});

scene(
  "menu on a terminal: prompts in wide letters, and more than a small screen holds",
  async (s) => {
    const prompts = ["日本語のとても長い設定項目の名前です", "Größe 🚀 👩‍👧‍👦 und e\u0301", "plain"];
    const options = Array.from(
      { length: 12 },
      (_, index) =>
        `config A${index}\n\tbool "${index} ${prompts[index % 3]}"\n\thelp\n\t  ${
          prompts[0]!.repeat(9)
        }\n`,
    );
    s.write("work/Kconfig", `mainmenu "設定"\n${options.join("")}`);
    await inTerminal(s, async (t) => {
      const top = await t.shows(/\[ \] 0 日本語のとても長い設定項目の名\s+│\n│ {5}前です +│$/m);
      assert.match(top, /─ ↓ ─┘$/m);
      t.keys("End");
      const bottom = await t.shows(/\[ \] 11 plain +│\n└─+┘$/m);
      assert.match(bottom, /┌─+ ↑ ─┐/);
      t.text("?");
      await t.shows(/Help on "11 plain"/);
      t.keys("End");
      await t.shows(/Defined at .*[\s\S]*└─+┘$/m);
    }, { columns: 40, rows: 12 });
  },
);

scene("menu on a terminal: resize, ASCII; SIGTERM and Ctrl-C give the terminal back", async (s) => {
  prepareMenu(s);
  await inTerminal(s, async (t) => {
    await t.shows(/\+-+[\s\S]*\| \(\*\)/);
    t.resize(50, 12);
    await t.shows(/^\+-{46}.?-\+$/m);
    t.resize(20, 5);
    await t.shows(/too small/);
    t.resize(100, 30);
    await t.shows(/^\+-{90,}/m);
    t.signal("SIGTERM");
    await t.shows(/status 130[\s\S]*^icanon/m);
  }, { env: { LC_ALL: "C" } });
  await inTerminal(s, async (t) => {
    await t.shows(/QEMU/);
    t.keys("C-c");
    await t.shows(/status 130[\s\S]*^icanon/m);
    assert.equal(s.exists("work/.config.yaml"), false);
  });
});
