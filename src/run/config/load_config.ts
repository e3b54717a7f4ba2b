import { dirname } from "node:path";
import type { Environment } from "../../base/command.ts";
import { UserError } from "../../base/errors.ts";
import { describeProblem } from "../../base/problem.ts";
import { checkNames } from "../../config/check_names.ts";
import { type Config, decodeConfig } from "../../config/config.ts";
import { duplicateKeys } from "../../config/duplicate_keys.ts";
import {
  type ConfigFile,
  type IncludeFacts,
  type IncludeRequest,
  type IncludeWalk,
  resolveIncludes,
  walkIncludes,
} from "../../config/include.ts";
import { differentRepositories } from "../../config/errors.ts";
import { withYamlLibrary } from "../../config/yaml_library.ts";
import { type LocalRepos, withLocalRepos } from "../../repo/local_override.ts";
import { accept } from "../accept.ts";
import type { Session } from "../session.ts";
import { Tools } from "../tools.ts";
import { explainAbsences } from "./absent_submodule.ts";
import { CheckedFiles } from "./checked_files.ts";

/** The configuration as far as the repositories on disk allow to read it. */
export interface LoadedConfig {
  readonly config: Config;
  /** Repositories that includes name and that are not checked out yet. */
  readonly missingRepos: readonly string[];
}

/** Reads the configuration files of one project. */
export class ConfigLoader {
  #request: IncludeRequest | undefined;

  constructor(
    private readonly session: Session,
    private readonly topFiles: readonly string[],
    private readonly local: LocalRepos,
    private readonly files = new CheckedFiles(session),
  ) {}

  /** @param repos checked out repositories: key → root directory */
  async load(
    environment: Environment,
    repos: ReadonlyMap<string, string>,
  ): Promise<LoadedConfig> {
    const result = await this.#read(environment, repos, resolveIncludes);
    this.#warnOfDuplicates(result.files);
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

  /** As `load`, for who looks at what is wrong, too. @throws UserError */
  walk(environment: Environment, repos: ReadonlyMap<string, string>): Promise<IncludeWalk> {
    return this.#read(environment, repos, walkIncludes);
  }

  async #read<T>(
    environment: Environment,
    repos: ReadonlyMap<string, string>,
    read: (request: IncludeRequest, facts: IncludeFacts) => T,
  ): Promise<T> {
    // Others share what is known of the files before the first checkout.
    if (this.#request) this.files.forget();
    const request = this.#request ??= await this.#makeRequest(environment);
    const look = (path: string) => this.files.look(path);
    return await withYamlLibrary(() => read(request, { look, repos }));
  }

  #warnOfDuplicates(files: readonly ConfigFile[]): void {
    const { host, log } = this.session;
    log.notes(
      duplicateKeys(files).map((problem) => ({
        level: "warning",
        message: describeProblem(problem, host.cwd),
      })),
    );
  }

  async #makeRequest(environment: Environment): Promise<IncludeRequest> {
    const tools = new Tools(this.session, environment);
    const directories = [...new Set(this.topFiles.map((file) => dirname(file)))];
    const roots = await Promise.all(
      directories.map((directory) => this.files.repoRoot(tools, directory)),
    );
    if (new Set(roots).size > 1) {
      throw differentRepositories(this.topFiles);
    }
    return {
      topFiles: this.topFiles,
      topRepo: roots[0] ?? dirname(this.topFiles[0]!),
      useLocks: this.session.options.useLocks,
    };
  }
}
