import assert from "node:assert/strict";
import { UserError, userError } from "../../../src/base/errors.ts";
import { fetchFailed, toolFailed } from "../../../src/repo/errors.ts";
import { failureOf, withoutRepetition } from "../../../src/repo/failures.ts";
import { meantRef, parseRefNames } from "../../../src/repo/ref_names.ts";
import type { Repo } from "../../../src/repo/repo.ts";

const repo = (id: string) =>
  ({
    id,
    name: id,
    at: (key = "") => ({ key: ["repos", id, key], place: { file: "/k", line: 1, column: 1 } }),
  }) as unknown as Repo;
const A = repo("a");

Deno.test("a repository's own failure lets the others go on, the machine's or the network's not", () => {
  const own = [
    fetchFailed(A, "fatal: repository 'https://x/a/' not found"),
    fetchFailed(A, "fatal: unable to access 'https://x/': Could not resolve host: x"),
  ];
  for (const error of own) assert.equal(failureOf(A, error)?.message, error.message);
  for (
    const error of [
      fetchFailed(A, "fatal: write error: No space left on device"),
      fetchFailed(A, "error: RPC failed; HTTP 503"),
      userError("hg_missing", {}, "hg is required"),
      new Error("ours"),
    ]
  ) {
    assert.equal(failureOf(A, error), undefined, error.message);
  }
  const [problem] = failureOf(A, toolFailed("git checkout", "would be overwritten"))!.problems;
  assert.deepEqual([problem!.fields.repo, problem!.place?.line], ["a", 1]);
  assert.match(problem!.message, /^repos\.a\.?: Command "git checkout" failed:\n/);
});

Deno.test("failures with one cause are told in full for a few", () => {
  const failed = (id: string, words: string) => fetchFailed(repo(id), words).problems[0]!;
  const many = [..."abcdef"].map((id) => failed(id, `unable to access 'https://x/${id}/': no`));
  const other = failed("g", "does not exist");
  const told = withoutRepetition([...many, other]);
  assert.deepEqual(told.slice(0, 3), many.slice(0, 3));
  assert.deepEqual(told[3]!.fields, { of: "fetch_failed", repos: ["d", "e", "f"] });
  assert.equal(told[4], other);
  assert.equal(withoutRepetition(many.slice(0, 4)).length, 4);
  const config = Array.from(
    { length: 9 },
    () => new UserError({ kind: "x", fields: {}, message: "" }),
  );
  assert.equal(withoutRepetition(config.flatMap(({ problems }) => problems)).length, 9);
});

Deno.test("names of references, here and elsewhere, and which may be meant", () => {
  const refs = parseRefNames(
    "refs/remotes/origin/HEAD\nrefs/remotes/origin/main\n1234ab\trefs/heads/b/c\n" +
      "1234ab\trefs/tags/v1\nrefs/tags/v2\n",
  );
  assert.deepEqual(refs, { branches: ["main", "b/c"], tags: ["v1", "v2"] });
  assert.equal(meantRef("branch", "mian", refs), ', did you mean "main"?');
  assert.equal(meantRef("branch", "v1", refs), '; there is a tag "v1"');
  assert.equal(meantRef("refspec", "b/d", refs), ', did you mean "b/c"?');
  assert.equal(meantRef("commit", "main", refs), "");
});
