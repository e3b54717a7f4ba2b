import { resolve } from "node:path";
import type { Repo } from "./repo.ts";

/** Directories that repositories and the build have to themselves, for looking up who lies in whom. */
export class Neighbours {
  readonly #sorted: readonly string[];

  /** @param directories absolute paths */
  constructor(directories: readonly string[]) {
    this.#sorted = [...new Set(directories.map((path) => resolve(path)))].sort();
  }

  /** Those that lie inside a repository, as seen from its root. */
  inside({ path }: Pick<Repo, "path">): string[] {
    const root = resolve(path);
    const prefix = root === "/" ? root : `${root}/`;
    const found: string[] = [];
    for (let at = this.#firstFrom(prefix); this.#sorted[at]?.startsWith(prefix); at++) {
      const below = this.#sorted[at]!.slice(prefix.length);
      if (below !== "") found.push(below);
    }
    return found;
  }

  /** How many directories a repository lies in. */
  depth({ path }: Pick<Repo, "path">): number {
    const root = resolve(path);
    let depth = 0;
    for (let end = root.lastIndexOf("/"); end > 0; end = root.lastIndexOf("/", end - 1)) {
      const above = root.slice(0, end);
      if (this.#sorted[this.#firstFrom(above)] === above) depth++;
    }
    return depth;
  }

  /** Index of the first directory that is not before `path`. */
  #firstFrom(path: string): number {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#sorted[middle]! < path) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
