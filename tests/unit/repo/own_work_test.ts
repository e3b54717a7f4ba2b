import assert from "node:assert/strict";
import {
  createdCommits,
  parseDrafts,
  reasonOf,
  unwatchedFiles,
} from "../../../src/repo/own_work.ts";
import { referenceName } from "../../../src/repo/url.ts";

Deno.test("own work: commits that a reflog says were made here", () => {
  const who = "T <t@e> 1700000000 +0000";
  const lines = [
    `0 a ${who}\tclone: from /oe`,
    `a b ${who}\tcommit: one`,
    `b c ${who}\tcommit (amend): one`,
    `c d ${who}\tcheckout: moving from main to d`,
    `d e ${who}\trebase (pick): one`,
    `e f ${who}\tmerge origin/main: Fast-forward`,
    `f g ${who}\tmerge origin/main: Merge made by the 'ort' strategy.`,
    `g h ${who}\treset: moving to h`,
    "broken",
    "",
  ];
  assert.deepEqual(createdCommits(lines.join("\n")), ["c", "e", "g"]);
});

Deno.test("own work: files that git is told not to look at", () => {
  assert.deepEqual(unwatchedFiles("H a\0h b c\0S d\0M e\0"), ["b c", "d"]);
});

Deno.test("own work: kas's changesets are told from the user's", () => {
  const kas = "kas <kas@example.com>";
  const message = "kas: a\n\npatch /p applied by kas";
  const record = (id: string, author: string, extras: string, text = message) =>
    `${id}\n${author}\n${extras}\n${text}\0`;
  const output = record("1", kas, "branch=patched-x") +
    record("2", "me", "branch=default", "mine") +
    record("3", kas, "amend_source=1 branch=patched-x") + record("4", kas, "branch=x", "kas: a") +
    record("5", kas, "branch=x source=1");
  assert.deepEqual(
    parseDrafts(output).map(({ id, ofPatch }) => [id, ofPatch]),
    [["1", true], ["2", false], ["3", false], ["4", false], ["5", false]],
  );
});

Deno.test("own work: reasons name some of many", () => {
  assert.deepEqual(reasonOf("it has changes", []), []);
  assert.deepEqual(reasonOf("x", ["a", "b"]), ["x: a, b"]);
  assert.deepEqual(reasonOf("x", [..."abcdefg"]), ["x: a, b, c, d, e, and 2 more"]);
});

Deno.test("copies in KAS_REPO_REF_DIR have names, not directories", () => {
  assert.equal(referenceName("https://h/a/b"), "h.a.b");
  for (const url of ["..", ".", "", "/", "//", ":"]) {
    assert.equal(referenceName(url), undefined, url);
  }
});
