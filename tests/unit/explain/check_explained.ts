// What an explanation must be: the value of another merge, at a place that holds it.
import assert from "node:assert/strict";
import { effective, leaves, mergeOrder, type Plain, type Tree, valueAt } from "./random_tree.ts";

interface Origin {
  readonly kind: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly repo: string | null;
  readonly key: string;
}

export interface Explained {
  readonly key: string;
  readonly value: Plain;
  readonly origin: Origin;
  readonly chain: readonly {
    readonly file: string;
    readonly line: number | null;
    readonly column: number | null;
  }[];
  readonly overridden: readonly { readonly value: Plain; readonly origin: Origin }[];
}

type Read = (file: string) => string;

/** The text of a file from a place on. */
function textAt(read: Read, file: string, line: number, column: number): string {
  return read(file).split("\n").slice(line - 1).join("\n").slice(column - 1);
}

/** That a value stands where it is said to: every text of a tree stands in one place only. */
function holds(read: Read, { file, line, column }: Origin, value: Plain): void {
  const found = textAt(read, file, line, column).trimStart();
  const shown = JSON.stringify(value).replaceAll(/[\s\\]/g, "");
  if (value === null) assert.match(found, /^(?:null|\n|$|[\w.]+:|\})/, file);
  else if (typeof value === "string" && found.startsWith("|")) {
    assert.ok(found.slice(1).trimStart().startsWith(value.split("\n")[0]!), found);
  } else {
    const text = found.replaceAll("'", '"').replaceAll(/[\s\\]/g, "");
    const plain = shown.replaceAll('"', "");
    assert.ok(
      text.startsWith(shown) || text.startsWith(plain),
      `${file}:${line}: ${shown} ${found}`,
    );
  }
}

/** Files that say something of a key, and what; of a repository, defaults and overrides too. */
function said(tree: Tree, path: string): Set<string> {
  const [first, id, name, more] = path.split(" ");
  const isOfRepo = first === "repos" && more === undefined && id !== "other";
  const keys = [
    path,
    ...isOfRepo && name === "branch" ? ["defaults repos branch"] : [],
    ...isOfRepo && (name === "branch" || name === "commit")
      ? [`overrides repos ${id} ${name}`]
      : [],
  ];
  return new Set(
    [...new Set(mergeOrder(tree))].flatMap((file) => {
      return keys.flatMap((key) => {
        const value = valueAt(tree.get(file)!.content, key.split(" "));
        return value === undefined ? [] : [`${file} ${JSON.stringify(value)}`];
      });
    }),
  );
}

/**
 * Compares what `kas explain --json` tells of a tree with what comes of it by another merge, and
 * each place with the file.
 * @param read the text of a file
 * @returns how many values were compared
 */
export function checkExplained(
  tree: Tree,
  directory: string,
  found: readonly Explained[],
  read: Read,
): number {
  const wanted = [...leaves(effective(tree))];
  const paths = new Map(wanted.map(([path]) => [path.replaceAll(" ", "."), path]));
  assert.deepEqual(
    Object.fromEntries(found.map(({ key, value }) => [key, value])),
    Object.fromEntries(wanted.map(([path, value]) => [path.replaceAll(" ", "."), value])),
  );
  const inTree = (file: string) => file.slice(directory.length + 1);
  for (const { key, value, origin, chain, overridden } of found) {
    const all = [{ value, origin }, ...overridden];
    for (const one of all) holds(read, one.origin, one.value);
    const told = all.map((one) => `${inTree(one.origin.file)} ${JSON.stringify(one.value)}`);
    assert.deepEqual(new Set(told), said(tree, paths.get(key)!), key);
    assert.equal(origin.repo, inTree(origin.file).startsWith("other/") ? "other" : null);
    assert.equal(inTree(chain[0]!.file), "0.yml");
    assert.equal(chain.at(-1)!.file, origin.file);
    for (const [index, { file, line, column }] of chain.slice(0, -1).entries()) {
      const next = inTree(chain[index + 1]!.file);
      if (line === null) assert.match(next, /\.lock\.\w+$/);
      else {
        const include = textAt(read, file, line, column!).split("\n").slice(0, 4).join("");
        assert.ok(include.includes(next.replace("other/", "")), include);
      }
    }
  }
  return found.length;
}
