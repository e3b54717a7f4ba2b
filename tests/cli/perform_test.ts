// What a plan prints is what is performed: plans are performed in one directory, and their lines
// are run by a shell in another; both then look the same.
import assert from "node:assert/strict";
import { join } from "node:path";
import { type Action, describePlan, plan } from "../../src/base/plan.ts";
import { UserError } from "../../src/base/errors.ts";
import { DenoHost } from "../../src/host/deno_host.ts";
import { MemoryHost } from "../../src/host/memory_host.ts";
import type { Host } from "../../src/host/host.ts";
import { Log } from "../../src/run/log.ts";
import { perform } from "../../src/run/perform.ts";
import { copyTree } from "../../src/base/tree.ts";
import { readTree, treeObstacles } from "../../src/run/read_tree.ts";
import { chance } from "./chance.ts";

/** Names, modes, contents and link targets of all below a directory. */
function tree(root: string, below = ""): string[] {
  return [...Deno.readDirSync(join(root, below))].map((entry) => entry.name).sort()
    .flatMap((name) => {
      const path = join(below, name);
      const info = Deno.lstatSync(join(root, path));
      if (info.isSymlink) return [`${path} -> ${Deno.readLinkSync(join(root, path))}`];
      const mode = (info.mode! & 0o7777).toString(8);
      if (info.isDirectory) return [`${path}/ ${mode}`, ...tree(root, path)];
      return [`${path} ${mode} ${Deno.readTextFileSync(join(root, path))}`];
    });
}

function memoryTree(host: MemoryHost, root: string): string[] {
  return Object.entries(host.tree(root)).map(([path, text]) => {
    const name = path.slice(root.length + 1);
    if (text.startsWith("-> ")) return `${name} ${text}`;
    const mode = host.lstat(path)!.mode.toString(8);
    return text === "/" ? `${name}/ ${mode}` : `${name} ${mode} ${text}`;
  }).sort();
}

async function performed(host: Host, actions: readonly Action[]): Promise<boolean> {
  try {
    await perform({ host, log: new Log(host, "critical") }, plan(...actions));
    return true;
  } catch (error) {
    assert.ok(error instanceof UserError, String(error));
    return false;
  }
}

async function typed(root: string, actions: readonly Action[]): Promise<boolean> {
  const caller = { env: { PATH: Deno.env.get("PATH")! }, cwd: root };
  const script = describePlan(plan(...actions), caller).map((line) => `${line}\n`).join("");
  const { success } = await new Deno.Command("/bin/sh", {
    args: ["-ec", script],
    cwd: root,
    env: caller.env,
    clearEnv: true,
    stdout: "null",
    stderr: "null",
  }).output();
  return success;
}

const NAMES = ["a", "b", "c", "a/b", "a/c", "b/a b", "b/it's", "c/-x", "a/b/c", "l", "a/l"];
const TEXTS = ["", "x", "two\nlines\n", "it's $HOME `id` \\n %s", "é\t"];
const MODES = [0o600, 0o644, 0o755, 0o700];

function anyAction(
  random: (limit: number) => number,
  at: (name: string) => string,
): Action | { readonly kind: "copy_tree"; readonly from: string; readonly to: string } {
  const pick = <T>(from: readonly T[]) => from[random(from.length)]!;
  const path = at(pick(NAMES));
  const mode = random(2) === 0 ? {} : { mode: pick(MODES) };
  const env = { PATH: Deno.env.get("PATH")!, ...random(2) === 0 ? {} : { V: pick(TEXTS) } };
  switch (random(10)) {
    case 0:
    case 1:
      return { kind: "make_directory", path, ...mode };
    case 2:
    case 3:
      return { kind: "write_file", path, text: pick(TEXTS), ...mode };
    case 4:
      return { kind: "symlink", path, target: pick(["a", "b", "./b/c", "none", "l"]) };
    case 5:
      // mv refuses a file and itself, for rename(2) that is nothing to do.
      return {
        kind: "rename",
        from: path,
        to: at(pick(NAMES.filter((name) => at(name) !== path))),
      };
    case 6:
      return { kind: "remove_tree", path };
    case 7: {
      const script = 'cat > "$1"; printf %s "$V" "$(basename "$(pwd -P)")" >> "$1"';
      const argv = ["sh", "-c", script, "sh", "out"];
      const stdin = random(2) === 0 ? {} : { stdin: pick(TEXTS) };
      return { kind: "run", command: { argv, cwd: at(pick(["", "a", "b"])), env, ...stdin } };
    }
    case 8:
      return {
        kind: "copy_file",
        from: path,
        to: at(pick(NAMES.filter((name) => at(name) !== path))),
      };
    default:
      return random(2) === 0
        ? { kind: "log", level: "debug", message: pick(TEXTS) }
        : { kind: "copy_tree", from: path, to: at(`copy${random(3)}`) };
  }
}

/** What a copy of one tree takes, as the real host finds it. */
function copied(from: string, to: string): readonly Action[] {
  const host = new DenoHost();
  const tree = readTree(host, from);
  return tree ? copyTree(tree, from, to, treeObstacles(host, tree, to)) : [];
}

/** cp(1) copies no file to itself, nor to where a link leads to nothing; copying as such does. */
function cpRefuses(host: Host, from: string, to: string): boolean {
  const leadsToNothing = host.lstat(to)?.kind === "symlink" && host.stat(to) === undefined;
  return leadsToNothing || host.realPath(from) === host.realPath(to);
}

Deno.test("plans do what they print", async () => {
  const base = await Deno.makeTempDir({ prefix: "kas-plan-" });
  const [one, two] = [join(base, "one/root"), join(base, "two/root")];
  const seen = new Set<string>();
  const host = new DenoHost();
  const random = chance(9);
  try {
    for (let round = 0; round < 40; round++) {
      for (const root of [one, two]) Deno.mkdirSync(root, { recursive: true });
      const memory = new MemoryHost({ files: { [one]: {} } });
      let ran = false;
      for (let step = 0; step < 15; step++) {
        const chosen = anyAction(random, (name) => join("/ROOT", name));
        const { kind } = chosen;
        const there = (path: string) => path.replaceAll("/ROOT", one);
        const all = kind === "copy_tree" ? copied(there(chosen.from), there(chosen.to)) : [chosen];
        const any = JSON.stringify(all).replaceAll(one, "/ROOT");
        const actions = (root: string): Action[] => JSON.parse(any.replaceAll("/ROOT", root));
        if (kind === "copy_file" && cpRefuses(host, there(chosen.from), there(chosen.to))) continue;
        const line = JSON.stringify({ round, step, actions: actions(one) });
        const works = await performed(host, actions(one));
        seen.add(`${kind} ${works}`);
        assert.equal(await typed(two, actions(two)), works, line);
        assert.deepEqual(tree(one), tree(two), line);
        // No program runs in memory: from there on it is another tree.
        ran ||= kind === "run";
        if (ran) continue;
        assert.equal(await performed(memory, actions(one)), works, line);
        assert.deepEqual(memoryTree(memory, one), tree(one).sort(), line);
      }
      for (const root of [one, two]) Deno.removeSync(root, { recursive: true });
    }
  } finally {
    await Deno.remove(base, { recursive: true });
  }
  const kinds = ["make_directory", "write_file", "copy_file", "symlink", "rename"];
  assert.deepEqual(
    [...seen].sort(),
    [
      ...kinds.flatMap((kind) => [`${kind} false`, `${kind} true`]),
      "copy_tree true",
      "log true",
      "remove_tree true",
      "run false",
      "run true",
    ].sort(),
  );
});
