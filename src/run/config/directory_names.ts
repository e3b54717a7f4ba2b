import { basename, dirname } from "node:path";
import { UserError } from "../../base/errors.ts";
import type { Host } from "../../host/host.ts";

/** So many looks into one directory are dearer than to list it. */
const WORTH_LISTING = 8;

/**
 * Says of files that are probably absent whether they are: to look for each takes the runtime
 * four times as long as for a file that is there.
 */
export class DirectoryNames {
  readonly #looks = new Map<string, number>();
  readonly #names = new Map<string, ReadonlySet<string> | undefined>();

  constructor(private readonly host: Host) {}

  /** Whether it is known that nothing is at the path. */
  lacks(path: string): boolean {
    const directory = dirname(path);
    const looks = this.#looks.get(directory) ?? 0;
    this.#looks.set(directory, looks + 1);
    if (looks < WORTH_LISTING) return false;
    if (!this.#names.has(directory)) this.#names.set(directory, this.#list(directory));
    const names = this.#names.get(directory);
    return names !== undefined && !names.has(basename(path));
  }

  #list(directory: string): ReadonlySet<string> | undefined {
    try {
      return new Set(this.host.list(directory));
    } catch (error) {
      // One may be allowed to look into a directory, but not to list it.
      if (error instanceof UserError) return undefined;
      throw error;
    }
  }
}
