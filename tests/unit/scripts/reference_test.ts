import assert, { deepStrictEqual as equal } from "node:assert/strict";
import { keyRows, TOP_KEYS } from "../../../scripts/reference/keys.ts";
import { namesMade, table, withMade } from "../../../scripts/reference/markdown.ts";

Deno.test("a table has columns of one width, and its cells no bars", () => {
  equal(
    table(["key", "what"], [["`a`", "b|c"], ["longer", ""]]),
    "| key    | what |\n| ------ | ---- |\n| `a`    | b\\|c |\n| longer |      |\n",
  );
});

Deno.test("what is made is made anew between its marks, and nothing else", () => {
  const text = "before\n<!-- made: one -->\nold\n<!-- end -->\nafter\n";
  equal(namesMade(text), ["one"]);
  const now = withMade(text, new Map([["one", "new\n"]]));
  equal(now, "before\n<!-- made: one -->\n\nnew\n\n<!-- end -->\nafter\n");
  assert.throws(() => withMade(text, new Map()), /"one"/);
});

Deno.test("keys are told with type, default and the version that they are from", () => {
  const rows = new Map(TOP_KEYS.flatMap(keyRows).map((row) => [row.path, row]));
  const told = (path: string) => {
    const { type, fallback, since } = rows.get(path)!;
    return [type, fallback, since];
  };
  equal(told("header.version"), ['"0.10" or a whole number from 1 to 23', "required", 1]);
  equal(told("header.includes[].repo"), ["a string", "required", 1]);
  equal(told("task"), ["a string", "`build`", 3]);
  equal(told("repos.NAME.layers.NAME.prio"), ["a whole number from -99 to 99", "`0`", 21]);
  equal(told("signers.NAME.type"), ['one of "gpg", "ssh"', "`gpg`", 19]);
  equal(told("overrides.repos.NAME.commit"), ["a string or empty", "", 14]);
  equal(rows.has("proxy_config.http_proxy"), false);
});
