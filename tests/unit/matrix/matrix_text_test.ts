import assert, { deepStrictEqual as equal } from "node:assert/strict";
import type { MatrixEntry } from "../../../src/matrix/entry.ts";
import { entryNames } from "../../../src/matrix/entry_names.ts";
import { gitlabPipeline } from "../../../src/matrix/gitlab_pipeline.ts";
import { githubMatrix, matrixJson, matrixTable } from "../../../src/matrix/matrix_text.ts";
import { digestNotes, githubNotes } from "../../../src/matrix/notes.ts";

const DIGEST = "0123456789abcdef".repeat(4);
const ENTRY: MatrixEntry = {
  name: "a-m",
  config: "kas/a.yml",
  machine: "m",
  digest: DIGEST,
  unknown: [],
  image: "registry/kas:5.5",
};
const ODD: MatrixEntry = {
  ...ENTRY,
  name: "b-m",
  config: "é\n$b.yml",
  digest: null,
  unknown: ["of this", "of that"],
  image: "$REGISTRY/kas-isar",
};

Deno.test("names are those of file and machine; a machine's own file does not repeat it", () => {
  const names = (...entries: readonly (readonly [string, string])[]) =>
    entryNames(entries.map(([config, machine]) => ({ config, machine })));
  equal(names(["kas/a.yml", "m"], ["a.yml", "n"]), ["a-m", "a-n"]);
  equal(names(["kas/m.yml", "m"], ["kas/img-m.json", "m"], ["xm.yml", "m"]), [
    "m",
    "img-m",
    "xm-m",
  ]);
  equal(names(["base.yml:opt/debug.yml", "m"]), ["base-debug-m"]);
  equal(names([".config.yaml", "m"], ["../ü x.yml", "m"]), ["config-m", "_x-m"]);
});

Deno.test("names that are alike get their directories, then a digest; they keep to their length", () => {
  const names = (...configs: readonly string[]) =>
    entryNames(configs.map((config) => ({ config, machine: "m" })));
  equal(names("x/a.yml", "y/a.yml", "b.yml"), ["x-a-m", "y-a-m", "b-m"]);
  const [one, two, three] = names("x/a.yml", "x-a.yml", "a.yml");
  assert.match(one!, /^x-a-m-[0-9a-f]{8}$/);
  equal([two, three], ["x-a-m", "a-m"]);
  equal(names("x/a.yml", "a.yml", "x-a.yml").toSorted(), [one, two, three].toSorted());
  const long = names(`${"l".repeat(300)}.yml`, `${"l".repeat(301)}.yml`);
  equal(long.map((name) => name.length), [109, 109]);
  equal(new Set(long).size, 2);
});

Deno.test("a table for people", () => {
  equal(
    matrixTable([ENTRY, ODD]),
    "NAME  CONFIG     MACHINE  DIGEST\n" +
      "a-m   kas/a.yml  m        0123456789ab\n" +
      "b-m   é\\n$b.yml  m        -\n",
  );
});

Deno.test("JSON for programs, and on one line for GitHub", () => {
  const entries = [
    { name: "a-m", config: "kas/a.yml", machine: "m", digest: DIGEST },
    { name: "b-m", config: "é\n$b.yml", machine: "m", digest: null },
  ];
  equal(JSON.parse(matrixJson([ENTRY, ODD])), entries);
  const line = githubMatrix([ENTRY, ODD]);
  assert.match(line, /^[\x20-\x7e]+\n$/);
  equal(JSON.parse(line), { include: entries });
});

Deno.test("a child pipeline for GitLab: a job for each, what they share in a hidden one", () => {
  equal(
    gitlabPipeline([ENTRY, ODD]),
    `# Made by kas matrix: a job for each build.
workflow:
  rules:
  - when: always
.kas-build:
  image: $KAS_CONTAINER_IMAGE
  script:
  - kas build "$KAS_CONFIG"
build:a-m:
  extends: .kas-build
  variables:
    KAS_CONFIG: kas/a.yml
    KAS_MACHINE: m
    KAS_DIGEST: '${DIGEST}'
    KAS_CONTAINER_IMAGE: registry/kas:5.5
build:b-m:
  extends: .kas-build
  variables:
    KAS_CONFIG: "\\xE9\\n$$b.yml"
    KAS_MACHINE: m
    KAS_DIGEST: ''
    KAS_CONTAINER_IMAGE: $$REGISTRY/kas-isar
`,
  );
});

Deno.test("notes tell each reason once, and what GitHub would refuse", () => {
  const many = Array.from({ length: 7 }, (_, index) => ({ ...ODD, name: `n${index}` }));
  const message = (reason: string) => `No digest for n0, n1, n2, n3, n4 and 2 more: ${reason}`;
  equal(
    digestNotes([ENTRY, ...many]).map((note) => note.message),
    [message("of this"), message("of that")],
  );
  equal(digestNotes([ENTRY]), []);
  equal(githubNotes(Array(256).fill(ENTRY)), []);
  assert.match(githubNotes(Array(257).fill(ENTRY))[0]!.message, /256 .* 257$/);
});
