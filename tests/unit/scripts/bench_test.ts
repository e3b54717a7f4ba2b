import { deepStrictEqual as equal, match, ok } from "node:assert/strict";
import { growthLine, isWell } from "../../../scripts/benchmark/growth/grow.ts";
import { isWanted, readOptions } from "../../../scripts/benchmark/options.ts";
import { json, line, markdown, MEMORY } from "../../../scripts/benchmark/report.ts";
import { emptyRow, memoryRow, type Pair, timeRow } from "../../../scripts/benchmark/row.ts";
import { exponent, median, quartiles } from "../../../scripts/benchmark/statistics.ts";

const pair = (ours: number, peer: number): Pair => ({
  ours: { seconds: ours, megabytes: 50 },
  peer: { seconds: peer, megabytes: 40 },
});
const PAIRS = [pair(1, 10), pair(4, 10), pair(1, 5)];

Deno.test("the median is the middle value, whatever the order", () => {
  equal(median([9, 1, 5]), 5);
  equal(median([10, 9]), 9.5);
  equal(median([3]), 3);
});

Deno.test("quartiles lie between the values", () => {
  equal(quartiles([5, 1, 4, 2, 3]), [2, 4]);
  equal(quartiles([1, 2, 3]), [1.5, 2.5]);
  equal(quartiles([7]), [7, 7]);
});

Deno.test("the exponent is that of the size, without the start", () => {
  const points = (...seconds: number[]) =>
    seconds.map((value, index) => ({ size: 100 * 2 ** index, seconds: value }));
  equal(exponent(points(2, 3, 5), 1), 1);
  equal(exponent(points(2, 5, 17), 1), 2);
  ok(Number.isNaN(exponent(points(1, 3, 5), 1)));
});

Deno.test("a ratio is the median over the pairs, not the ratio of the medians", () => {
  const row = timeRow("a", 0.25, PAIRS);
  equal([row.ratio, row.ours_ms, row.peer_ms, row.ok], [0.2, 1000, 10_000, true]);
  equal(timeRow("a", 0.19, PAIRS).ok, false);
});

Deno.test("the goal of a row about memory is one of megabytes", () => {
  equal(memoryRow("a", 50, PAIRS).ok, true);
  equal(memoryRow("a", 49, PAIRS).ok, false);
});

Deno.test("lines tell what a row holds", () => {
  match(line(timeRow("a", 0.19, PAIRS)), /^a +1000 ms +10000 ms {2}0\.20 .*goal 0\.19: MISSED$/);
  match(line(memoryRow(`${MEMORY}a`, 50, PAIRS)), /50 : 40 MB +goal 50 MB: ok$/);
  match(line(emptyRow("a", null, null)), /^a +- +- {2}- +- : - MB$/);
});

Deno.test("the table for README has what was measured", () => {
  const rows = [
    timeRow("a", 0.25, PAIRS),
    memoryRow(`${MEMORY}a`, 50, PAIRS),
    emptyRow("b", null, null),
    { ...emptyRow("c", null, null), ours_mb: 86 },
  ];
  equal(markdown(rows).split("\n"), [
    "|                |  ours |    kas | ratio |",
    "| -------------- | ----: | -----: | ----: |",
    "| a              | 1.0 s | 10.0 s |  0.20 |",
    "| peak memory, a | 50 MB |  40 MB |  1.25 |",
    "| c              | 86 MB |      - |     - |",
  ]);
  equal(JSON.parse(json(rows)), rows);
});

Deno.test("options: a format, and words of which a name has one", () => {
  const options = readOptions(["dump", "--json", "--version"]);
  equal(options, { format: "json", words: ["dump", "--version"] });
  ok(typeof options !== "string");
  equal(["dump, 1", "--version", "lock"].map((name) => isWanted(options, name)), [
    true,
    true,
    false,
  ]);
  match(String(readOptions(["--fast"])), /unknown option --fast/);
  match(String(readOptions(["--json", "--markdown"])), /one of/);
});

Deno.test("a series that was refused is skipped, one too short to tell is not well", () => {
  match(growthLine("a", "too deep"), /^a +skipped, dist\/kas refuses: too deep$/);
  const points = [{ size: 1, seconds: 1 }, { size: 2, seconds: 2 }];
  match(growthLine("a", { points, exponent: 1.2 }), /1: 1000 ms +2: 2000 ms +.*1\.20 \(MISSED\)$/);
  equal(["too deep", { points, exponent: 1.15 }, { points, exponent: NaN }].map(isWell), [
    true,
    true,
    false,
  ]);
});
