import { deepStrictEqual as equal } from "node:assert/strict";
import type { Option, Positional } from "../../../src/base/arguments.ts";
import { expectation, readWords } from "../../../src/manual/complete.ts";

const OPTIONS: readonly Option[] = [
  { flags: ["-k", "--keep"], name: "keep", kind: "flag", help: "Keep it. All of it." },
  { flags: ["-c", "--task"], name: "task", kind: "text", help: "" },
  { flags: ["--form"], name: "form", kind: "text", choices: ["a=b", "ac"], help: "" },
  { flags: ["--target"], name: "target", kind: "list", offers: "target", help: "" },
  { flags: ["--old"], name: "old", kind: "flag", hidden: true, help: "" },
];
const POSITIONALS: readonly Positional[] = [
  { name: "config", arity: "optional", offers: "project", help: "" },
  { name: "word", arity: "many", help: "" },
];
const SYNTAX = { options: OPTIONS, positionals: POSITIONALS };

/** The words that are offered for the last one; or what must be looked for. */
function expected(...line: readonly string[]): readonly string[] {
  const found = expectation(SYNTAX, line.slice(0, -1), line.at(-1)!);
  if (found.kind === "words") return found.words.map(({ word }) => word);
  return [found.offer, found.before, found.typed];
}

Deno.test("options that are not hidden, with the first sentence of their help", () => {
  equal(expected("--"), ["--keep", "--task", "--form", "--target"]);
  equal(expectation(SYNTAX, [], "-k"), {
    kind: "words",
    words: [{ word: "-k", about: "Keep it." }],
  });
});

Deno.test("values of options, in their word or behind it", () => {
  equal(expected("--form", "a"), ["a=b", "ac"]);
  equal(expected("--form=a="), ["--form=a=b"]);
  equal(expected("--target=x"), ["target", "--target=", "x"]);
  equal(expected("--target", "--t"), ["target", "", "--t"]);
  equal(expected("-kc", ""), []);
  equal(expected("--keep", "x"), ["project", "", "x"]);
  equal(expected("--keep=x"), []);
});

Deno.test("positionals: each in its turn, and behind -- nothing else", () => {
  equal(expected(""), ["project", "", ""]);
  equal(expected("-c", "x", "a.yml:"), ["project", "", "a.yml:"]);
  equal(expected("a.yml", ""), []);
  equal(expected("--", "-"), ["project", "", "-"]);
});

Deno.test("what the words say so far", () => {
  const line = ["-kctask", "--target", "one", "--target=two", "kas.yml", "--", "--task"];
  const read = readWords(OPTIONS, line);
  equal([...read.values], [["task", ["task"]], ["target", ["one", "two"]]]);
  equal(read.positionals, ["kas.yml", "--task"]);
  equal([read.firstAt, read.ended, read.waiting], [4, true, undefined]);
  equal(readWords(OPTIONS, line, true).positionals, ["kas.yml"]);
  equal(readWords(OPTIONS, ["-c"]).waiting?.name, "task");
});
