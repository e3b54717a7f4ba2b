import { dirname } from "node:path";
import type { Environment } from "../../base/command.ts";
import { UserError } from "../../base/errors.ts";
import { describeProblem } from "../../base/problem.ts";
import { checkNames } from "../../config/check_names.ts";
import { type Config, decodeConfig } from "../../config/config.ts";
import { type IncludeRequest, resolveIncludes } from "../../config/include.ts";
import { differentRepositories, duplicateKey } from "../../config/errors.ts";
import type { KasFile } from "../../config/kas_file.ts";
import { readKasFile } from "../../config/read_kas_file.ts";
import { withYamlLibrary } from "../../config/yaml_library.ts";
import { type LocalRepos, withLocalRepos } from "../../repo/local_override.ts";
import { explainAbsences } from "./absent_submodule.ts";
import { ProjectFiles } from "./project_files.ts";
import { accept } from "../accept.ts";
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
  readonly #files: ProjectFiles;
  #request: IncludeRequest | undefined;

  constructor(
    private readonly session: Session,
    private readonly topFiles: readonly string[],
    private readonly local: LocalRepos,
  ) {
    this.#files = new ProjectFiles(session.host, (path, bytes) => {
      const read = readKasFile(path, bytes);
      this.#warnOfDuplicates(read.value);
      return { ...read, value: this.#withSourceDir(read.value) };
    });
  }

  /** @param repos checked out repositories: key → root directory */
  async load(
    environment: Environment,
    repos: ReadonlyMap<string, string>,
  ): Promise<LoadedConfig> {
    this.#files.forget();
    this.#request ??= await this.#makeRequest(environment);
    const look = (path: string) => this.#files.look(path);
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
    const { root, notes } = withLocalRepos(result.root, this.local);
    this.session.log.notes(notes);
    return {
      config: accept(
        this.session.log,
        checkNames(decodeConfig(root, result.files, result.topRepo)),
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
}
