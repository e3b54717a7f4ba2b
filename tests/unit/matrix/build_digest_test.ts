import "../load_yaml_library.ts";
import assert, { deepStrictEqual as equal, notDeepStrictEqual as differ } from "node:assert/strict";
import { decodeConfig } from "../../../src/config/config.ts";
import { readYaml } from "../../../src/config/read_yaml.ts";
import type { ValueMap } from "../../../src/config/value.ts";
import { buildDigest } from "../../../src/matrix/build_digest.ts";
import { type Content, patchKey, type ProjectFacts } from "../../../src/matrix/project_facts.ts";
import { unknowns } from "../../../src/matrix/unknowns.ts";
import { isManaged } from "../../../src/repo/repo.ts";
import { resolveRepos } from "../../../src/repo/resolve_repos.ts";

const A = "a".repeat(40);
const B = "b".repeat(40);

/** A project in /TOP whose local directories all have one content. */
function project(
  text: string,
  { top = "/top", content = { kind: "tree", id: "t1" } as Content, ...more }:
    & Partial<ProjectFacts>
    & { readonly top?: string; readonly content?: Content } = {},
): ProjectFacts {
  const root = readYaml(`${top}/f.yml`, text).root as ValueMap;
  const { value: config } = decodeConfig(root, [], top);
  const options = {
    settings: { workDir: top },
    update: false,
    warnUnpinned: false,
    local: new Map(),
  };
  const repos = resolveRepos(config, options).value;
  const paths = repos.filter((repo) => !isManaged(repo)).flatMap(({ layers }) => layers)
    .map(({ path }) => path);
  return {
    config,
    repos,
    missing: [],
    included: new Map(),
    contents: new Map(paths.map((path) => [path, content])),
    patches: new Map(),
    ...more,
  };
}

const PROJECT = `machine: m
env: {N: null, V: file}
local_conf_header: {a: "A = 1", b: "B = 2"}
repos:
  this: {layers: {meta-own: }}
  one: {url: https://example.com/one.git, commit: ${A}, layers: {meta: , x: {prio: 2}}}
`;
const digest = (facts: ProjectFacts, env = {}, machine = "m") => buildDigest(facts, machine, env);
const EXPECTED = digest(project(PROJECT));

Deno.test("a digest is one of what is built, not of where and how it is written", () => {
  assert.match(EXPECTED!, /^[0-9a-f]{64}$/);
  const same = (text: string, options = {}) => equal(digest(project(text, options)), EXPECTED);
  same(PROJECT.split("\n").filter((line) => line !== "").map((line) => `${line} # x\n`).join(""));
  same(PROJECT, { top: "/elsewhere" });
  same(
    `repos:
  one: {commit: ${A.toUpperCase()}, url: ssh://mirror/one, layers: {x: {prio: 2}, meta: }}
  this: {layers: {meta-own: , off: disabled}}
local_conf_header: {b: "B = 2", a: "A = 1"}
env: {V: file, N: null}
target: [core-image-minimal]
task: build
distro: nodistro
build_system: oe
machine: other
header: {version: 18, includes: [x.yml]}
_source_dir: /top
menu_configuration: {X: true}
`,
  );
  same(
    PROJECT.replace(`commit: ${A}`, `branch: main`) +
      `overrides: {repos: {one: {commit: ${A}}}}\n`,
  );
  same(PROJECT.replace(`, commit: ${A}`, `, refspec: ${A}`));
});

Deno.test("whatever decides on what is built changes the digest", () => {
  const digests = [
    EXPECTED,
    ...[
      ["V: file", "V: other"],
      ["A = 1", "A = 2"],
      [A, B],
      ["prio: 2", "prio: 3"],
      ["meta: ", "meta2: "],
      ["machine: m", "target: x"],
      ["machine: m", "task: x"],
      ["machine: m", "distro: x"],
      ["machine: m", "build_system: isar"],
      ["machine: m", "bblayers_conf_header: {a: b}"],
      ["machine: m", "buildtools: {version: '1', sha256sum: x}"],
      ["layers: {meta-own: }", "name: zzz, layers: {meta-own: }"],
    ].map(([from, to]) => digest(project(PROJECT.replace(from!, to!)))),
    digest(project(PROJECT), {}, "other"),
    digest(project(PROJECT, { content: { kind: "tree", id: "t2" } })),
    digest(project(PROJECT), { V: "environment" }),
    digest(project(PROJECT), { N: "" }),
    digest(project(PROJECT), { KAS_DISTRO: "y" }),
    digest(project(PROJECT), { KAS_TARGET: "a b" }),
    digest(project(PROJECT), { KAS_TASK: "y" }),
  ];
  assert.ok(!digests.includes(null));
  equal(new Set(digests).size, digests.length);
  equal(digest(project(PROJECT), { OTHER: "x", SSTATE_DIR: "/x", KAS_WORK_DIR: "/y" }), EXPECTED);
});

Deno.test("a patch is known by what it says, or by the commit of its repository", () => {
  const patched = (holder: string) =>
    PROJECT.replace(
      "layers: {meta: ,",
      `patches: {p: {repo: ${holder}, path: p}}, layers: {meta: ,`,
    );
  const at = (digest: string, strip = 1) => ({
    patches: new Map([[patchKey("one", "p"), [{ digest, strip }]]]),
  });
  const digests = [
    EXPECTED,
    digest(project(patched("this"), at("x"))),
    digest(project(patched("this"), at("y"))),
    digest(project(patched("this"), at("y", 0))),
    digest(project(patched("one"))),
  ];
  equal(new Set(digests).size, digests.length);
});

Deno.test("what is not known for sure has no digest, and a reason", () => {
  const refuses = (facts: ProjectFacts, ...reasons: string[]) => {
    equal(unknowns(facts), reasons);
    equal(digest(facts), null);
  };
  const pin = "pin it by a commit, or by kas lock";
  const pinned = (how: string) => project(PROJECT.replace(`commit: ${A}`, how));
  refuses(pinned("branch: main"), `repository "one" follows "main": ${pin}`);
  refuses(pinned("refspec: main"), `repository "one" follows "main": ${pin}`);
  refuses(pinned("tag: v1"), `tag "v1" of repository "one" can be moved: ${pin}`);
  refuses(pinned("commit: aaaaaaa"), `commit "aaaaaaa" of repository "one" is no full id`);
  refuses(project(PROJECT, { content: { kind: "changed" } }), "/top/meta-own has local changes");
  refuses(
    project(PROJECT, { content: { kind: "untracked" } }),
    "/top/meta-own is not committed to git",
  );
  refuses(
    project("repos: {}\n", { missing: [{ id: "x", signed: false }, { id: "y", signed: true }] }),
    'it includes files of repository "x", which is not checked out',
    'it includes files of repository "y", which is signed: only a checkout verifies that',
  );
  const included = (head: string, changes: string[] = []) =>
    project(PROJECT, { included: new Map([["one", { head, changes }]]) });
  refuses(
    included(B),
    `repository "one", which it includes files of, is not at commit ${A}`,
  );
  refuses(included(A, ["x"]), 'repository "one", which it includes files of, has local changes');
  equal(digest(included(A)), EXPECTED);
  differ(EXPECTED, null);
});
