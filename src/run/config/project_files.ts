import { basename, dirname } from "node:path";
import { UserError } from "../../base/errors.ts";
import { joinPath } from "../../base/join_path.ts";
import type { Checked } from "../../base/problem.ts";
import type { FileFact } from "../../config/include.ts";
import { type KasFile, unreadableFile } from "../../config/kas_file.ts";
import { fileFormat } from "../../config/read_document.ts";
import type { FileInfo, Host } from "../../host/host.ts";
import { readInput } from "../read_input.ts";
import { DirectoryNames } from "./directory_names.ts";

/** What is at the paths that includes lead to; a file that has not changed is read once. */
export class ProjectFiles {
  readonly #facts = new Map<string, FileFact>();
  readonly #parsed = new Map<string, Checked<KasFile>>();
  readonly #directories = new Map<string, string>();
  #names: DirectoryNames;

  /** @param read makes a project file of a path and its bytes; it may throw UserErrors */
  constructor(
    private readonly host: Host,
    private readonly read: (path: string, bytes: Uint8Array) => Checked<KasFile>,
  ) {
    this.#names = new DirectoryNames(host);
  }

  /** Forgets what the paths are, as a checkout may have changed it. */
  forget(): void {
    this.#facts.clear();
    this.#directories.clear();
    this.#names = new DirectoryNames(this.host);
  }

  /** What is at a path, looked at once. To be called inside of `withYamlLibrary`. */
  look(path: string): FileFact {
    let fact = this.#facts.get(path);
    if (!fact) this.#facts.set(path, fact = this.#lookAnew(path));
    return fact;
  }

  #lookAnew(path: string): FileFact {
    // Most files have no lockfile.
    let info = path.includes(".lock.") && this.#names.lacks(path)
      ? undefined
      : this.host.lstat(path);
    let real: string;
    if (info?.kind === "symlink") {
      real = this.host.realPath(path);
      info = this.host.stat(real);
    } else {
      real = joinPath(this.#realDirectory(dirname(path)), basename(path));
    }
    const isDirectory = info?.kind === "directory";
    const file = info === undefined || isDirectory ? undefined : this.#parse(path, real, info);
    return { real, file, isDirectory };
  }

  /** Files lie in few directories: resolving each one anew is most of the work of finding them. */
  #realDirectory(directory: string): string {
    const known = this.#directories.get(directory);
    if (known !== undefined) return known;
    const real = this.host.realPath(directory);
    this.#directories.set(directory, real);
    return real;
  }

  #parse(path: string, real: string, info: FileInfo): Checked<KasFile> | undefined {
    const key = `${path}\0${real}\0${info.modified.getTime()}\0${info.size}`;
    const known = this.#parsed.get(key);
    if (known) return known;
    try {
      fileFormat(path);
      const bytes = readInput(this.host, real, info);
      if (!bytes) return undefined;
      const file = this.read(path, bytes);
      this.#parsed.set(key, file);
      return file;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return unreadableFile(path, error.problems);
    }
  }
}
