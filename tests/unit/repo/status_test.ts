import assert from "node:assert/strict";
import {
  parseServerRefs,
  statusArgs,
  statusBelowArgs,
  WorkTreeReader,
} from "../../../src/repo/git.ts";
import type { Repo } from "../../../src/repo/repo.ts";
import { floatingKind } from "../../../src/repo/repo.ts";
import { differs, type RepoStatus } from "../../../src/repo/repo_status.ts";
import { MOST_CHANGES } from "../../../src/repo/work_tree.ts";

const repo = (pinned: Partial<Repo>) =>
  ({ commit: null, tag: null, branch: null, refspec: null, ...pinned }) as Repo;

Deno.test("a work tree: stashes, upstream, and more changes than are kept", () => {
  const reader = new WorkTreeReader();
  const headers = ["branch.oid abc", "branch.head main", "branch.ab +2 -13", "stash 3"];
  for (const header of headers) reader.add(`# ${header}`);
  for (let index = 0; index <= MOST_CHANGES; index++) reader.add(`? f${index}`);
  reader.add("? meta/__pycache__/x.pyc");
  const { changes, ...tree } = reader.workTree();
  assert.equal(changes.length, MOST_CHANGES);
  assert.deepEqual(tree, {
    head: "abc",
    branch: "main",
    shownBranch: "main",
    changeCount: MOST_CHANGES + 1,
    stashes: 3,
    upstream: { ahead: 2, behind: 13 },
    fresh: false,
  });
  assert.deepEqual(new WorkTreeReader().workTree().upstream, undefined);
});

Deno.test("the status of a local repository is that of its directory, and of its upstream", () => {
  assert.ok(statusArgs([]).includes("--no-ahead-behind"));
  const local = statusBelowArgs([], true);
  assert.deepEqual(local.slice(-2), ["--", "."]);
  assert.ok(local.includes("--ahead-behind"));
});

Deno.test("what a server has of the branch or tag that is wanted", () => {
  const id = (number: number) => String(number).repeat(40);
  const names = "heads/main tags/main tags/v1 tags/v1^{} changes/01/1 heads/side".split(" ");
  const lines = names.map((name, index) => `${id(index + 1)}\trefs/${name}\n`);
  const listed = ["warning: from the server\n", ...lines].join("");
  const commit = (pinned: Partial<Repo>) => parseServerRefs(repo(pinned), listed).commit;
  assert.equal(commit({ branch: "main" }), id(1));
  assert.equal(commit({ branch: "refs/heads/side" }), id(6));
  assert.equal(commit({ branch: "refs/changes/01/1" }), id(5));
  assert.equal(commit({ tag: "main" }), id(2));
  assert.equal(commit({ tag: "v1" }), id(4), "the commit of an annotated tag");
  assert.equal(parseServerRefs(repo({ tag: "v1" }), listed).tagObject, id(3));
  assert.equal(parseServerRefs(repo({ tag: "main" }), listed).tagObject, undefined);
  assert.equal(commit({ refspec: "v1" }), id(4));
  assert.equal(commit({ refspec: "side" }), id(6));
  assert.equal(commit({ branch: "v1" }), undefined);
  assert.deepEqual(parseServerRefs(repo({}), listed).tags, ["main", "v1"]);
  assert.deepEqual(parseServerRefs(repo({ branch: "x" }), ""), {
    commit: undefined,
    tagObject: undefined,
    tags: [],
  });
});

Deno.test("what may stand for another commit tomorrow", () => {
  assert.equal(floatingKind(repo({ branch: "main" })), "branch");
  assert.equal(floatingKind(repo({ tag: "v1" })), "tag");
  assert.equal(floatingKind(repo({ refspec: "main" })), "refspec");
  assert.equal(floatingKind(repo({ refspec: "a".repeat(40) })), undefined);
  assert.equal(floatingKind(repo({ branch: "main", commit: "abc" })), undefined);
  assert.equal(floatingKind(repo({})), undefined);
});

const CLEAN = {
  kind: "managed",
  asWanted: true,
  changes: 0,
  stashes: 1,
  patched: null,
  signed: null,
  problems: [],
} as unknown as RepoStatus;

Deno.test("what counts as a difference", () => {
  const counts = (more: Partial<RepoStatus>) => differs({ ...CLEAN, ...more });
  assert.equal(counts({}), false, "stashes do not");
  assert.equal(counts({ patched: "applied", signed: true }), false);
  for (
    const more of [
      { asWanted: false },
      { changes: 1 },
      { patched: "missing" },
      { patched: "amended" },
      { signed: false },
      { problems: ["x"] },
    ] as const
  ) assert.equal(counts(more), true, JSON.stringify(more));
  for (const kind of ["local", "replaced"] as const) {
    assert.equal(counts({ kind, changes: 1 }), false, "what is the user's is as it is");
    assert.equal(counts({ kind, problems: ["x"] }), true);
  }
});
