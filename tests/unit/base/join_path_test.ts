import assert from "node:assert/strict";
import { join } from "node:path";
import { joinPath } from "../../../src/base/join_path.ts";

Deno.test("paths are joined as node:path does it", () => {
  const paths = ["a", "a/b.c", "", ".", "..", "./a", "a/./b", "a/../b", "a//b", "a/", ".a", "..a"];
  paths.push("a..", "a.", "...", "a/...", "../../..", "/a", "a b\n");
  for (const directory of ["/", "/r", "/r/", "/r/.", "/r/../s", "/r//s", "/.r/s.", "/r/..."]) {
    for (const path of paths) assert.equal(joinPath(directory, path), join(directory, path));
  }
});
