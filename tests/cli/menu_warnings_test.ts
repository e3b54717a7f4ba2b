import assert from "node:assert/strict";
import { assertUserError, scene } from "./harness.ts";

const CHOICE = 'choice C\n\tbool "c"\n';
const A = 'config A\n\tbool "a"\n';

/** What kconfiglib reads with a warning, in its words; the file is Kconfig. */
const WARNED: readonly (readonly [text: string, listed: RegExp, warning: RegExp])[] = [
  [
    `${CHOICE}${A}config S\n\tstring "s"\n\tdefault "x"\nendchoice\n`,
    /A=y.*\nS=x {2}# string\n/,
    /warning: default on the choice symbol S \(defined at \S+Kconfig:5\) will have no effect/,
  ],
  [
    `choice\n\tprompt "c"\n${A}config I\n\tint "i"\n\tdefault 3\nendchoice\n`,
    /A=y.*\nI=3 {2}# int\n/,
    /default on the choice symbol I/,
  ],
  [
    "menuconfig A\n\tbool\n\tdefault y\n",
    /A=y/,
    /the menuconfig symbol A .*Kconfig:1\) has no prompt/,
  ],
  [
    `${A}\tstring\n`,
    /A= {2}# string/,
    /Kconfig:1\) defined with multiple types, string will be used/,
  ],
  [
    `${A}config A\n\tstring "b"\n`,
    /# string/,
    /A \(defined at \S+Kconfig:1, \S+Kconfig:3\) defined with multiple types/,
  ],
  [
    `menu title\n${A}endmenu\n`,
    /A=n/,
    /Kconfig:1: warning: style: quotes recommended around 'title' in 'menu title'/,
  ],
  ['config A\n\tprompt "a"\n', /A=A {2}# unknown/, /A \(.*\) defined without a type/],
  [`${A}\trange 1 5\n`, /A=n/, /the bool symbol A \(.*\) has ranges, but is not int or hex/],
  [
    `${CHOICE}${A}endchoice\nchoice D\n\tbool "d"\n${A}endchoice\n`,
    /A=y/,
    /the choice symbol A \(.*\) is defined with a prompt outside the choice/,
  ],
  [
    `choice C\n\tstring "c"\n${A}endchoice\n`,
    /A=n/,
    /<choice C> \(defined at \S+Kconfig:1\) defined with type string/,
  ],
  [`choice C\n\tbool\n${A}endchoice\n`, /A=n/, /<choice C> .* defined without a prompt/],
  [`${CHOICE}config A\n\tbool\nendchoice\n`, /A=n/, /the choice symbol A .* has no prompt/],
  [
    `${CHOICE}\tdefault NOPE\n${A}endchoice\n`,
    /A=y/,
    /the default selection NOPE \(undefined\) of <choice C> .* is not contained in the choice/,
  ],
  [
    `config X\n\tbool "x"\n\tselect A\n${CHOICE}${A}endchoice\n`,
    /A=y/,
    /is selected by the following symbols, but select\/imply has no effect.*\n.*- X \(defined/,
  ],
  [`${A}\tprompt "b"\n`, /A=n/, /defined with multiple prompts in single location/],
  ['config A\n\tbool " a "\n', /A=n/, /has leading or trailing whitespace in its prompt/],
  [`${A}\thelp\n\t  x\n\thelp\n\t  y\n`, /A=n/, /defined with more than one help text/],
  [`${A}\thelp\nconfig B\n\tbool "b"\n`, /A=n/, /has 'help' but empty help text/],
  [
    `config S\n\tstring "s"\n${A}\tselect S\n`,
    /A=n/,
    /A \(.*\) selects the string symbol S \(.*\), which is not bool or tristate/,
  ],
  [
    `${A}config S\n\tstring "s"\n\tselect A\n`,
    /S=/,
    /the string symbol S .* has selects or implies/,
  ],
  ["config I\n\tint\n\tdefault abc\n", /I=abc/, /has a non-int default abc \(undefined\)/],
  ['config I\n\tint "i"\n\trange "a" 5\n', /I=/, /has a non-int range \[a \(undefined\), 5 \(und/],
  [
    "config S\n\tstring\n\tdefault foo\n",
    /S=foo/,
    /style: quotes recommended around default value/,
  ],
  ['config A\n\tstring\n\toption env="V"\n', /A=v1/, /Kconfig:3: warning: Kconfiglib expands/],
  [`${A}\toption modules\n`, /A=n/, /Kconfig:3: warning: the 'modules' option is not supported/],
];

/** What kconfiglib reads without a word. */
const SILENT: readonly (readonly [text: string, listed: string])[] = [
  ['config A\n\tboolean "a"\n', "A=n  # bool\n"],
  ['config A\n\ttristate "a"\n\tdefault m\n', "A=y  # bool\n"],
  [`${A}\tdefault y if m\n`, "A=n  # bool\n"],
  ['config S\n\tstring "s"\n\tdefault "$V-${V}-$NOPE"\n', "S=v1-v1-$NOPE  # string\n"],
];

scene("menu: what kconfiglib only warns about is a warning", async (s) => {
  for (const [text, listed, warning] of WARNED) {
    s.write("work/Kconfig", text);
    const run = await s.kas(["menu", "--list"], { V: "v1" });
    assert.equal(run.code, 0, text + run.stderr);
    assert.match(run.stdout, listed, text);
    assert.match(run.stderr, warning, text);
  }
  for (const [text, listed] of SILENT) {
    s.write("work/Kconfig", text);
    const run = await s.kas(["menu", "--list"], { V: "v1" });
    assert.equal(run.stdout, listed, text + run.stderr);
    assert.doesNotMatch(run.stderr, /WARN/, text);
  }
});

scene("menu: a string in a choice is saved, a value without a form is not", async (s) => {
  s.write("work/Kconfig", WARNED[0]![0]);
  const saved = await s.kas(["menu", "--save"]);
  assert.equal(saved.code, 0, saved.stderr);
  assert.match(s.read("work/.config.yaml"), /^ {2}A: true\n {2}S: x$/m);
  assert.match(s.read("work/.config.yaml"), /S = "x"/);
  const refused: [string, RegExp][] = [
    ['config A\n\tprompt "a"\n', /Kconfig:1:1: A cannot be saved: give it a type/],
    ['config I\n\tint "i"\n\tdefault abc\n', /I cannot be saved: its value "abc" is no int/],
    [
      'config MODULES\n\tdef_bool y\nconfig A\n\ttristate "a"\n',
      /Kconfig:3:1: A cannot be saved: bitbake has no modules/,
    ],
  ];
  for (const [text, error] of refused) {
    s.write("work/Kconfig", text);
    assertUserError(await s.kas(["menu", "--save"]), error);
  }
});
