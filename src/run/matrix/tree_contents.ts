import { join } from "node:path";
import { initScript } from "../../bitbake/build_environment.ts";
import type { BuildSystem } from "../../config/config.ts";
import type { Content } from "../../matrix/project_facts.ts";
import { statusBelowArgs, StatusReader, treeArgs } from "../../repo/git.ts";
import { Neighbours } from "../../repo/neighbours.ts";
import { isManaged, type Repo } from "../../repo/repo.ts";
import { Git } from "../repo/git/git.ts";
import type { Tools } from "../tools.ts";

/** What git says of directories of work trees; each is asked about once. */
export class TreeContents {
  readonly #known = new Map<string, Promise<Content>>();

  constructor(private readonly tools: Tools) {}

  /** The layers of local repositories; all of a repository that holds the build system, too. */
  async ofLocalRepos(
    buildSystem: BuildSystem,
    repos: readonly Repo[],
  ): Promise<Map<string, Content>> {
    const { host, settings } = this.tools.session;
    const neighbours = new Neighbours([...repos.map(({ path }) => path), settings.buildDir]);
    const paths = repos.filter((repo) => !isManaged(repo)).flatMap((repo) =>
      host.stat(join(repo.path, initScript(buildSystem)))
        ? [repo.path]
        : repo.layers.map((layer) => layer.path)
    );
    const contents = paths.map(async (path): Promise<[string, Content]> => [
      path,
      await this.#of(path, neighbours.inside({ path })),
    ]);
    return new Map(await Promise.all(contents));
  }

  /** @param nested directories below it that belong to repositories of their own, or the build */
  #of(directory: string, nested: readonly string[]): Promise<Content> {
    const key = [directory, ...nested].join("\0");
    let content = this.#known.get(key);
    if (!content) this.#known.set(key, content = this.#ask(directory, nested));
    return content;
  }

  async #ask(directory: string, nested: readonly string[]): Promise<Content> {
    const isThere = this.tools.session.host.stat(directory)?.kind === "directory";
    const git = new Git(this.tools, directory);
    const id = isThere ? await git.ask(treeArgs()) : undefined;
    if (id === undefined) return { kind: "untracked" };
    let changed = false;
    const reader = new StatusReader(() => changed = true);
    await git.records(statusBelowArgs(nested), (record) => reader.add(record));
    return changed ? { kind: "changed" } : { kind: "tree", id };
  }
}
