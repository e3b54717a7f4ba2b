import assert, { deepStrictEqual as equal } from "node:assert/strict";
import { linkMistake, pathMistake } from "../../../src/bundle/safe_path.ts";

Deno.test("paths of a project are fine, whatever their names", () => {
  const fine = [
    "kas.yml",
    "a/b c/ü'\".txt",
    "-rf",
    ".gitignore",
    "x/.github/y",
    "..a",
    "a/.kas-bundle.json",
  ];
  for (const path of fine) equal(pathMistake(path), undefined, path);
});

Deno.test("no path leads out, into version control, or to what the import keeps", () => {
  const refused = [
    ...["", "/etc/passwd", "..", "a/../b", "./a", "a//b", "a/", "a/.", "a\\b", "a\nb", "a\u0000"],
    ...[".git", ".git/config", "a/.GIT/hooks/x", ".hg/hgrc", "git~1/config", "a/.g\u200cit/x"],
    ...[".git./config", ".git /config", ".kas-bundle.json", ".kas-import/x", "x".repeat(300)],
  ];
  for (const path of refused) assert.ok(pathMistake(path) !== undefined, JSON.stringify(path));
});

Deno.test("links stay within, also behind other links", () => {
  const cases: [path: string, target: string, isFine: boolean][] = [
    ["l", "a/b", true],
    ["a/l", "../b", true],
    ["a/b/l", "../../c", true],
    ["l", ".", true],
    ["l", "", false],
    ["l", "/etc", false],
    ["l", "..", false],
    ["a/l", "../..", false],
    ["a/l", "b/../../c", false],
    ["l", "a/..", false],
    ["l", ".git/config", false],
  ];
  for (const [path, target, isFine] of cases) {
    equal(linkMistake(path, target) === undefined, isFine, `${path} -> ${target}`);
  }
});
