import assert from "node:assert/strict";
import { premirrorNotes, urlMistake } from "../../../src/repo/url.ts";

Deno.test("URLs that would start a program or be read as an option", () => {
  for (const url of ["ext::sh -c x", "EXT::x", "fd::17", "ssh://-o/x", "ssh://u@-o/x", "u@-o:x"]) {
    assert.ok(urlMistake(url), url);
  }
  for (
    const url of [
      "https://host/a-b/-c.git",
      "git@host:-x/y",
      "ssh://git@host:22/x",
      "/srv/-x",
      "file:///a/b@-c",
      "../rel-ative",
    ]
  ) assert.equal(urlMistake(url), undefined, url);
});

Deno.test("rules of KAS_PREMIRRORS that are none", () => {
  assert.deepEqual(premirrorNotes("a b\n\n  c d  \n(?P<x>e) f\\g<x>\n"), []);
  assert.deepEqual(
    premirrorNotes("a\n( b\na b c").map(({ message }) => message),
    [
      'KAS_PREMIRRORS, line 1: the rule "a" is ignored: it is not "PATTERN REPLACEMENT"',
      'KAS_PREMIRRORS, line 2: the rule "( b" is ignored: its pattern is no regular expression',
      'KAS_PREMIRRORS, line 3: the rule "a b c" is ignored: it is not "PATTERN REPLACEMENT"',
    ],
  );
});
