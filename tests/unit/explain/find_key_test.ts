import { deepStrictEqual as equal, throws } from "node:assert/strict";
import { keyNotThere } from "../../../src/explain/errors.ts";
import { findKey, leavesOf } from "../../../src/explain/find_key.ts";
import type { ValueMap } from "../../../src/config/value.ts";

const root: ValueMap = new Map<string, ValueMap | string>([
  ["machine", "m"],
  [
    "repos",
    new Map<string, ValueMap | null>([
      ["this", null],
      [
        "poky",
        new Map<string, ValueMap | string>([["commit", "c"], [
          "layers",
          new Map([["meta.x", null], ["meta", null]]),
        ]]),
      ],
      ["empty", new Map()],
    ]),
  ],
]);

Deno.test("keys are found by their words, which may have dots", () => {
  equal(findKey(root, "machine"), ["machine"]);
  equal(findKey(root, "repos.poky.layers.meta.x"), ["repos", "poky", "layers", "meta.x"]);
  equal(findKey(root, "repos.poky.layers.meta"), ["repos", "poky", "layers", "meta"]);
  for (const none of ["", ".", "machine.x", "repos.", "repos.poky.x", "repos.poky.layers.meta.y"]) {
    equal(findKey(root, none), undefined, none);
  }
});

Deno.test("a mapping stands for all below it", () => {
  equal(leavesOf(root, ["repos"]).map((key) => key.join("/")), [
    "repos/this",
    "repos/poky/commit",
    "repos/poky/layers/meta.x",
    "repos/poky/layers/meta",
    "repos/empty",
  ]);
  equal(leavesOf(root, ["machine"]), [["machine"]]);
});

Deno.test("for a key that is not there, one that is near", () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ["machin", "machine"],
    ["repos.pokey.commit", "repos.poky.commit"],
    ["repo.poky", "repos.poky"],
    ["repos.pokey.url", "repos.poky"],
    ["repos.poky.layers.meta.z", "repos.poky.layers.meta.x"],
    ["repos.poky.comit", "repos.poky.commit"],
    ["zzz.poky", undefined],
    ["machine.x.y", undefined],
  ];
  for (const [asked, near] of cases) {
    const hint = near === undefined ? "" : `, did you mean "${near}"?`;
    throws(
      () => {
        throw keyNotThere(root, asked);
      },
      { message: `the configuration has no key "${asked}"${hint}` },
    );
  }
});
