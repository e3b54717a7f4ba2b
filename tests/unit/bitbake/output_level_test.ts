import assert from "node:assert/strict";
import { OutputLevel } from "../../../src/bitbake/output_level.ts";

Deno.test("bitbake's lines tell their level; what belongs to one has the same", () => {
  const level = new OutputLevel("info");
  const lines = ["x", "WARNING: a", "  b", "ERROR: c", "| d", "", "NOTE: e", "ERRORS: f", "  g"];
  assert.deepEqual(
    lines.map((line) => level.of(line)),
    ["info", "warning", "warning", "error", "error", "info", "info", "info", "info"],
  );
  assert.equal(new OutputLevel("error").of("constructor: x"), "error");
});
