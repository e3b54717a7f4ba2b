import assert from "node:assert/strict";
import { AsideNames } from "../../../src/host/aside_names.ts";
import { family, parseStat, type ProcessInfo } from "../../../src/host/process_table.ts";

const stat = (pid: number, name: string, state: string, parent: number, session: number) =>
  `${pid} (${name}) ${state} ${parent} ${pid} ${session} 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 ` +
  `${pid}00 1 2`;

Deno.test("a process's line: names with blanks and parentheses", () => {
  assert.deepEqual(parseStat(stat(42, "a) R 1 (b", "S", 7, 40)), {
    pid: 42,
    parent: 7,
    session: 40,
    started: "4200",
    ended: false,
  });
  assert.equal(parseStat(stat(42, "x", "Z", 7, 40))!.ended, true);
  assert.equal(parseStat(""), undefined);
});

Deno.test("a family: children's children, and the session, but for what has ended", () => {
  const table = [
    [10, "S", 1, 10],
    [11, "S", 10, 10],
    [12, "S", 11, 12],
    [13, "S", 1, 10],
    [14, "Z", 10, 10],
    [15, "S", 14, 15],
    [20, "S", 1, 20],
  ].map(([pid, state, parent, session]) =>
    parseStat(stat(pid as number, "x", state as string, parent as number, session as number))!
  );
  const pids = (found: readonly ProcessInfo[]) => found.map(({ pid }) => pid);
  assert.deepEqual(pids(family(table, [10], undefined)), [10, 11, 12, 15]);
  assert.deepEqual(pids(family(table, [10], 10)), [10, 11, 12, 13, 15]);
  assert.deepEqual(pids(family(table, [], undefined)), []);
});

Deno.test("files being written: whose they are, in our namespace only", () => {
  const names = new AsideNames("a.b", 7);
  assert.equal(names.of(12), ".a.b.7-12.tmp");
  assert.equal(names.writer(".a.b.7-12.tmp"), 12);
  for (const other of [".a.b.8-12.tmp", ".a.7-12.tmp", ".a.b.7-x.tmp", ".a.b.7-12.tmp~", "a.b"]) {
    assert.equal(names.writer(other), undefined);
  }
});
