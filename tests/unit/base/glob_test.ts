import assert from "node:assert/strict";
import { parseGlob } from "../../../src/base/glob.ts";

Deno.test("glob segments match names as fnmatch does", () => {
  const matches = (pattern: string, name: string) => {
    const [segment] = parseGlob(pattern);
    if (segment?.kind === "pattern") return segment.matches.test(name);
    return segment?.kind === "literal" && segment.name === name;
  };
  assert.ok(matches("*.wic", "image.wic") && matches("*.wic", ".wic") && matches("a?c", "abc"));
  assert.ok(matches("x[!a]", "xb") && matches("x[a-c]", "xb") && matches("a+b", "a+b"));
  assert.ok(
    !matches("*.wic", "image.wic.bz2") && !matches("x[!a]", "xa") && !matches("a.*", "abc"),
  );
  assert.deepEqual(parseGlob("./a//**/b").map((segment) => segment.kind), [
    "literal",
    "anywhere",
    "literal",
  ]);
});

Deno.test("what is hidden is matched by a dot alone, if asked so; a backward range by nothing", () => {
  const matches = (pattern: string, name: string) => {
    const [segment] = parseGlob(pattern, false);
    return segment?.kind === "pattern" && segment.matches.test(name);
  };
  assert.ok(matches("*.yml", "a.yml") && matches(".*.yml", ".a.yml") && matches("[a-c]?", "ab"));
  assert.ok(!matches("*.yml", ".a.yml") && !matches("?a", ".a") && !matches("[!b]a", ".a"));
  assert.ok(!matches("[z-a]", "z") && !matches("[z-a]", "b"));
});
