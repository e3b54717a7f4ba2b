import { deepStrictEqual as equal } from "node:assert/strict";
import { colourMode, usesColour } from "../../../src/base/colour.ts";

Deno.test("colours: the command line wins over NO_COLOR, that over the terminal", () => {
  equal(colourMode(undefined, {}), "auto");
  equal(colourMode(undefined, { NO_COLOR: "" }), "auto");
  equal(colourMode("auto", { NO_COLOR: "1" }), "never");
  equal(colourMode("always", { NO_COLOR: "1", TERM: "dumb" }), "always");
  equal(colourMode("never", {}), "never");
  equal(colourMode(undefined, { TERM: "dumb" }), "never");
  equal([usesColour("auto", true), usesColour("auto", false)], [true, false]);
  equal([usesColour("always", false), usesColour("never", true)], [true, false]);
});
