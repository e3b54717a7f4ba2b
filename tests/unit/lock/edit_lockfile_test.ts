import "../load_yaml_library.ts";
import assert from "node:assert/strict";
import { editLockfile } from "../../../src/lock/edit_lockfile.ts";

const STYLE = { indent: 2, sortKeys: false, rewrite: false };

function edit(
  text: string,
  commits: Record<string, string>,
  { version, path = "/l.yml", style = STYLE }: {
    version?: number;
    path?: string;
    style?: typeof STYLE;
  } = {},
): string {
  const edits = { commits: new Map(Object.entries(commits)), version };
  return editLockfile(path, text, edits, style);
}

Deno.test("commits are replaced in place: comments, quotes and order stay", () => {
  const text = (a: string, b: string, version = 14) =>
    `# kept\nheader:\n  version: ${version} # ours\noverrides:\n  repos:\n` +
    `    b: {commit: '${b}'} # why\n\n    a:\n      commit: "${a}"\n      branch: m\nenv: {}\n`;
  assert.equal(edit(text("1", "2"), { a: "3", b: "4" }), text("3", "4"));
  assert.equal(edit(text("1", "2", 11), { a: "3" }, { version: 14 }), text("3", "2"));
});

Deno.test("a lock is added after the last one, as deep as that is", () => {
  const text =
    "header: {version: 14}\noverrides:\n    repos:\n        a:\n            commit: x\n" +
    "            # to a\n\n# the end\n";
  assert.equal(
    edit(text, { "b: c": "y" }),
    text.replace("# to a\n", "# to a\n        'b: c':\n            commit: y\n"),
  );
  const flow = "header: {version: 14}\noverrides:\n  repos:\n    a: {commit: x}";
  assert.equal(edit(flow, { b: "y" }), `${flow}\n    b:\n      commit: y`);
});

Deno.test("what cannot be edited in place is written anew", () => {
  const whole = (a: string) =>
    `header:\n  version: 14\noverrides:\n  repos:\n    a:\n      commit: ${a}\n`;
  const block = "header: {version: 14}\noverrides: {repos: {a: {commit: |-\n  x\n}}}\n";
  for (
    const text of [
      "header: {version: 14}\n",
      "header: {version: 14}\noverrides: {repos: {}}\n",
      'header: {version: 14}\noverrides: {repos: {a: {commit: "\\x41"}}}\n',
      "header: {version: 14}\noverrides:\n  repos:\n    a:\n      commit: >-\n        x\n",
      "header: {version: 14}\noverrides: {repos: {a: }}\n",
    ]
  ) {
    assert.equal(edit(text, { a: "z" }), whole("z"), text);
  }
  assert.throws(() => edit(block, { a: "z" }), /not valid YAML/);
});

Deno.test("a shared anchor is not edited through: the other lock stays", () => {
  const text = "header: {version: 14}\noverrides:\n  repos:\n    a: &one\n      commit: x\n" +
    "    b: *one\n";
  assert.equal(
    edit(text, { b: "y" }),
    "header:\n  version: 14\noverrides:\n  repos:\n    a:\n      commit: x\n" +
      "    b:\n      commit: y\n",
  );
});

Deno.test("JSON is edited in place, or written as JSON", () => {
  const text = (a: string) =>
    `{"header": {"version": 14},\n "overrides": {"repos": {"a": {"commit": "${a}"}}}}\n`;
  assert.equal(edit(text("x"), { a: "y" }, { path: "/l.json" }), text("y"));
  assert.equal(
    edit(text("x"), { b: "y" }, { path: "/l.json" }),
    `${
      JSON.stringify(
        {
          header: { version: 14 },
          overrides: { repos: { a: { commit: "x" }, b: { commit: "y" } } },
        },
        null,
        2,
      )
    }\n`,
  );
});

Deno.test("asked for a style, all is written in it", () => {
  const text = "overrides: {repos: {b: {commit: x}, a: {commit: y}}}\nheader: {version: 14}\n";
  assert.equal(
    edit(text, { b: "z" }, { style: { indent: 4, sortKeys: true, rewrite: true } }),
    "header:\n    version: 14\noverrides:\n    repos:\n        a:\n            commit: y\n" +
      "        b:\n            commit: z\n",
  );
});
