import type { Environment } from "../../base/command.ts";
import { includesUnreachable } from "../../config/errors.ts";
import { noProject } from "../../matrix/errors.ts";
import type { Candidate } from "../../matrix/machines.ts";
import type { MissingRepo, ProjectFacts } from "../../matrix/project_facts.ts";
import type { LocalRepos } from "../../repo/local_override.ts";
import { isManaged, type Repo } from "../../repo/repo.ts";
import { resolveRepos } from "../../repo/resolve_repos.ts";
import type { WorkTree } from "../../repo/work_tree.ts";
import { accept } from "../accept.ts";
import { checkLayers } from "../bitbake/check_layers.ts";
import { CheckedFiles } from "../config/checked_files.ts";
import { ConfigLoader, type LoadedConfig } from "../config/load_config.ts";
import { reposOf } from "../repo/repos.ts";
import { resolveKnown } from "../repo/resolve_known.ts";
import { type Session, stopIfCancelled } from "../session.ts";
import { Tools } from "../tools.ts";
import { findPatchContents } from "./patch_contents.ts";
import { TreeContents } from "./tree_contents.ts";

/** Reads projects as far as what is on disk goes: nothing is fetched. */
export class ProjectReader {
  readonly #files: CheckedFiles;
  readonly #trees: TreeContents;

  constructor(private readonly session: Session, private readonly environment: Environment) {
    this.#files = new CheckedFiles(session);
    this.#trees = new TreeContents(new Tools(session, environment));
  }

  /** @throws UserError with all that is wrong with it */
  async read({ config: name, files }: Candidate): Promise<ProjectFacts> {
    const { session, environment } = this;
    stopIfCancelled(session);
    const loader = new ConfigLoader(session, files, NO_DIRECTORIES, this.#files);
    const roots = new Map<string, string>();
    let loaded = await loader.load(environment, roots);
    for (let more = this.#onDisk(loaded); more.length > 0; more = this.#onDisk(loaded)) {
      for (const repo of more) roots.set(repo.id, repo.path);
      loaded = await loader.load(environment, roots);
    }
    const { config } = loaded;
    const missing = missingRepos(loaded);
    if (missing.length > 0) return { ...NOTHING_KNOWN, config, missing };
    const { settings, options } = session;
    const resolved = resolveRepos(config, { settings, ...options, local: NO_DIRECTORIES });
    const repos = accept(session.log, resolved);
    if (repos.length === 0) throw noProject(name);
    checkLayers(session, repos.filter((repo) => !isManaged(repo)));
    return {
      config,
      repos,
      missing,
      included: await this.#states(repos, new Set(roots.keys())),
      contents: await this.#trees.ofLocalRepos(config.buildSystem, repos),
      patches: await findPatchContents(session, repos),
    };
  }

  /** The repositories that includes wait for and that are on disk, to be read as they are. */
  #onDisk({ config, missingRepos }: LoadedConfig): Repo[] {
    const { host } = this.session;
    return resolveKnown(this.session, config, NO_DIRECTORIES, missingRepos)
      // Of one that must be signed, nothing is read before a checkout has verified it.
      .filter((repo) => !repo.allowedSigners && host.stat(repo.path)?.kind === "directory");
  }

  /** What is checked out of some of the repositories, by id. */
  async #states(repos: readonly Repo[], ids: ReadonlySet<string>): Promise<Map<string, WorkTree>> {
    const states = new Map<string, WorkTree>();
    const { session, environment } = this;
    const asked = repos.filter((repo) => isManaged(repo) && ids.has(repo.id));
    const all = await reposOf(session, { environment, repos });
    await all.each(asked, async (vcs, { id }) => {
      states.set(id, await vcs.state());
    });
    return states;
  }
}

/** Nothing stands in for a repository: the builds are those of CI. */
const NO_DIRECTORIES: LocalRepos = new Map();

const NOTHING_KNOWN = { repos: [], included: new Map(), contents: new Map(), patches: new Map() };

/** @throws UserError if no checkout could bring what is missing */
function missingRepos({ config, missingRepos }: LoadedConfig): MissingRepo[] {
  const unknown = missingRepos.filter((id) => !config.repos.has(id));
  if (unknown.length > 0 && unknown.length === missingRepos.length) {
    throw includesUnreachable(config, unknown);
  }
  return missingRepos.map((id) => ({ id, signed: config.repos.get(id)?.signed ?? false }));
}
