import { dirname } from "node:path";
import type { Environment } from "../../base/command.ts";
import { UserError } from "../../base/errors.ts";
import { checkNames } from "../../config/check_names.ts";
import { type Config, decodeConfig } from "../../config/config.ts";
import { type IncludeRequest, resolveIncludes } from "../../config/include.ts";
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
    // Others share what is known of the files before the first checkout.
    if (this.#request) this.files.forget();
    this.#request ??= await this.#makeRequest(environment);
    const look = (path: string) => this.files.look(path);
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
      directories.map((directory) => this.files.repoRoot(tools, directory)),
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
}
