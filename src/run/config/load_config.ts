import { basename, dirname } from "node:path";
import type { Environment } from "../../base/command.ts";
import { UserError } from "../../base/errors.ts";
import { joinPath } from "../../base/join_path.ts";
import { type Checked, describeProblem } from "../../base/problem.ts";
import { checkNames } from "../../config/check_names.ts";
import { type Config, decodeConfig } from "../../config/config.ts";
import { type FileFact, type IncludeRequest, resolveIncludes } from "../../config/include.ts";
import { differentRepositories, duplicateKey } from "../../config/errors.ts";
import { type KasFile, readKasFile, unreadableFile } from "../../config/kas_file.ts";
import { fileFormat } from "../../config/read_document.ts";
import { withYamlLibrary } from "../../config/yaml_library.ts";
import type { FileInfo } from "../../host/host.ts";
import { explainAbsences } from "./absent_submodule.ts";
import { DirectoryNames } from "./directory_names.ts";
import { accept } from "../accept.ts";
import { readInput } from "../read_input.ts";
import { findRepoRoot } from "../repo/repo_root.ts";
import type { Session } from "../session.ts";
import { Tools } from "../tools.ts";

/** The configuration as far as the repositories on disk allow to read it. */
export interface LoadedConfig {
  readonly config: Config;
  /** Repositories that includes name and that are not checked out yet. */
  readonly missingRepos: readonly string[];
}

/** Reads configuration files; a file that has not changed is read once a run. */
export class ConfigLoader {
  readonly #facts = new Map<string, FileFact>();
  readonly #parsed = new Map<string, Checked<KasFile>>();
  readonly #directories = new Map<string, string>();
  #names: DirectoryNames;
  #request: IncludeRequest | undefined;

  constructor(private readonly session: Session, private readonly topFiles: readonly string[]) {
    this.#names = new DirectoryNames(session.host);
  }

  /** @param repos checked out repositories: key → root directory */
  async load(
    environment: Environment,
    repos: ReadonlyMap<string, string>,
  ): Promise<LoadedConfig> {
    // A checkout may have changed what a path is.
    this.#facts.clear();
    this.#directories.clear();
    this.#names = new DirectoryNames(this.session.host);
    this.#request ??= await this.#makeRequest(environment);
    const look = (path: string) => this.#look(path);
    const request = this.#request;
    const result = await withYamlLibrary(() => resolveIncludes(request, { look, repos }));
    this.session.log.notes(result.notes);
    if (result.kind === "broken") {
      const tools = new Tools(this.session, environment);
      throw new UserError(await explainAbsences(tools, result.problems));
    }
    for (const file of result.files) {
      const kind = file.external ? "external" : "internal";
      this.session.log.debug(`config file ${file.path} (${kind})`);
    }
    return {
      config: accept(
        this.session.log,
        checkNames(decodeConfig(result.root, result.files, result.topRepo)),
      ),
      missingRepos: result.missingRepos,
    };
  }

  async #makeRequest(environment: Environment): Promise<IncludeRequest> {
    const tools = new Tools(this.session, environment);
    const directories = [...new Set(this.topFiles.map((file) => dirname(file)))];
    const roots = await Promise.all(
      directories.map((directory) => findRepoRoot(tools, directory)),
    );
    if (new Set(roots).size > 1) {
      throw differentRepositories(this.topFiles);
    }
    return {
      topFiles: this.topFiles,
      topRepo: roots[0] ?? dirname(this.topFiles[0]!),
      useLocks: !this.session.options.update,
    };
  }

  /** What is at a path, looked at once a load. */
  #look(path: string): FileFact {
    let fact = this.#facts.get(path);
    if (!fact) this.#facts.set(path, fact = this.#lookAnew(path));
    return fact;
  }

  #lookAnew(path: string): FileFact {
    const host = this.session.host;
    // Most files have no lockfile.
    let info = path.includes(".lock.") && this.#names.lacks(path) ? undefined : host.lstat(path);
    let real: string;
    if (info?.kind === "symlink") {
      real = host.realPath(path);
      info = host.stat(real);
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
    const real = this.session.host.realPath(directory);
    this.#directories.set(directory, real);
    return real;
  }

  #warnOfDuplicates({ document }: KasFile): void {
    const { host, log } = this.session;
    log.notes(document.duplicates.map((key) => ({
      level: "warning",
      message: describeProblem(duplicateKey(document, key), host.cwd),
    })));
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

  #parse(path: string, real: string, info: FileInfo): Checked<KasFile> | undefined {
    const key = `${path}\0${real}\0${info.modified.getTime()}\0${info.size}`;
    const known = this.#parsed.get(key);
    if (known) return known;
    try {
      fileFormat(path);
      const bytes = readInput(this.session.host, real, info);
      if (!bytes) return undefined;
      const read = readKasFile(path, bytes);
      const file = { ...read, value: this.#withSourceDir(read.value) };
      this.#warnOfDuplicates(file.value);
      this.#parsed.set(key, file);
      return file;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return unreadableFile(path, error.problems);
    }
  }
}
