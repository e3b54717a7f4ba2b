import assert from "node:assert/strict";
import { PLAIN } from "../../../src/report/colours.ts";
import { outdatedText } from "../../../src/report/outdated.ts";

const REPO = {
  name: "lib",
  path: "/w/lib",
  ref: "main",
  from: "a".repeat(40),
  to: "b".repeat(40),
  commits: 1,
  newestTag: null,
  lockedBy: "/w/k.lock.yml",
};

Deno.test("what is outdated, as text", () => {
  const other = {
    ...REPO,
    name: "\x1bx",
    from: null,
    commits: null,
    newestTag: "v1",
    lockedBy: null,
  };
  assert.equal(
    outdatedText([REPO, other], PLAIN, "/w"),
    "lib    aaaaaaaaaa -> bbbbbbbbbb  main, 1 commit, locked in k.lock.yml\n" +
      "\\x1bx  -          -> bbbbbbbbbb  main, newest tag v1, not locked\n",
  );
  assert.equal(outdatedText([], PLAIN, "/w"), "");
});
