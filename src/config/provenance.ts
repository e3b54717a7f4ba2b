import type { KeyPath, Location } from "../base/problem.ts";
import { locate } from "./document.ts";
import type { ConfigFile, Inclusion } from "./include.ts";
import { isMap, type Value, valueAt, type ValueMap } from "./value.ts";

/** What one file says of a key. */
export interface Assignment {
  readonly file: ConfigFile;
  readonly key: KeyPath;
  readonly value: Value;
  /** Where the value stands. */
  readonly place: Location;
  /** A later file has replaced what it lies in, as by `repos.poky: null`. */
  readonly takenBack: boolean;
}

/** All that files say of a key, in the order of merging: of what is no mapping, the last counts. */
export function assignmentsOf(files: readonly ConfigFile[], key: KeyPath): Assignment[] {
  let found: Assignment[] = [];
  for (const file of files) {
    const { document, root } = file.file;
    const value = valueAt(root, key);
    if (value !== undefined) {
      const place = locate(document, key, "value");
      found.push({ file, key, value, place, takenBack: false });
    } else if (found.length > 0 && replacesAround(root, key)) {
      found = found.map((assignment) => ({ ...assignment, takenBack: true }));
    }
  }
  return found;
}

/** Whether a file has no mapping where the key would be: all that there was before is gone. */
function replacesAround(root: ValueMap, key: KeyPath): boolean {
  return key.some((_, length) => {
    const value = valueAt(root, key.slice(0, length));
    return value !== undefined && !isMap(value);
  });
}

/** One file on the way from the command line to another one. */
export interface ChainLink {
  readonly file: ConfigFile;
  /** Key of the repository that includes say it is in; undefined for the project's own. */
  readonly repo: string | undefined;
  /** Where it includes the next one; undefined for the last, and for a file that has a lockfile. */
  readonly includes: Location | undefined;
}

/** How each file came to be there: the way to the place that decides on its values. */
export class IncludeChains {
  readonly #ways = new Map<ConfigFile, { readonly from: ConfigFile; readonly by: Inclusion }>();
  readonly #links = new Map<ConfigFile, readonly ChainLink[]>();
  readonly #top: ReadonlySet<ConfigFile>;

  /** @param top the files of the command line */
  constructor(top: readonly ConfigFile[]) {
    this.#top = new Set(top);
    const seen = new Set<ConfigFile>();
    // Against the order of merging: the last place of a file comes first.
    const visit = (file: ConfigFile): void => {
      if (seen.has(file)) return;
      seen.add(file);
      for (const by of file.before.toReversed()) {
        if (!seen.has(by.file)) this.#ways.set(by.file, { from: file, by });
        visit(by.file);
      }
    };
    for (const file of top.toReversed()) visit(file);
  }

  /** From the file of the command line to this one. */
  to(file: ConfigFile): readonly ChainLink[] {
    let links = this.#links.get(file);
    if (!links) this.#links.set(file, links = this.#follow(file));
    return links;
  }

  #follow(file: ConfigFile): ChainLink[] {
    const ways: { readonly from: ConfigFile; readonly by: Inclusion }[] = [];
    for (let at = file; !this.#top.has(at); at = ways[0]!.from) ways.unshift(this.#ways.get(at)!);
    const links: ChainLink[] = [];
    let repo: string | undefined;
    for (const { from, by: { include } } of ways) {
      const includes = include && locate(from.file.document, include.path, "value");
      links.push({ file: from, repo, includes });
      repo = include?.repo ?? repo;
    }
    return [...links, { file, repo, includes: undefined }];
  }
}

/** The files of the command line among those of a configuration. @param paths as they were asked for */
export function topFiles(files: readonly ConfigFile[], paths: readonly string[]): ConfigFile[] {
  return paths.map((path) => files.findLast((file) => file.path === path)!);
}
