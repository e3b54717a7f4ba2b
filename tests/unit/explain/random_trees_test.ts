import "../load_yaml_library.ts";
import assert from "node:assert/strict";
import { dirname } from "node:path";
import { decodeConfig } from "../../../src/config/config.ts";
import { resolveIncludes } from "../../../src/config/include.ts";
import { readKasFile } from "../../../src/config/read_kas_file.ts";
import { writeJson } from "../../../src/config/write_json.ts";
import { Explainer } from "../../../src/explain/explain.ts";
import { explanationsJson } from "../../../src/explain/json.ts";
import { chance } from "../../cli/chance.ts";
import { checkExplained } from "./check_explained.ts";
import { effective, randomTree, written } from "./random_tree.ts";

const TREES = 500;

/** What is explained of all keys of a tree, its files in memory. */
function checkTree(seed: number): number {
  const below = chance(seed);
  const tree = randomTree(below);
  const texts = new Map(
    [...tree].map(([name, source]) => [`/t/${name}`, written(name, source, below)]),
  );
  const files = new Map(
    [...texts].map(([path, text]) => [path, readKasFile(path, new TextEncoder().encode(text))]),
  );
  const look = (path: string) => ({ real: path, file: files.get(path), isDirectory: false });
  const request = { topFiles: ["/t/0.yml"], topRepo: dirname("/t/0.yml"), useLocks: true };
  const result = resolveIncludes(request, { look, repos: new Map([["other", "/t/other"]]) });
  assert.ok(result.kind === "resolved", JSON.stringify(result));
  const explainer = new Explainer({
    config: decodeConfig(result.root, result.files, result.topRepo).value,
    topPaths: ["/t/0.yml"],
    env: {},
    overrides: { targets: [], task: undefined },
    local: new Map(),
    premirrors: "",
  });
  const found = Object.keys(effective(tree)).flatMap((key) => explainer.explain(key));
  const json = JSON.parse(writeJson(explanationsJson(found), { indent: 0, sortKeys: false }));
  return checkExplained(tree, "/t", json, (file) => texts.get(file)!);
}

Deno.test(`${TREES} random include trees: each value is explained by the place that holds it`, () => {
  let values = 0;
  for (let seed = 0; seed < TREES; seed++) {
    try {
      values += checkTree(seed);
    } catch (error) {
      throw new Error(`tree ${seed}: ${error}`, { cause: error });
    }
  }
  assert.ok(values > 15 * TREES, `${values}`);
});
