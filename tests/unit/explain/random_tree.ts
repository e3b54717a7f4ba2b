// Project files that include each other, made up by chance, and what comes of them by a merge
// that shares no code with the program.

/** A value of a project file; every text in a tree stands in it once. */
export type Plain = null | string | number | Plain[] | { [key: string]: Plain };
type Mapping = { [key: string]: Plain };

export interface TreeSource {
  readonly content: Mapping;
  /** Names of the files it includes, in their order. */
  readonly includes: readonly string[];
  readonly version: number;
}

/** Files by their names; the project file is `0.yml`, and those below `other/` are a repository's. */
export type Tree = ReadonlyMap<string, TreeSource>;

export const lockOf = (name: string) => name.replace(/\.(\w+)$/, ".lock.$1");

/** @param below a random number below its argument */
export function randomTree(below: (limit: number) => number): Tree {
  let count = 0;
  const some = (limit: number) => below(limit) === 0;
  const text = () => `v${count++}x`;
  const pick = <T>(...items: T[]) => items[below(items.length)]!;
  const mapping = (names: readonly string[], value: () => Plain): Mapping =>
    Object.fromEntries(names.filter(() => some(2)).map((name) => [name, value()]));
  const repo = () => ({
    ...mapping(["url", "branch", "name"], text),
    ...(some(3)
      ? { layers: mapping(["a", "b.c", "d"], () => pick<Plain>(null, { prio: below(90) })) }
      : {}),
  });
  const content = (): Mapping => {
    const parts: Mapping = {
      machine: text(),
      distro: text(),
      target: pick<Plain>(text(), [text(), text()]),
      task: text(),
      env: mapping(["A", "B.C", "D"], () => pick<Plain>(text(), text(), null)),
      local_conf_header: mapping(["x", "y"], () => `${text()}\n${text()} = 1\n`),
      artifacts: mapping(["i", "j.k"], text),
      menu_configuration: mapping(["M", "N"], () => pick<Plain>(text(), below(1000))),
      repos: mapping(["r", "s"], () => some(4) ? null : repo()),
      defaults: { repos: mapping(["branch"], text) },
      overrides: { repos: mapping(["r", "s"], () => mapping(["commit", "branch"], text)) },
    };
    return Object.fromEntries(Object.entries(parts).filter(() => some(2)));
  };
  const files = new Map<string, TreeSource>();
  const names = ["0.yml"];
  for (let index = below(9); index > 0; index--) {
    names.push(
      `${some(3) ? "other/" : some(3) ? "sub/" : ""}${index}.${pick("yml", "yaml", "json")}`,
    );
  }
  for (const [index, name] of names.entries()) {
    // A repository's files know those of their own.
    const later = names.slice(index + 1)
      .filter((other) => !name.startsWith("other/") || other.startsWith("other/"));
    const includes = later.length === 0
      ? []
      : Array.from({ length: below(4) }, () => later[below(later.length)]!);
    files.set(name, { content: content(), includes, version: 14 + below(9) });
    if (some(4)) {
      const overrides = { repos: mapping(["r", "s"], () => ({ commit: text() })) };
      files.set(lockOf(name), { content: { overrides }, includes: [], version: 14 });
    }
  }
  const top = files.get("0.yml")!;
  const repos = Object.fromEntries(["r", "s"].map((id) => [id, { url: text(), commit: text() }]));
  const own = top.content.repos as Mapping ?? {};
  for (const id of ["r", "s"]) Object.assign(repos[id]!, own[id]);
  files.set("0.yml", {
    ...top,
    content: { ...top.content, repos: { ...repos, other: { path: "other" } } },
  });
  return files;
}

const isMapping = (value: Plain | undefined): value is Mapping =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** All files that count, in the order of merging, each as often as it is included. */
export function mergeOrder(tree: Tree, name = "0.yml"): string[] {
  return [
    ...tree.has(lockOf(name)) ? [lockOf(name)] : [],
    ...tree.get(name)!.includes.flatMap((inner) => mergeOrder(tree, inner)),
    name,
  ];
}

function merged(base: Plain | undefined, update: Plain): Plain {
  if (!isMapping(base) || !isMapping(update)) return update;
  const all = { ...base };
  for (const [key, value] of Object.entries(update)) all[key] = merged(all[key], value);
  return all;
}

/** What takes effect in the end. */
export function effective(tree: Tree): Mapping {
  const all = mergeOrder(tree).map((name) => tree.get(name)!.content)
    .reduce((base, content) => merged(base, structuredClone(content)) as Mapping, {});
  const defaults = ((all.defaults as Mapping)?.repos ?? {}) as Mapping;
  const overrides = ((all.overrides as Mapping)?.repos ?? {}) as Mapping;
  for (const id of ["r", "s"]) {
    const repo = { ...(all.repos as Mapping)[id] as Mapping };
    (all.repos as Mapping)[id] = { ...defaults, ...repo, ...overrides[id] as Mapping };
  }
  return all;
}

export function valueAt(value: Plain | undefined, path: readonly string[]): Plain | undefined {
  for (const key of path) value = isMapping(value) ? value[key] : undefined;
  return value;
}

/** The values at the ends, by their keys joined with a blank. */
export function leaves(value: Plain, path: readonly string[] = []): Map<string, Plain> {
  if (!isMapping(value) || Object.keys(value).length === 0) {
    return new Map([[path.join(" "), value]]);
  }
  return new Map(
    Object.entries(value).flatMap(([key, inner]) => [...leaves(inner, [...path, key])]),
  );
}

/** A file as text, in the many ways in which it can be written. */
export function written(
  name: string,
  { content, includes, version }: TreeSource,
  below: (limit: number) => number,
): string {
  const include = (inner: string): Plain => {
    if (!inner.startsWith("other/")) return inner;
    const file = inner.slice("other/".length);
    return name.startsWith("other/") ? file : { repo: "other", file };
  };
  const root: Mapping = { header: { version, includes: includes.map(include) }, ...content };
  if (name.endsWith(".json")) return JSON.stringify(root, null, below(3));
  const flow = (value: Plain) => JSON.stringify(value).replaceAll(/([,:])(?=["\d{[n])/g, "$1 ");
  const entries = (map: Mapping, indent: string): string =>
    Object.entries(map).map(([key, value]) => {
      const start = `${indent}${key}:`;
      if (typeof value === "string" && value.includes("\n")) {
        return `${start} |\n${value.replaceAll(/^(?=.)/gm, `${indent}  `)}`;
      }
      if (value === null) return `${start}\n`;
      if (typeof value === "string") return `${start} ${below(2) ? value : `'${value}'`}  # v\n`;
      if (!isMapping(value) || Object.keys(value).length === 0 || below(5) === 0) {
        return `${start} ${flow(value)}\n`;
      }
      return `${start}\n${entries(value, `${indent}${below(2) ? "  " : "    "}`)}`;
    }).join("");
  return entries(root, "");
}
