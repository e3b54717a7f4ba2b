import type { FileFact } from "../../config/include.ts";
import type { KasFile } from "../../config/kas_file.ts";
import { readKasFile } from "../../config/read_kas_file.ts";
import { findRepoRoot } from "../repo/repo_root.ts";
import type { Session } from "../session.ts";
import type { Tools } from "../tools.ts";
import { ProjectFiles } from "./project_files.ts";

/** Project files, checked, and the repositories they lie in; several projects may share them. */
export class CheckedFiles {
  readonly #files: ProjectFiles;
  readonly #roots = new Map<string, Promise<string | undefined>>();

  constructor(private readonly session: Session) {
    this.#files = new ProjectFiles(session.host, (path, bytes) => {
      const read = readKasFile(path, bytes);
      return { ...read, value: this.#withSourceDir(read.value) };
    });
  }

  /** Forgets what the paths are, as a checkout may have changed it. */
  forget(): void {
    this.#files.forget();
  }

  /** What is at a path, looked at once. To be called inside of `withYamlLibrary`. */
  look(path: string): FileFact {
    return this.#files.look(path);
  }

  /** As `findRepoRoot`, asked once. */
  repoRoot(tools: Tools, directory: string): Promise<string | undefined> {
    let root = this.#roots.get(directory);
    if (!root) this.#roots.set(directory, root = findRepoRoot(tools, directory));
    return root;
  }

  /**
   * The directory of a menu that was saved in a container, or outside of this one, has another
   * path here: that which the host has, or the project that kas is called in.
   */
  #withSourceDir(file: KasFile): KasFile {
    const { host } = this.session;
    const isDirectory = (path: string) => host.stat(path)?.kind === "directory";
    if (!file.sourceDir || isDirectory(file.sourceDir)) return file;
    const onHost = file.root.get("_source_dir_host");
    const isHere = typeof onHost === "string" && isDirectory(onHost);
    return { ...file, sourceDir: isHere ? onHost : host.cwd };
  }
}
