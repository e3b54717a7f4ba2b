import { isAbsolute } from "node:path";
import { joinPath } from "../base/join_path.ts";
import type { Note } from "../base/log.ts";
import type { LayerEntry } from "../config/config.ts";

/** A directory that bitbake reads recipes from. */
export interface Layer {
  /** Path seen from the repository's root; empty for the root itself. */
  readonly name: string;
  readonly priority: number;
  readonly repoName: string;
  /** Absolute path. */
  readonly path: string;
}

/** The layers in use; a repository without the `layers` key is one layer. */
export function resolveLayers(
  entries: ReadonlyMap<string, LayerEntry> | undefined,
  repoName: string,
  repoPath: string,
): { value: Layer[]; notes: (Note & { readonly layer: string })[] } {
  const value: Layer[] = [];
  const notes: (Note & { readonly layer: string })[] = [];
  for (const [name, entry] of entries ?? [["", { kind: "used", priority: 0 }] as const]) {
    if (entry.kind === "used") {
      const path = isAbsolute(name) ? name : joinPath(repoPath, name);
      value.push({ name, priority: entry.priority, repoName, path });
    } else if (entry.deprecated !== undefined) {
      notes.push({
        layer: name,
        level: "warning",
        message: `Use of deprecated value "${entry.deprecated}" for repo "${repoName}", ` +
          `layer "${name}". Replace with "disabled".`,
      });
    }
  }
  return { value, notes };
}

/** The layers in the order of BBLAYERS: higher priority first, then by repository and name. */
export function sortLayers(layers: readonly Layer[]): Layer[] {
  const compare = (a: string, b: string) => a < b ? -1 : a > b ? 1 : 0;
  return [...layers].sort((a, b) =>
    b.priority - a.priority || compare(a.repoName, b.repoName) || compare(a.name, b.name)
  );
}
