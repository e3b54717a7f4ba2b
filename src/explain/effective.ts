import type { KeyPath } from "../base/problem.ts";
import type { Config } from "../config/config.ts";
import { schemaDefault } from "../config/schema.ts";
import { isMap, type Key, mapAt, type Value, valueAt, type ValueMap } from "../config/value.ts";

/** Keys that have a value even if no file sets them. */
const DEFAULTED = ["machine", "distro", "target", "task", "build_system"] as const;

/** Keys of a repository that may have their values from `defaults` or `overrides`. */
const ELSEWHERE = ["url", "commit", "branch", "tag", "refspec"] as const;

/**
 * The configuration with all keys that take effect: what `defaults` and `overrides` say of
 * repositories is in these, and what the files leave out has its default. Which of several
 * values counts, only `keysOf` tells.
 * @param replaced ids of repositories that directories of the user's stand in for
 */
export function effectiveRoot(config: Config, replaced: ReadonlySet<string>): ValueMap {
  const root: ValueMap = new Map(config.root);
  const header: ValueMap = new Map(mapAt(root, "header"));
  header.delete("includes");
  root.set("header", header);
  for (const key of DEFAULTED) if (!root.has(key)) root.set(key, schemaDefault(key));
  const repos: ValueMap = new Map(mapAt(root, "repos"));
  for (const [id, old] of repos) {
    const repo: ValueMap = new Map<Key, Value>(isMap(old) ? old : []);
    for (const name of ELSEWHERE) {
      const keys = keysOf(config, ["repos", id, name], replaced);
      const value = keys.map((key) => valueAt(config.root, key)).findLast((it) => it !== undefined);
      if (value !== undefined) repo.set(name, value);
    }
    if (repo.size > 0) repos.set(id, repo);
  }
  return repos.size > 0 ? root.set("repos", repos) : root;
}

/**
 * The keys of the merged files that give a key its value, the strongest last: the order in which
 * `resolveRepo` goes by them.
 */
export function keysOf(config: Config, key: KeyPath, replaced: ReadonlySet<string>): KeyPath[] {
  const [first, id, name, ...below] = key;
  const entry = typeof id === "string" ? config.repos.get(id) : undefined;
  if (first !== "repos" || !entry || replaced.has(String(id)) || below.length > 0) return [key];
  const { repoDefaults, repoOverrides } = config;
  const hasDefault = entry.url && (name === "branch" || name === "tag" || name === "refspec");
  const isOld = (entry.refspec ?? (entry.url ? repoDefaults.refspec : undefined)) !== undefined;
  // The commit of a lockfile is that of a legacy refspec, too, and nothing else overrides that.
  const override = isOld
    ? name === "refspec" && repoOverrides.get(String(id))?.commit ? "commit" : undefined
    : name === "commit" || name === "branch" || name === "url"
    ? name
    : undefined;
  return [
    ...(hasDefault ? [["defaults", "repos", name]] : []),
    key,
    ...(override === undefined ? [] : [["overrides", "repos", id!, override]]),
  ];
}
