import { join } from "node:path";
import { stagingOfOthers } from "../../bundle/errors.ts";
import { type Content, contentsOf } from "../../bundle/manifest.ts";
import { STAGING } from "../../config/settings.ts";
import { directoryOf, type Site } from "../../bundle/site.ts";
import type { Session } from "../session.ts";
import type { BundleHead } from "./bundle_reader.ts";

/** Directories in which contents of a bundle wait: one in each file system that they go to. */
export class StagingPlaces {
  /** Of the bundle, in each of them. */
  readonly name: string;
  readonly #parents: readonly string[];
  /** Directories of the site that are only there for what waits in them. */
  readonly #made: readonly string[];
  readonly #places = new Map<string, { directory: string; path: string }[]>();
  /** Contents that are needed apart from the files at their places. */
  readonly #needed: ReadonlySet<string>;

  /**
   * @param loaded contents that an engine has already
   * @throws UserError for a directory that is somebody else's
   */
  constructor(
    private readonly session: Session,
    private readonly site: Site,
    { manifest, digest }: BundleHead,
    private readonly loaded: ReadonlySet<string>,
  ) {
    const { host } = session;
    this.name = digest.slice(0, 16);
    const roots = [site.root, site.references, site.downloads, site.sstate]
      .filter((place) => place !== undefined);
    this.#parents = [...new Set(roots.map((place) => join(place, STAGING)))];
    for (const parent of this.#parents) refuseOthers(session, parent);
    this.#made = roots.filter((place) => host.stat(place) === undefined);
    for (const file of manifest.files) {
      const directory = directoryOf(site, file);
      if (directory === undefined || "link" in file || file.part === "project") continue;
      const places = this.#places.get(file.sha256) ?? [];
      this.#places.set(file.sha256, places);
      places.push({ directory, path: join(directory, file.path) });
    }
    const files = manifest.files.filter(({ part }) => part === "project" || part === "key");
    const packs = manifest.references.flatMap(({ pack }) => pack ?? []);
    const others = contentsOf({ ...manifest, files }).map(({ sha256 }) => sha256);
    this.#needed = new Set([...others, ...packs]);
  }

  /** Where it is noted what was read. */
  get own(): string {
    return join(this.site.root, STAGING, this.name);
  }

  /** The directory in which a content waits: in the file system of its place. */
  of({ sha256 }: Content): string {
    const directory = this.#places.get(sha256)?.at(-1)?.directory;
    const isElsewhere = directory !== undefined && !directory.startsWith(`${this.site.root}/`);
    return join(isElsewhere ? directory : this.site.root, STAGING, this.name);
  }

  /** Whether a content is wherever it is to be already. */
  async isPlaced({ sha256, bytes }: Content): Promise<boolean> {
    const { host, cancel } = this.session;
    if (this.loaded.has(sha256)) return true;
    const places = this.#places.get(sha256) ?? [];
    if (places.length === 0 || this.#needed.has(sha256)) return false;
    for (const { path } of places) {
      if (host.lstat(path)?.kind !== "file" || host.stat(path)!.size !== bytes) return false;
      if (await host.sha256(path, cancel) !== sha256) return false;
    }
    return true;
  }

  /** Removes what another bundle has left: it was given up. */
  async removeOthers(): Promise<void> {
    const { host } = this.session;
    for (const parent of this.#parents) {
      for (const other of host.list(parent).filter((each) => each !== this.name)) {
        await host.removeTree(join(parent, other));
      }
    }
  }

  /** Removes what waits. */
  async remove(): Promise<void> {
    for (const parent of this.#parents) await this.session.host.removeTree(parent);
  }

  /** Removes what waits of this bundle, and the directories that were made for it. */
  async undo(): Promise<void> {
    const { host } = this.session;
    for (const parent of this.#parents) await host.removeTree(join(parent, this.name));
    for (const directory of [...this.#parents, ...this.#made]) {
      await removeIfEmpty(this.session, directory);
    }
  }
}

export async function removeIfEmpty({ host }: Session, directory: string): Promise<void> {
  if (host.list(directory).length === 0) await host.removeTree(directory);
}

/** What waits is trusted and removed: it must be ours. @throws UserError */
export function refuseOthers({ host }: Session, directory: string): void {
  const info = host.lstat(directory);
  if (info === undefined || info.kind === "directory" && info.uid === host.uid) return;
  throw stagingOfOthers(directory);
}
