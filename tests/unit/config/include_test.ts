import assert from "node:assert/strict";
import { type FileFact, type IncludeResult, resolveIncludes } from "../../../src/config/include.ts";
import { readKasFile } from "../../../src/config/kas_file.ts";

/** Resolves with the files of a made-up disk, and counts how often it had to ask. */
function resolve(
  disk: Record<string, string>,
  options: { top?: string[]; repos?: Record<string, string>; useLocks?: boolean } = {},
): { result: IncludeResult & { kind: "resolved" }; rounds: number } {
  const files = new Map<string, FileFact>();
  const repos = new Map(Object.entries(options.repos ?? {}));
  for (let rounds = 1;; rounds++) {
    const result = resolveIncludes(
      {
        topFiles: options.top ?? ["/r/kas.yml"],
        topRepo: "/r",
        useLocks: options.useLocks ?? true,
      },
      { files, repos },
    );
    if (result.kind === "resolved") return { result, rounds };
    for (const path of result.files) {
      const text = disk[path];
      const file = text === undefined
        ? undefined
        : readKasFile(path, new TextEncoder().encode(text));
      files.set(path, { real: path, file });
    }
  }
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

Deno.test("a hundred includes take a few rounds of reading", () => {
  const disk: Record<string, string> = {};
  const names = Array.from({ length: 100 }, (_, index) => `i${index}.yml`);
  for (const name of names) disk[`/r/${name}`] = head();
  disk["/r/kas.yml"] = head(...names);
  assert.ok(resolve(disk).rounds <= 6);
});
