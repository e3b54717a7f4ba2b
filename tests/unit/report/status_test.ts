import assert from "node:assert/strict";
import type { RepoStatus } from "../../../src/repo/repo_status.ts";
import { PLAIN } from "../../../src/report/colours.ts";
import { projectDiffers, statusJson, statusText } from "../../../src/report/status.ts";

const A = "a".repeat(40);
const B = "b".repeat(40);
const OK: RepoStatus = {
  name: "lib",
  path: "/w/lib",
  kind: "managed",
  wanted: A,
  fetched: true,
  ref: "main",
  actual: A,
  wantedBranch: "main",
  branch: "main",
  asWanted: true,
  distance: { ahead: 0, behind: 0 },
  changes: 0,
  stashes: 0,
  patched: null,
  lockedBy: null,
  signed: null,
  problems: [],
};
const NOTHING = { repos: [], conf: [], missing: [], problems: [] };

const text = (repos: readonly Partial<RepoStatus>[], columns?: number) =>
  statusText(
    { ...NOTHING, repos: repos.map((repo) => ({ ...OK, ...repo })) },
    { colours: PLAIN, columns, cwd: "/w" },
  );
const state = (repo: Partial<RepoStatus>) => text([repo]).slice("lib  aaaaaaaaaa  main  ".length);

Deno.test("the words for a repository", () => {
  assert.equal(text([{}]), "lib  aaaaaaaaaa  main  ok\n");
  assert.equal(
    state({ stashes: 2, lockedBy: "/w/x.lock.yml" }),
    "ok, 2 stashes, locked in x.lock.yml\n",
  );
  assert.equal(state({ signed: true, patched: "applied" }), "ok, patches applied, signed\n");
  const moved = { asWanted: false, wanted: B, distance: { ahead: 1, behind: 2 }, changes: 1 };
  assert.equal(state(moved), "wanted bbbbbbbbbb, ahead 1, behind 2, 1 change\n");
  const unknown = { asWanted: false, fetched: false, distance: null };
  assert.equal(state({ ...unknown, wanted: B }), "wanted bbbbbbbbbb (not fetched)\n");
  assert.equal(state({ ...unknown, wanted: null }), "wanted main (not fetched)\n");
  assert.equal(state({ asWanted: false, wantedBranch: "dev" }), "wanted on dev\n");
  assert.equal(state({ asWanted: false, wantedBranch: null }), "wanted on no branch\n");
  assert.equal(state({ kind: "replaced", changes: 1 }), "your directory (--local), 1 change\n");
  assert.equal(
    text([{ actual: null, branch: null, asWanted: false, distance: null }]),
    "lib  -  -  not there, wanted aaaaaaaaaa\n",
  );
});

Deno.test("columns are aligned, and folded at the width of a terminal", () => {
  const long = { name: "a-long-name", branch: "patched-main", patched: "applied" as const };
  const all = text(
    [{}, { ...long, signed: true, stashes: 1, lockedBy: "/w/proj/kas.lock.yml" }],
    64,
  );
  assert.equal(
    all,
    "lib          aaaaaaaaaa  main          ok\n" +
      "a-long-name  aaaaaaaaaa  patched-main  ok, 1 stash,\n" +
      `${" ".repeat(32)}patches applied, signed,\n` +
      `${" ".repeat(32)}locked in proj/kas.lock.yml\n`,
  );
  assert.ok(all.split("\n").every((line) => line.length <= 64));
});

Deno.test("problems, files and repositories that are missing; nothing moves the cursor", () => {
  const status = {
    repos: [{ ...OK, name: "l\x1b[2J", problems: ["bad\x1b\nmore"] }],
    conf: ["local.conf"],
    missing: ["base"],
    problems: ["k.yml:1:1: wrong"],
  };
  assert.equal(
    statusText(status, { colours: PLAIN, columns: undefined, cwd: "/w" }),
    "l\\x1b[2J  aaaaaaaaaa  main  see below\n" +
      "l\\x1b[2J: bad\\x1b\n  more\nk.yml:1:1: wrong\n" +
      "The rest is not known: includes need base\n" +
      "conf/local.conf is not what kas would write\n",
  );
});

Deno.test("JSON: the keys", () => {
  const [repo] = (statusJson({ ...NOTHING, repos: [OK] }) as Map<string, Map<string, unknown>[]>)
    .get("repos")!;
  assert.deepEqual([...repo!.keys()], [
    ...["name", "path", "kind", "ref", "wanted", "fetched", "actual", "wanted_branch", "branch"],
    ...["ahead", "behind", "changes", "stashes", "patched", "locked_by", "signed", "replaced"],
    ...["problems", "differs"],
  ]);
  assert.equal(repo!.get("ahead"), 0);
});

Deno.test("what makes a project differ", () => {
  assert.equal(projectDiffers({ ...NOTHING, repos: [OK] }), false);
  assert.equal(projectDiffers({ ...NOTHING, repos: [{ ...OK, changes: 1 }] }), true);
  for (const key of ["conf", "missing", "problems"]) {
    assert.equal(projectDiffers({ ...NOTHING, [key]: ["x"] }), true, key);
  }
});
