import { deepStrictEqual as equal } from "node:assert/strict";
import { isCompressible } from "../../../src/bundle/compressible.ts";
import { readSourceFacts } from "../../../src/bundle/source_facts.ts";
import { readSubmodules, submoduleUrl } from "../../../src/bundle/submodules.ts";

Deno.test("what bitbake tells: files once, revisions of branches, and what lacks", () => {
  const lines = [
    { kind: "directory", downloads: "/dl" },
    { kind: "source", pn: "a", url: "https://x/a.tar.gz", files: ["a.tar.gz"], checked: true },
    { kind: "source", pn: "a", url: "https://x/a.tar.gz", files: ["a.tar.gz"], checked: true },
    { kind: "source", pn: "b", url: "https://x/b.tar.gz", files: ["b.tar.gz"], checked: false },
    { kind: "source", pn: "c", url: "git://x/c", files: ["git2_x.c.tar.gz"] },
    { kind: "source", pn: "d", url: "git://x/d", files: [] },
    { kind: "source", pn: "uninative", files: ["uninative/1/x.tar.xz"] },
    { kind: "branch", pn: "e", variable: "SRCREV_two", revision: "abc" },
    { kind: "branch", pn: "f", variable: "SRCREV:pn-f", revision: "def" },
    { kind: "branch", pn: "g", variable: "SRCREV", revision: null },
    { kind: "unknown", pn: "h", reason: "no server" },
  ];
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
  equal(readSourceFacts(text), {
    directory: "/dl",
    files: ["a.tar.gz", "b.tar.gz", "git2_x.c.tar.gz", "uninative/1/x.tar.xz"],
    srcrevs: { "SRCREV:pn-f": "def", "SRCREV_two:pn-e": "abc" },
    unchecked: ["b.tar.gz of recipe b"],
    missing: [
      "an archive of git://x/d (recipe d)",
      "the revision of recipe g",
      "the revision of recipe h: no server",
    ],
  });
  equal(readSourceFacts("").files, []);
});

Deno.test("only what is worth it is compressed", () => {
  const text = new TextEncoder().encode("some text that repeats itself ".repeat(500));
  const chance = Uint8Array.from({ length: 65536 }, (_, at) => (at * 2654435761 >>> 7) & 255);
  equal(isCompressible(text, text.length), true);
  equal(isCompressible(text.subarray(0, 100), 100), false);
  equal(isCompressible(chance, chance.length), false);
});

Deno.test("submodules are read of .gitmodules, and their URLs seen from the one around", () => {
  const listed = "submodule.a.b.path\nlibs/x\0submodule.a.b.url\n../x.git\0" +
    "submodule.half.path\ny\0core.x\n1\0";
  equal(readSubmodules(listed), [{ name: "a.b", path: "libs/x", url: "../x.git" }]);
  const urls: [around: string, url: string, whole: string][] = [
    ["https://host/group/repo.git", "../x.git", "https://host/group/x.git"],
    ["https://host/group/repo.git/", "../../y/z", "https://host/y/z"],
    ["git@host:group/repo", "../x", "git@host:group/x"],
    ["git@host:repo", "../x", "git@host:x"],
    ["/srv/repo", "./x", "/srv/repo/x"],
    ["/srv/repo", "https://other/x", "https://other/x"],
  ];
  for (const [around, url, whole] of urls) equal(submoduleUrl(around, url), whole);
});
