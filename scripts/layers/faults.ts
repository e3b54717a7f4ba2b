import { dirname, normalize } from "node:path/posix";
import { globalUses } from "./globals.ts";
import { type Import, imports } from "./imports.ts";
import { HOST_FILES, HOST_LAYER, LAYERS, MAIN, MODULES, ONLY_FOR } from "./rules.ts";
import { tokens } from "./tokens.ts";

/** A break of the rules of the layout. */
export interface Fault {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

interface Edge {
  readonly to: string;
  readonly line: number;
}

/**
 * Checks the layout of the code: who imports whom, cycles between files, and what reaches
 * outside other than through the host.
 * @param files `main.ts` and the files below `src/`: path from the project's root → text
 */
export function layerFaults(files: ReadonlyMap<string, string>): Fault[] {
  const edges = new Map<string, Edge[]>();
  const faults: Fault[] = [];
  for (const [path, text] of files) {
    if (path !== MAIN && levelOf(path) < 0) {
      faults.push({ path, line: 1, message: `${dirname(path)} belongs to no layer` });
      continue;
    }
    const read = tokens(text);
    const inside: Edge[] = [];
    for (const item of imports(read)) {
      const to = item.target?.startsWith(".")
        ? normalize(`${dirname(path)}/${item.target}`)
        : undefined;
      const message = to === undefined ? moduleFault(path, item) : importFault(path, to, files);
      if (message !== undefined) faults.push({ path, line: item.line, message });
      if (to !== undefined && files.has(to)) inside.push({ to, line: item.line });
    }
    edges.set(path, inside);
    if (HOST_FILES.includes(path)) continue;
    for (const { name, remedy, line } of globalUses(read)) {
      if (path === MAIN && name === "Deno") continue;
      faults.push({ path, line, message: `${name} is for the host alone; instead: ${remedy}` });
    }
  }
  return [...faults, ...cycles(edges)].sort((one, other) =>
    one.path < other.path ? -1 : one.path > other.path ? 1 : one.line - other.line
  );
}

/** The part that a file belongs to; one that has parts of its own holds its direct files only. */
function partOf(path: string): string | undefined {
  const parts = LAYERS.flat();
  return parts.find((part) => path === `src/${part}`) ??
    parts.find((part) =>
      parts.some((other) => other.startsWith(`${part}/`))
        ? dirname(path) === `src/${part}`
        : path.startsWith(`src/${part}/`)
    );
}

function levelOf(path: string): number {
  const part = partOf(path);
  return part === undefined ? -1 : LAYERS.findIndex((row) => row.includes(part));
}

function importFault(
  path: string,
  to: string,
  files: ReadonlyMap<string, string>,
): string | undefined {
  // Data is not code, and what is generated imports nothing.
  if (to.endsWith(".json") || to.includes("/generated/")) return undefined;
  if (!to.startsWith("src/")) return `${to} is outside src/: the program must not import it`;
  if (!files.has(to)) return `there is no ${to}`;
  const from = partOf(path) ?? MAIN;
  const only = ONLY_FOR[to];
  if (only && !only.includes(from) && from !== partOf(to)) {
    return `${to} is imported by ${only.join(", ") || "its neighbours"} only`;
  }
  const part = partOf(to);
  if (part === undefined || path === MAIN || part === from) return undefined;
  return levelOf(to) < levelOf(path)
    ? undefined
    : `${from} must not import ${part} (${to}): a layer imports lower ones only`;
}

function moduleFault(path: string, { target, names }: Import): string | undefined {
  if (target === undefined) return "an import must name its file as a plain string";
  if (HOST_FILES.includes(path)) return undefined;
  const allowed = MODULES[target];
  const hostLevel = LAYERS.findIndex((row) => row.includes(HOST_LAYER));
  const whose = path !== MAIN && levelOf(path) < hostLevel ? "a pure layer" : "code above the host";
  if (allowed === undefined) return `${whose} must not import ${target}; ask the Host`;
  const other = allowed === "all" ? undefined : names.find((name) => !allowed.includes(name));
  return other === undefined
    ? undefined
    : `${whose} imports of ${target} only ${(allowed as string[]).join(", ")}, not ${other}`;
}

/** Every import that closes a circle, once. */
function cycles(edges: ReadonlyMap<string, readonly Edge[]>): Fault[] {
  const faults: Fault[] = [];
  const done = new Set<string>();
  const visit = (path: string, way: readonly string[]) => {
    for (const { to, line } of edges.get(path) ?? []) {
      const start = way.indexOf(to);
      if (start >= 0) {
        const circle = [...way.slice(start), to].join(" → ");
        faults.push({ path, line, message: `imports in a circle: ${circle}` });
      } else if (!done.has(to)) visit(to, [...way, to]);
    }
    done.add(path);
  };
  for (const path of edges.keys()) if (!done.has(path)) visit(path, [path]);
  return faults;
}
