import assert from "node:assert/strict";
import { UserError } from "../../../src/base/errors.ts";
import {
  type Extent,
  FALLBACK_RANGE,
  type IdRange,
  parseIdMap,
  subordinateRanges,
  subordinateText,
} from "../../../src/entrypoint/id_map.ts";

const rows = (text: string) => parseIdMap(text.replaceAll(" / ", "\n"), "uid_map");
const lines = (ranges: IdRange[]) =>
  ranges.map(({ start, count }) => `${start}:${count}`).join(", ");

Deno.test("the cases of the field", () => {
  const cases: [string, string, number, string][] = [
    ["podman keep-id", "0 1 1000 / 1000 0 1 / 1001 1001 64536", 1000, "1001:64536, 1:999"],
    [
      "keep-id, uid 60000",
      "0 1 60000 / 60000 0 1 / 60001 60001 5536",
      60000,
      "1:59999, 60001:5536",
    ],
    ["keep-id, uid 1500000", "0 1 65536 / 1500000 0 1", 1500000, "1:65535"],
    ["keep-id:uid=65536", "0 1 65536 / 65536 0 1", 65536, "1:65535"],
    ["docker-rootless", "0 1000 1 / 1 100000 65536", 1000, "1001:64536, 1:999"],
    [
      "docker-rootless, two host ranges",
      "0 1000 1 / 1 100000 65536 / 65537 524288 65536",
      1000,
      "65537:65536, 1001:64536, 1:999",
    ],
    ["userns-remap, LXC, k8s", "0 231072 65536", 1000, "1001:64535, 1:999"],
    ["Incus", "0 1000000 1000000000", 1000, "1001:999998999, 1:999"],
    ["docker rootful", "0 0 4294967295", 1000, "100000:65536"],
  ];
  for (const [name, map, builder, expected] of cases) {
    assert.equal(lines(subordinateRanges(rows(map), builder, undefined)), expected, name);
  }
});

Deno.test("an identity map hands out only the range that was handed over", () => {
  const identity = rows("0 0 4294967295");
  const range = { start: 524288, count: 65536 };
  assert.deepEqual(subordinateRanges(identity, 1000, range), [range]);
  assert.equal(lines(subordinateRanges(identity, 5, { start: 0, count: 10 })), "1:4, 6:4");
  assert.deepEqual(subordinateRanges(rows("0 1000 65536"), 70000, range), [{
    start: 1,
    count: 65535,
  }]);
});

Deno.test("any map: never root or builder, never across extents, all the rest, largest first", () => {
  let seed = 7;
  const random = (limit: number) => (seed = (seed * 1103515245 + 12345) % 2147483648) % limit;
  for (let round = 0; round < 2000; round++) {
    const extents: Extent[] = [];
    let inside = random(3);
    for (let count = random(4) + 1; count > 0; count--) {
      const length = random(40) + 1;
      extents.push({ inside, outside: random(100000) + 1, length });
      inside += length + random(3);
    }
    const builder = random(120);
    const ranges = subordinateRanges(extents, builder, undefined);
    const given = ranges.flatMap(({ start, count }) =>
      Array.from({ length: count }, (_, i) => start + i)
    );
    const usable = extents
      .flatMap((extent) => Array.from({ length: extent.length }, (_, i) => extent.inside + i))
      .filter((id) => id !== 0 && id !== builder);
    assert.deepEqual(given.toSorted((a, b) => a - b), usable.toSorted((a, b) => a - b));
    for (const { start, count } of ranges) {
      assert.ok(extents.some((e) => start >= e.inside && start + count <= e.inside + e.length));
    }
    assert.deepEqual(
      ranges.map((r) => r.count),
      ranges.map((r) => r.count).toSorted((a, b) => b - a),
    );
  }
});

Deno.test("texts and mistakes", () => {
  assert.equal(
    subordinateText(["builder", "me"], [FALLBACK_RANGE], "uid"),
    "builder:100000:65536\nme:100000:65536\n",
  );
  assert.throws(() => subordinateText(["builder"], [], "gid"), /usermod --add-subgids/);
  assert.throws(() => parseIdMap("0 1\n", "uid_map"), UserError);
  assert.throws(() => parseIdMap("", "uid_map"), UserError);
});
