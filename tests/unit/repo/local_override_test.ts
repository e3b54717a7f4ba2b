import assert from "node:assert/strict";
import { decodeConfig } from "../../../src/config/config.ts";
import { readYaml } from "../../../src/config/read_yaml.ts";
import type { ValueMap } from "../../../src/config/value.ts";
import { writeYaml } from "../../../src/config/write_yaml.ts";
import { type LocalRepos, withLocalRepos } from "../../../src/repo/local_override.ts";
import { resolveRepos } from "../../../src/repo/resolve_repos.ts";

const parsed = (text: string) => readYaml("/f.yml", text).root as ValueMap;

/** The configuration and its repositories with `/own` in place of what is named. */
function replaced(text: string, ...ids: readonly string[]) {
  const local: LocalRepos = new Map(ids.map((id) => [id, "/own"]));
  const { root, notes } = withLocalRepos(parsed(text), local);
  const { value: config } = decodeConfig(root, [], "/top");
  const settings = { workDir: "/w" };
  const repos = resolveRepos(config, { settings, update: false, warnUnpinned: true, local });
  return {
    text: writeYaml(root, { indent: 2, sortKeys: false }),
    repos,
    messages: [...notes, ...repos.notes].map(({ level, message }) => `${level}: ${message}`),
  };
}

Deno.test("what is true of any directory stays, the rest is the clone's", () => {
  const text = `defaults: {repos: {branch: main, tag: v1}}
overrides: {repos: {a: {commit: abc, url: over}, b: {commit: def}}}
repos:
  a: {name: meta-a, url: u, type: hg, commit: c, branch: x, tag: t, path: p, layers: {l: {prio: 3}}}
  b: {url: u, tag: null}
`;
  const { text: shown, repos: { value: [a, b], problems }, messages } = replaced(text, "a");
  assert.deepEqual(problems, []);
  const { at: _, ...found } = a!;
  assert.deepEqual(found, {
    id: "a",
    name: "meta-a",
    type: "git",
    url: null,
    path: "/own",
    commit: null,
    tag: null,
    branch: null,
    refspec: null,
    layers: [{ name: "l", priority: 3, repoName: "meta-a", path: "/own/l" }],
    patches: [],
    allowedSigners: undefined,
    replaced: true,
  });
  assert.deepEqual([b!.url, b!.commit, b!.branch, b!.replaced], ["u", "def", "main", false]);
  assert.equal(
    shown,
    `defaults:
  repos:
    branch: main
    tag: v1
overrides:
  repos:
    b:
      commit: def
repos:
  a:
    name: meta-a
    layers:
      l:
        prio: 3
    path: /own
  b:
    url: u
    tag:
`,
  );
  assert.deepEqual(messages, ["info: Using /own as it is for repository a (--local)"]);
});

Deno.test("the given root stays as it is; overrides that held nothing else go", () => {
  const text = "overrides: {repos: {a: {commit: abc}}}\nrepos: {a: }\n";
  const root = parsed(text);
  const { root: made } = withLocalRepos(root, new Map([["a", "/own"]]));
  assert.deepEqual(root, parsed(text));
  assert.deepEqual(made, parsed("repos: {a: {path: /own}}\n"));
});

Deno.test("patches, signatures and keys that do not count are told", () => {
  const text = `signers: {me: {repo: a, path: key.asc}, you: {repo: b, path: key.asc}}
repos:
  a: {url: u, branch: x, patches: {p: {repo: b, path: p.patch}}, signed: true, allowed_signers: [you]}
  b: {url: u, commit: c, patches: {p: null}, signed: false}
`;
  const a = replaced(text, "a");
  assert.deepEqual(a.messages, [
    "info: Using /own as it is for repository a (--local)",
    "warning: The patches of repository a are not applied to /own (--local)",
    "warning: Repository a is signed, but the signature of /own is not checked (--local)",
    "warning: Signers' keys of repository a are those in /own (--local)",
  ]);
  assert.equal(a.repos.value[0]!.allowedSigners, undefined);
  assert.deepEqual(replaced(text, "b").messages.slice(0, 2), [
    "info: Using /own as it is for repository b (--local)",
    "warning: Signers' keys of repository b are those in /own (--local)",
  ]);
});

Deno.test("a repository that the project does not have is told, with what was meant", () => {
  const text = "repos: {meta-foo: {url: u, commit: c}, b: {name: layers, url: u, commit: c}}\n";
  const told = (id: string) => replaced(text, id).repos.problems.map(({ message }) => message);
  const all = "its repositories: meta-foo, b";
  const start = (id: string) => `--local ${id}=…: the project has no repository "${id}"`;
  assert.deepEqual(told("meta-fo"), [`${start("meta-fo")}, did you mean "meta-foo"? ${all}`]);
  assert.deepEqual(told("layers"), [`${start("layers")}, did you mean "b"? ${all}`]);
  assert.deepEqual(told("other"), [`${start("other")}; ${all}`]);
  assert.deepEqual(told("b"), []);
});
