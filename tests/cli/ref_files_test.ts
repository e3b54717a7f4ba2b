import assert from "node:assert/strict";
import { DenoHost } from "../../src/host/deno_host.ts";
import { RefFiles } from "../../src/run/repo/git/ref_files.ts";
import { rootInFiles } from "../../src/run/repo/git/root_in_files.ts";
import { chance } from "./chance.ts";
import { type Scene, scene } from "./harness.ts";

/** Repositories that are looked at; each is changed in a few ways, all by chance. */
const CASES = 520;

const NAMES = ["main", "side", "v1", "annotated", "a/b", "config", "HEAD", "origin", "refs/main"];
const WHOLE = [
  ...["main", "side", "v1", "a/b", "a"].map((name) => `refs/heads/${name}`),
  ...["v1", "annotated", "main", "old"].map((name) => `refs/tags/${name}`),
  ...["main", "side", "HEAD", "a/b"].map((name) => `refs/remotes/origin/${name}`),
];

/** Ways to change a repository: as git would, and as nobody should. */
const CHANGES:
  readonly ((s: Scene, commits: readonly string[], below: (n: number) => number) => void)[] = [
    (s, commits, below) =>
      s.git("r", "update-ref", WHOLE[below(WHOLE.length)]!, commits[below(commits.length)]!),
    (s, commits, below) => s.git("r", "checkout", "-q", "--detach", commits[below(2)]!),
    (s) => s.git("r", "pack-refs", "--all"),
    (s) => s.git("r", "pack-refs", "--all", "--no-prune"),
    (s, _, below) => s.git("r", "tag", "-f", "-a", "-m", "x", ["v1", "main"][below(2)]!),
    (s, _, below) =>
      s.git("r", "symbolic-ref", "refs/heads/side", `refs/heads/${["main", "gone"][below(2)]}`),
    (s) => s.git("r", "symbolic-ref", "HEAD", "refs/heads/unborn"),
    (s) => s.git("r", "update-ref", "-d", "refs/remotes/origin/main"),
    (s, commits) => s.write("r/.git/refs/heads/side", commits[1]!),
    (s, commits) => s.write("r/.git/refs/heads/side", `${commits[1]!.toUpperCase()}\n`),
    (s, commits) => s.write("r/.git/refs/heads/side", `${commits[1]} \n`),
    (s) => s.write("r/.git/refs/heads/side", "ref: refs/tags/annotated\n"),
    (s) => s.write("r/.git/refs/heads/side", "nonsense\n"),
    (s) => s.write("r/.git/refs/tags/old", ""),
    (s) => s.write("r/.git/packed-refs", `${s.read("r/.git/packed-refs")}nonsense\n`),
    (s, commits) =>
      s.write("r/.git/packed-refs", `${commits[0]} refs/tags/old\n${commits[1]} refs/tags/old\n`),
    (s, commits) => s.write("r/.git/main", `${commits[0]}\n`),
    (s, commits) => s.write("r/.git/refs/v1", `${commits[0]}\n`),
    (s) => s.git("r", "config", "extensions.worktreeConfig", "true"),
    (s) => {
      Deno.renameSync(s.path("r/.git"), s.path("elsewhere"));
      s.write("r/.git", `gitdir: ${s.path("elsewhere")}\n`);
    },
    (s) => {
      s.git("r", "worktree", "add", "-q", "--detach", s.path("other"));
      Deno.removeSync(s.path("r"), { recursive: true });
      Deno.renameSync(s.path("other"), s.path("r"));
    },
    (s) => {
      Deno.renameSync(s.path("r/.git/refs"), s.path("refs"));
      Deno.symlinkSync(s.path("refs"), s.path("r/.git/refs"));
    },
  ];

scene("references are what git says, or git's to say", async (s) => {
  const below = chance(12);
  const commits = [
    s.repo("base", { f: "1", "d/f": "1" }),
    s.commit("base", { f: "2" }),
    s.commit("base", { f: "3" }),
  ];
  s.git("base", "branch", "a/b", commits[1]!);
  s.git("base", "branch", "side", commits[0]!);
  s.git("base", "tag", "v1", commits[1]!);
  s.git("base", "tag", "-a", "-m", "x", "annotated", commits[0]!);
  s.git("base", "update-ref", "refs/remotes/origin/main", commits[2]!);
  s.git("base", "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main");
  const host = new DenoHost();
  let answered = 0;
  let left = 0;
  let rootsTold = 0;
  for (let index = 0; index < CASES; index++) {
    for (const name of ["r", "elsewhere", "other", "refs"]) {
      await Deno.remove(s.path(name), { recursive: true }).catch(() => {});
    }
    await s.run(["cp", "-a", s.path("base"), s.path("r")]);
    const done: number[] = [];
    for (let count = below(4); count > 0; count--) {
      const at = below(CHANGES.length);
      try {
        CHANGES[at]!(s, commits, below);
        done.push(at);
      } catch {
        // An earlier change has made this one impossible.
      }
    }
    const directory = s.path("r", ...below(2) ? ["d"] : []);
    const root = rootInFiles(host, directory);
    if (root) assert.equal(root.root, await askRoot(s, directory), `root after ${done.join(", ")}`);
    rootsTold += root ? 1 : 0;
    const files = new RefFiles(host, s.path("r"));
    const asked: readonly (readonly [string, ReturnType<RefFiles["ref"]>])[] = [
      ...WHOLE.map((name) => [name, files.ref(name)] as const),
      ...NAMES.map((name) => [name, files.named(name)] as const),
      ["HEAD", toRef(files.head())],
    ];
    const known = asked.filter(([, found]) => found !== undefined);
    answered += known.length;
    left += asked.length - known.length;
    if (known.length === 0) continue;
    const said = await batchCheck(s, known.flatMap(([name]) => [name, `${name}^{}`]));
    for (const [at, [name, found]] of known.entries()) {
      const where = `${name} after ${done.join(", ")} in case ${index}`;
      assert.equal(found?.id, said[2 * at], where);
      if (found?.peeled) assert.equal(found.peeled, said[2 * at + 1], where);
    }
  }
  assert.ok(answered > left, `answered ${answered}, left to git ${left}`);
  assert.ok(rootsTold > CASES / 2, `roots told: ${rootsTold}`);
});

async function askRoot(s: Scene, directory: string): Promise<string | undefined> {
  const { code, stdout } = await s.run(["git", "-C", directory, "rev-parse", "--show-toplevel"]);
  return code === 0 ? stdout.trimEnd() : undefined;
}

scene("the root of a work tree is what git says, or git's to say", async (s) => {
  const host = new DenoHost();
  s.repo("one", { "d/f": "" });
  s.write("bare/x", "");
  await s.run(["git", "init", "-q", "--bare", s.path("bare")]);
  s.repo("outer", { f: "" });
  s.repo("outer/inner", { "d/f": "" });
  s.write("none/d/f", "");
  const told = async (...path: string[]) => {
    const found = rootInFiles(host, s.path(...path));
    if (found) assert.equal(found.root, await askRoot(s, s.path(...path)));
    return found !== undefined;
  };
  for (const path of [["one"], ["one", "d"], ["none", "d"], ["outer"]]) {
    assert.ok(await told(...path), path.join("/"));
  }
  for (
    const path of [["bare"], ["one", ".git"], ["one", ".git", "refs"], ["outer", "inner", "d"]]
  ) {
    assert.equal(await told(...path), false, path.join("/"));
  }
  for (const [name, value] of [["core.worktree", "/tmp"], ["core.bare", "true"]] as const) {
    s.git("one", "config", name, value);
    assert.equal(await told("one", "d"), false, name);
    s.git("one", "config", "--unset", name);
  }
  assert.ok(await told("one", "d"));
  Deno.chownSync(s.path("one"), 12345, 12345);
  assert.equal(await told("one", "d"), false, "another owner");
});

const toRef = (id: string | undefined) => id === undefined ? undefined : { id, peeled: undefined };

/** What git takes names for: ids of objects, undefined for what it does not know. */
async function batchCheck(s: Scene, names: readonly string[]): Promise<(string | undefined)[]> {
  const lines = names.map((name) => `${name}\n`).join("");
  s.write("names", lines);
  const { stdout } = await s.run([
    "sh",
    "-c",
    `git -C ${s.path("r")} cat-file --batch-check='%(objectname)' 2>/dev/null <${s.path("names")}`,
  ]);
  return stdout.trimEnd().split("\n").map((line) => /^[0-9a-f]{40}$/.exec(line)?.[0]);
}
