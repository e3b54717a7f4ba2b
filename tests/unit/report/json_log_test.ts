import { deepStrictEqual as equal } from "node:assert/strict";
import { jsonLogLines } from "../../../src/report/json_log.ts";

const NOW = new Date("2026-01-31T12:00:00Z");
const objects = (text: string) => text.trimEnd().split("\n").map((line) => JSON.parse(line));

Deno.test("a message is an object on a line, harmless and without secrets", () => {
  const text = jsonLogLines(NOW, "info", "two\nlines \x1b[2J of https://u:secret@host/x");
  equal(objects(text), [{
    time: "2026-01-31T12:00:00.000Z",
    level: "info",
    message: "two\nlines \\x1b[2J of https://u:***@host/x",
  }]);
  equal(text.split("\n").length, 2);
});

Deno.test("a note tells its key and place, if it has them", () => {
  const note = { level: "warning" as const, message: "old", key: ["machine"] };
  const [object] = objects(jsonLogLines(NOW, "warning", "old", [note]));
  equal(object, {
    time: "2026-01-31T12:00:00.000Z",
    level: "warning",
    message: "old",
    key: "machine",
  });
});

Deno.test("an object for each problem, with its place and its key", () => {
  const place = { file: "/w/kas.yml", line: 3, column: 5 };
  const lines = jsonLogLines(NOW, "error", "all of them", [
    { kind: "a", message: "first", place, key: ["repos", "x", "layers", 0] },
    { kind: "b", message: "second" },
  ]);
  const common = { time: "2026-01-31T12:00:00.000Z", level: "error" };
  equal(objects(lines), [
    {
      ...common,
      message: "first",
      kind: "a",
      file: "/w/kas.yml",
      line: 3,
      column: 5,
      key: "repos.x.layers.0",
    },
    { ...common, message: "second", kind: "b" },
  ]);
});
