import assert from "node:assert/strict";
import { decodeConfig } from "../../../src/config/config.ts";
import { readYaml } from "../../../src/config/read_yaml.ts";
import type { ValueMap } from "../../../src/config/value.ts";
import { fetchArgs, StatusReader } from "../../../src/repo/git.ts";
import { Neighbours } from "../../../src/repo/neighbours.ts";
import { sortLayers } from "../../../src/repo/layers.ts";
import { mailDate, parseSeries, patchDate } from "../../../src/repo/patches.ts";
import type { Repo } from "../../../src/repo/repo.ts";
import { resolveRepos } from "../../../src/repo/resolve_repos.ts";
import { candidateUrls, qualifiedName } from "../../../src/repo/url.ts";

function resolve(text: string, options: { update?: boolean } = {}) {
  const root = readYaml("/f.yml", text).root as ValueMap;
  const { value: config } = decodeConfig(root, [], "/top");
  return resolveRepos(config, {
    settings: { workDir: "/w" },
    update: options.update ?? false,
    warnUnpinned: true,
    local: new Map(),
  });
}

Deno.test("defaults and overrides", () => {
  const { value: [a, b, c] } = resolve(
    "defaults: {repos: {branch: dflt, tag: t0}}\n" +
      "overrides: {repos: {b: {commit: abc, url: over}, c: {branch: null}}}\n" +
      "repos:\n  a: {url: u, tag: null}\n  b: {url: u, branch: null, tag: null, commit: old, path: sub/b}\n" +
      "  c: {url: u, tag: null, commit: keep}\n",
  );
  assert.deepEqual([a!.branch, a!.tag, a!.path], ["dflt", null, "/w/a"]);
  assert.deepEqual([b!.branch, b!.commit, b!.url, b!.path], [null, "abc", "over", "/w/sub/b"]);
  assert.deepEqual([c!.branch, c!.commit], [null, "keep"]);
});

Deno.test("a local repository is the project's own", () => {
  const { value: [own], notes } = resolve("repos: {this: }\n");
  assert.equal(own!.path, "/top");
  assert.equal(own!.url, null);
  assert.deepEqual(own!.layers, [{ name: "", priority: 0, repoName: "this", path: "/top" }]);
  assert.deepEqual(notes, [{ level: "info", message: "Using /top as root for repository this" }]);
});

Deno.test("what is not pinned, or discouraged, is warned about", () => {
  const messages = resolve(
    "repos:\n  a: {url: u, branch: x}\n  b: {url: u, tag: x}\n  c: {url: u, refspec: x, layers: {l: n}}\n" +
      "  d: {url: u, commit: abc}\n",
    { update: true },
  ).notes.map((note) => note.message);
  assert.deepEqual(messages, [
    'Using branch without commit for repository "a" is unsafe. Either add a commit or use a lock file.',
    'Using tag without commit for repository "b" is unsafe as tags are mutable.',
    'Using deprecated refspec for repository "c". You should migrate to commit/tag/branch.',
    'Use of deprecated value "n" for repo "c", layer "l". Replace with "disabled".',
    'Update of "d" requested, but repo is pinned to a fixed commit. Not updating.',
  ]);
});

Deno.test("layers: higher priority first, then by name", () => {
  const layer = (repoName: string, name: string, priority: number) => ({
    repoName,
    name,
    priority,
    path: "",
  });
  const sorted = sortLayers([
    layer("b", "x", 0),
    layer("a", "y", 0),
    layer("a", "x", -1),
    layer("c", "z", 5),
  ]);
  assert.deepEqual(sorted.map((item) => item.repoName + item.name), ["cz", "ay", "bx", "ax"]);
});

Deno.test("names of reference directories", () => {
  const cases: [string, string][] = [
    ["https://git.example.com/a/b.git", "git.example.com.a.b.git"],
    ["https://user@host:8080/a*b", "user.host.8080.a.b"],
    ["git@host:a/b.git", "git.host.a.b.git"],
    ["ssh://git@host/a?x=y", "git.host.a"],
    ["/srv/a", ".srv.a"],
  ];
  for (const [url, name] of cases) assert.equal(qualifiedName(url), name);
});

Deno.test("mirrors in their order, then the URL", () => {
  assert.deepEqual(
    candidateUrls(
      "https://host/a/b.git",
      "https://(\\w+)/(.*) file:///m/\\1/\\2\nbad line here\nhttps://other/ x\n(unclosed y\n" +
        "(?P<s>https)://host/ \\g<s>://two/$1/\n",
    ),
    ["file:///m/host/a/b.git", "https://two/$1/a/b.git", "https://host/a/b.git"],
  );
});

Deno.test("git status", () => {
  const parseStatus = (output: string) => {
    const changes: string[] = [];
    const reader = new StatusReader((path) => changes.push(path));
    for (const record of output.split("\0")) reader.add(record);
    return { head: reader.head, branch: reader.branch, changes };
  };
  const status = parseStatus(
    "# branch.oid abc\0# branch.head main\0" +
      "1 .M N... 100644 100644 100644 aa bb a b\0" +
      "2 R. N... 100644 100644 100644 aa bb R100 new\0old\0u UU N... 1 2 3 4 h1 h2 h3 both\0? un known\0",
  );
  assert.deepEqual(status, {
    head: "abc",
    branch: "main",
    changes: ["a b", "new", "both", "un known"],
  });
  assert.equal(parseStatus("# branch.oid (initial)\0# branch.head (detached)\0").head, null);
});

Deno.test("what is fetched: all branches, or the tag, the reference, the commit alone", () => {
  const none = { commit: null, tag: null, branch: null, refspec: null } as unknown as Repo;
  const cases: [Partial<Repo>, remote: string, depth: number, words: string][] = [
    [{ branch: "m" }, "origin", 0, "-q"],
    [{ branch: "m" }, "u", 0, "-q u +refs/heads/*:refs/remotes/origin/*"],
    [
      { branch: "refs/changes/1" },
      "origin",
      0,
      "-q origin +changes/1:refs/remotes/origin/changes/1",
    ],
    [{ branch: "m" }, "u", 3, "-q --depth 3 u +m:refs/remotes/origin/m"],
    [{ tag: "v" }, "origin", 0, "-q origin +v:refs/tags/v"],
    [{ tag: "v", commit: "c" }, "origin", 2, "-q --depth 2 origin +v:refs/tags/v"],
    [{ commit: "c" }, "origin", 0, "-q"],
    [{ commit: "c", branch: "m" }, "origin", 1, "-q --depth 1 origin c"],
    [{ refspec: "r" }, "origin", 5, "-q"],
  ];
  for (const [pins, remote, depth, words] of cases) {
    const expected = ["fetch", ...words.split(" ")];
    const repo = { ...none, ...pins };
    assert.deepEqual(fetchArgs(repo, remote, depth, false), expected, JSON.stringify(pins));
    assert.equal(fetchArgs(repo, remote, depth, true)[1], "--progress");
  }
});

Deno.test("all problems of all repositories are found at once, with kind, key and value", () => {
  const { problems } = resolve(
    "repos:\n  a: {url: u}\n  b: {url: u, refspec: x, tag: t}\n  c: {url: -u, branch: b, signed: true}\n" +
      "  d: {patches: {p: {path: p}}}\n",
  );
  assert.deepEqual(
    problems.map(({ kind, key, fields }) => [kind, key?.join("."), fields]),
    [
      ["unpinned", "repos.a", { repo: "a" }],
      ["refspec_mixed", "repos.b.refspec", { repo: "b" }],
      ["unsafe_value", "repos.c.url", { repo: "c", value: "-u" }],
      ["signers_missing", "repos.c.signed", { repo: "c" }],
      ["patch_without_repo", "repos.d.patches.p", { repo: "d", patch: "p" }],
    ],
  );
});

Deno.test("a value's place is where it was said last: override, entry, default", () => {
  const text = "defaults: {repos: {branch: main}}\n" +
    "overrides: {repos: {b: {commit: abc}}}\n" +
    "repos:\n  a: {url: u}\n  b: {url: u, commit: old}\n";
  const document = readYaml("/f.yml", text);
  const root = document.root as ValueMap;
  const file = { document, root, includes: [], sourceDir: undefined };
  const files = [{ path: "/f.yml", file, external: false, lockfile: false, before: [] }];
  const config = decodeConfig(root, files, "/top").value;
  const settings = { workDir: "/w" };
  const options = { settings, update: false, warnUnpinned: true, local: new Map() };
  const [a, b] = resolveRepos(config, options).value;
  const at = (repo: Repo, key?: string) => {
    const { place, key: path } = key === undefined ? repo.at() : repo.at(key);
    return `${place!.line}:${place!.column} ${path.join(".")}`;
  };
  assert.deepEqual(
    [at(a!, "branch"), at(a!, "url"), at(a!), at(b!, "commit"), at(b!, "url")],
    [
      ...["1:20 defaults.repos.branch", "4:7 repos.a.url", "4:3 repos.a"],
      ...["2:25 overrides.repos.b.commit", "5:7 repos.b.url"],
    ],
  );
});

Deno.test("neighbours: what lies inside a repository, and how deep it lies itself", () => {
  const neighbours = new Neighbours(["/w/a", "/w/a/b", "/w/a/b/c/", "/w/a-b", "/w", "/w/a"]);
  assert.deepEqual(neighbours.inside({ path: "/w/a" }), ["b", "b/c"]);
  assert.deepEqual(neighbours.inside({ path: "/w/a/b/c" }), []);
  assert.deepEqual(neighbours.inside({ path: "/w" }), ["a", "a-b", "a/b", "a/b/c"]);
  assert.deepEqual(neighbours.inside({ path: "/" }).length, 5);
  assert.deepEqual(
    ["/w", "/w/a", "/w/a/b/c", "/w/a-b/x"].map((path) => neighbours.depth({ path })),
    [0, 1, 3, 2],
  );
});

Deno.test("quilt series and patch dates", () => {
  assert.deepEqual(parseSeries("# c\na.patch\n\n  b.patch -p2\nc.patch # x\n"), [
    { file: "a.patch", strip: 1 },
    { file: "b.patch", strip: 2 },
    { file: "c.patch", strip: 1 },
  ]);
  assert.equal(patchDate("a\nb\nDate: Tue, 2 Jan 2024\n"), "Tue, 2 Jan 2024");
  assert.equal(patchDate("a\nDate: x\nb\n"), undefined);
  assert.match(
    mailDate(new Date(0)),
    /^(Thu|Wed), \d\d (Jan|Dec) 19(70|69) \d\d:\d\d:00 [+-]\d{4}$/,
  );
});

Deno.test("a quilt line of blanks is read in one go", () => {
  const blanks = " ".repeat(1_000_000);
  assert.deepEqual(parseSeries(`a${blanks}-p2\na${blanks}b\n-p1\na-p1 -p x\n`), [
    { file: "a", strip: 2 },
    { file: `a${blanks}b`, strip: 1 },
    { file: "-p1", strip: 1 },
    { file: "a-p1 -p x", strip: 1 },
  ]);
});
