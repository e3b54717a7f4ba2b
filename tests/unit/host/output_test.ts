import assert from "node:assert/strict";
import { UserError } from "../../../src/base/errors.ts";
import { KeptOutput, LineSplitter, RecordSplitter } from "../../../src/host/output.ts";

function lines(...pieces: string[]): string[] {
  const found: string[] = [];
  const splitter = new LineSplitter((line) => found.push(line));
  for (const piece of pieces) splitter.add(piece);
  splitter.end();
  return found;
}

Deno.test("lines: in any pieces, with and without an end", () => {
  assert.deepEqual(lines("a\nb", "c\r10 %\r", "\n", "d"), ["a", "bc", "10 %", "", "d"]);
  assert.deepEqual(lines("", "a\n"), ["a"]);
});

Deno.test("lines: a long one is cut, the next is whole", () => {
  const [long, next] = lines(...Array.from({ length: 20 }, () => "x".repeat(10_000)), "\nnext\n");
  assert.equal(long, `${"x".repeat(65536)} … (line cut)`);
  assert.equal(next, "next");
  assert.deepEqual(lines("y".repeat(65536)), ["y".repeat(65536)]);
});

Deno.test("records end at NUL characters", () => {
  const found: string[] = [];
  const splitter = new RecordSplitter((record) => found.push(record));
  for (const piece of ["a b\0c", "\nd\0", "\0e\0cut"]) splitter.add(piece);
  assert.deepEqual(found, ["a b", "c\nd", "", "e"]);
});

Deno.test("kept output: all, its tail, nothing", () => {
  const kept = (collect: "all" | "tail" | "none") => {
    const output = new KeptOutput(collect, "p");
    for (let index = 0; index < 100; index++) output.add(String(index % 10).repeat(10_000));
    return output.text();
  };
  assert.equal(kept("all").length, 1_000_000);
  assert.equal(kept("tail"), kept("all").slice(-65536));
  assert.equal(kept("none"), "");
  const endless = new KeptOutput("all", "p");
  const piece = "x".repeat(2 ** 24);
  assert.throws(() => {
    for (let count = 0; count < 17; count++) endless.add(piece);
  }, (error) => error instanceof UserError && /^p printed more than 256 MiB/.test(error.message));
});
