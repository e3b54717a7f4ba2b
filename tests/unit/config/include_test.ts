import "../load_yaml_library.ts";
import assert from "node:assert/strict";
import { type FileFact, type IncludeResult, resolveIncludes } from "../../../src/config/include.ts";
import { readKasFile } from "../../../src/config/read_kas_file.ts";

interface Options {
  readonly top?: string[];
  readonly repos?: Record<string, string>;
  readonly useLocks?: boolean;
}

/** The answer with the files of a made-up disk, and how often a path was looked at. */
function follow(
  disk: Record<string, string>,
  options: Options,
): { result: IncludeResult; looks: number } {
  const files = new Map<string, FileFact>();
  const repos = new Map(Object.entries(options.repos ?? {}));
  const request = {
    topFiles: options.top ?? ["/r/kas.yml"],
    topRepo: "/r",
    useLocks: options.useLocks ?? true,
  };
  let looks = 0;
  const look = (path: string): FileFact => {
    looks++;
    let fact = files.get(path);
    if (!fact) {
      const text = disk[path];
      const file = text === undefined
        ? undefined
        : readKasFile(path, new TextEncoder().encode(text));
      fact = { real: path, file, isDirectory: text === undefined && path === "/r" };
      files.set(path, fact);
    }
    return fact;
  };
  return { result: resolveIncludes(request, { look, repos }), looks };
}

function resolve(disk: Record<string, string>, options: Options = {}) {
  const { result, looks } = follow(disk, options);
  assert.ok(result.kind === "resolved");
  return { result, looks };
}

/** What is wrong, each with its place and kind. */
function problems(disk: Record<string, string>, options: Options = {}): string[] {
  const { result } = follow(disk, options);
  assert.ok(result.kind === "broken");
  return result.problems.map(({ place, kind }) =>
    place ? `${place.file}:${place.line}:${place.column} ${kind}` : kind
  );
}

const head = (...includes: string[]) =>
  `header: {version: 14, includes: [${includes.join(", ")}]}\n`;

Deno.test("the order of merging: lockfile, includes, the file itself", () => {
  const { result } = resolve({
    "/r/kas.yml": head("a.yml", "b.yml"),
    "/r/kas.lock.yml": "header: {version: 14}\n",
    "/r/a.yml": head("c.yml"),
    "/r/b.yml": head(),
    "/r/c.yml": head(),
    "/r/c.lock.yml": head(),
  });
  assert.deepEqual(
    result.files.map((file) => file.path),
    ["/r/kas.lock.yml", "/r/c.lock.yml", "/r/c.yml", "/r/a.yml", "/r/b.yml", "/r/kas.yml"],
  );
  assert.deepEqual(result.files.map((file) => file.lockfile), [
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});

Deno.test("lockfiles are read, but left out when asked", () => {
  const disk = {
    "/r/kas.yml": head(),
    "/r/kas.lock.yml": "header: {version: 14}\noverrides: {repos: {a: {commit: x}}}\n",
  };
  assert.ok(resolve(disk).result.root.has("overrides"));
  const { result } = resolve(disk, { useLocks: false });
  assert.ok(!result.root.has("overrides"));
  assert.equal(result.files.length, 2);
});

Deno.test("repositories that are not there yet are told, in order and once", () => {
  const disk = {
    "/r/kas.yml": head(
      "{repo: one, file: x.yml}",
      "{repo: two, file: x.yml}",
      "{repo: one, file: y.yml}",
    ),
    "/one/x.yml": head("{repo: three, file: z.yml}"),
    "/one/y.yml": head(),
  };
  assert.deepEqual(resolve(disk).result.missingRepos, ["one", "two"]);
  const { result } = resolve(disk, { repos: { one: "/one" } });
  assert.deepEqual(result.missingRepos, ["three", "two"]);
  assert.deepEqual(result.files.map((file) => file.external), [true, true, false]);
});

/** A file that includes the next, and so on. */
function chain(length: number): Record<string, string> {
  const disk: Record<string, string> = {};
  for (let index = 0; index < length; index++) {
    const next = index < length - 1 ? [`i${index + 1}.yml`] : [];
    disk[index === 0 ? "/r/kas.yml" : `/r/i${index}.yml`] = head(...next);
  }
  return disk;
}

Deno.test("includes are looked at a few times each, side by side and in a chain", () => {
  const names = Array.from({ length: 500 }, (_, index) => `i${index}.yml`);
  const disk = Object.fromEntries(names.map((name) => [`/r/${name}`, head()]));
  disk["/r/kas.yml"] = head(...names);
  assert.ok(resolve(disk).looks <= 5 * 501);
  assert.ok(resolve(chain(500)).looks <= 5 * 501);
});

Deno.test("includes may be a thousand levels deep; deeper ones are told at their place", () => {
  assert.equal(resolve(chain(1001)).result.files.length, 1001);
  assert.deepEqual(problems(chain(5000)), ["/r/i1000.yml:1:34 includes_too_deep"]);
});

Deno.test("one run tells what is wrong with all files, in merge order", () => {
  const disk = {
    "/r/kas.yml": `${head("a.yml", "none.yml", "b.yml", "a.yml", "x.txt")}machin: x\n`,
    "/r/kas.lock.yml": "header: {version: 99}\n",
    "/r/a.yml": `${head("c.yml")}target: 5\nenv: {A: 1}\n_source_dir: /x\n`,
    "/r/b.yml": "header: {version: 14\n",
    "/r/c.yml": head("kas.yml", "a.yml", "d.yml", "../out.yml"),
    "/r/d.yml": "",
    "/r/x.txt": "",
    "/out.yml": head(),
  };
  assert.deepEqual(problems(disk), [
    "/r/kas.lock.yml:1:19 wrong_value",
    "/r/d.yml:1:1 empty_file",
    "/r/c.yml:1:34 include_cycle",
    "/r/c.yml:1:43 include_cycle",
    "/r/c.yml:1:57 include_outside",
    "/r/a.yml:2:9 wrong_value",
    "/r/a.yml:3:10 wrong_value",
    "/r/a.yml:4:14 misplaced_source_dir",
    "/r/b.yml:2:1 invalid_yaml",
    "/r/kas.yml:1:41 file_not_found",
    "/r/kas.yml:1:65 unknown_extension",
    "/r/kas.yml:2:1 unknown_key",
  ]);
});

Deno.test("files of the command line have no place when they are missing", () => {
  const top = ["/r/none.yml", "/r", "/r/kas.yml"];
  assert.deepEqual(problems({ "/r/kas.yml": head() }, { top }), [
    "file_not_found",
    "file_is_directory",
  ]);
});

Deno.test("includes that have no form of one are wrong values, the others are followed", () => {
  const disk = { "/r/kas.yml": "header: {version: 14, includes: [1, {repo: r}, a.yml]}\n" };
  assert.deepEqual(problems(disk), [
    "/r/kas.yml:1:34 wrong_value",
    "/r/kas.yml:1:37 missing_key",
    "/r/kas.yml:1:48 file_not_found",
  ]);
});

Deno.test("a file that is included often counts at its first and its last place", () => {
  const disk = {
    "/r/kas.yml": head("a.yml", "b.yml", "a.yml", "b.yml", "a.yml"),
    "/r/a.yml": `${head("c.yml")}env: {A: a, X: a}\n`,
    "/r/b.yml": `${head("c.yml")}env: {B: b, X: b}\n`,
    "/r/c.yml": `${head()}env: {C: c, X: c}\n`,
  };
  const { result } = resolve(disk);
  assert.deepEqual(
    result.files.map((file) => file.path.slice("/r/".length)),
    ["c.yml", "a.yml", "b.yml", "b.yml", "c.yml", "a.yml", "kas.yml"],
  );
  assert.deepEqual(
    [...result.root.get("env") as Map<string, string>],
    [["C", "c"], ["X", "a"], ["A", "a"], ["B", "b"]],
  );
});

Deno.test("files that include the same two by two are read and merged in linear time", () => {
  const disk: Record<string, string> = { "/r/kas.yml": head("a0.yml", "b0.yml") };
  for (let level = 0; level < 60; level++) {
    const next = level < 59 ? [`a${level + 1}.yml`, `b${level + 1}.yml`] : [];
    disk[`/r/a${level}.yml`] = `${head(...next)}machine: a${level}\n`;
    disk[`/r/b${level}.yml`] = `${head(...next)}machine: b${level}\n`;
  }
  const { result } = resolve(disk);
  assert.equal(result.root.get("machine"), "b0");
  assert.ok(result.files.length <= 2 * Object.keys(disk).length);
});
