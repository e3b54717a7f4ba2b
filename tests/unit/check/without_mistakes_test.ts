import { deepStrictEqual as equal } from "node:assert/strict";
import type { KeyPath, Problem } from "../../../src/base/problem.ts";
import {
  followsFrom,
  hidesRepos,
  isLocalMistake,
  withoutMistakes,
} from "../../../src/check/without_mistakes.ts";
import type { ValueMap } from "../../../src/config/value.ts";

const map = (entries: Record<string, unknown>) => new Map(Object.entries(entries)) as ValueMap;
const mistake = (key: KeyPath | undefined, suggestion?: string, kind = "unknown_key"): Problem => ({
  kind,
  fields: { suggestion },
  message: "",
  ...(key && { key }),
});

Deno.test("mistakes go, lists as a whole; the file itself stays as it is", () => {
  const shared = map({ url: 5, branch: "b" });
  const root = map({ repos: map({ a: shared, b: shared }), target: ["x", 5], machine: "m" });
  const keys: KeyPath[] = [["repos", "a", "url"], ["target", 1], ["none", "x"], []];
  const rest = map({ branch: "b" });
  equal(withoutMistakes(root, keys), map({ repos: map({ a: rest, b: rest }), machine: "m" }));
  equal(shared.has("url"), true);
});

Deno.test("which mistakes leave the rest to be looked at", () => {
  equal(isLocalMistake(mistake(["a"])), true);
  equal(isLocalMistake(mistake(undefined)), false);
  equal(isLocalMistake(mistake(["header", "includes", 0], undefined, "file_not_found")), false);
  equal([mistake(["repo"], "repos"), mistake(["machin"], "machine")].map(hidesRepos), [
    true,
    false,
  ]);
  equal(hidesRepos(mistake(["repos", "a", "repos"], "repos")), false);
});

Deno.test("what is about the same repository or key may only follow", () => {
  const follows = (at: KeyPath, ...of: KeyPath[]) =>
    followsFrom(of.map((key) => mistake(key)))({ key: at });
  equal(follows(["repos", "a", "url"], ["repos", "a", "comit"]), true);
  equal(follows(["overrides", "repos", "a"], ["repos", "a", "comit"]), true);
  equal(follows(["repos", "b"], ["repos", "a", "comit"]), false);
  equal(follows(["repos", "b"], ["repos"]), true);
  equal(follows(["machine"], ["machine"], ["repos", "a"]), true);
  equal(follows(["overrides"], ["repos", "a"]), false);
  equal(followsFrom([mistake(["a"])])({}), false);
});
