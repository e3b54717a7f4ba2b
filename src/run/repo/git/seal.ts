import { join } from "node:path";
import type { Environment } from "../../../base/command.ts";
import { damagedObjects } from "../../../repo/errors.ts";
import { initBareArgs } from "../../../repo/git.ts";
import { isPythonCache } from "../../../repo/signature.ts";
import { MOST_CHANGES } from "../../../repo/work_tree.ts";
import { Git, type GitRepo } from "./git.ts";
import { objectsAside } from "./objects_aside.ts";

/** Nobody's configuration counts beside a seal's own. */
const ENVIRONMENT: Environment = { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
const SETTINGS = [
  "core.fileMode=true",
  "core.symlinks=true",
  "core.autocrlf=false",
  "core.attributesFile=/dev/null",
  "core.excludesFile=/dev/null",
].flatMap((setting) => ["-c", setting]);

/**
 * A private repository with nothing but the objects of one commit, each of which has the
 * content that its id says: what others have put into the repository, its configuration, its
 * index or a directory that it borrows from cannot lie there.
 */
export class Seal {
  private constructor(
    private readonly it: GitRepo,
    readonly git: Git,
    readonly commit: string,
  ) {}

  /** @param tag the id of a tag's object that comes along. @throws UserError for damaged objects */
  static async of(it: GitRepo, commit: string, tag: string | undefined): Promise<Seal> {
    const { host, temporary, options } = it.session;
    const directory = temporary.make("seal");
    const seal = new Seal(it, new Git(it.git.tools, directory, true), commit);
    try {
      await seal.#run(initBareArgs(commit));
      const pack = join(directory, "objects/pack/kas");
      const name = await it.git.output(["pack-objects", "-q", "--revs", pack], {
        // git makes the pack among the repository's own first.
        env: options.source === "fetched"
          ? {}
          : objectsAside(it.repo.path, join(directory, "objects")),
        // Without its parents: they are not what is checked out.
        stdin: `--shallow ${commit}\n${commit}\n${tag === undefined ? "" : `${tag}\n`}`,
      });
      // The index is made anew from what the pack holds: that computes every id.
      await host.removeTree(`${pack}-${name}.idx`);
      await seal.#run(["index-pack", `${pack}-${name}.pack`]);
      // Its parents are elsewhere.
      host.write(join(directory, "shallow"), `${commit}\n`);
      await seal.#run(["read-tree", commit]);
      return seal;
    } catch (error) {
      await seal.close();
      if (it.session.cancel.aborted) throw error;
      throw damagedObjects(it.repo, commit);
    }
  }

  /**
   * Paths at which the work tree is not as in the commit, whatever its index, its attributes
   * and its configuration say.
   * @param ignored whether files that .gitignore names are differences, too
   * @param caches what becomes of Python's, which would be run in place of their sources
   */
  async differences(ignored: boolean, caches: "removed" | "left" = "removed"): Promise<string[]> {
    const { repo, nested, session } = this.it;
    const paths = ["--", ".", ...nested.map((path) => `:(exclude,literal)${path}`)];
    const tree = [`--work-tree=${repo.path}`, ...SETTINGS];
    const changed: string[] = [];
    const add = (path: string) => changed.length < MOST_CHANGES && changed.push(path);
    const each = (args: string[], onPath: (path: string) => void) =>
      this.git.records([...tree, ...args, ...paths], onPath, { env: ENVIRONMENT });
    // Compares the content of every file; its status tells no more than what follows.
    await this.git.run([...tree, "update-index", "-q", "--really-refresh"], { env: ENVIRONMENT });
    await each(["diff-files", "--name-only", "-z", "--no-ext-diff"], add);
    const standard = ignored ? [] : ["--exclude-per-directory=.gitignore"];
    const others = ["ls-files", "-z", "--others", ...standard];
    for (let found = caches === "removed"; found;) {
      const paths: string[] = [];
      await each(
        others,
        (path) => isPythonCache(path) && paths.length < MOST_CHANGES && paths.push(path),
      );
      for (const path of paths) await session.host.removeTree(join(repo.path, path));
      found = paths.length > 0;
    }
    await each(others, (path) => caches === "left" && isPythonCache(path) || add(path));
    return changed;
  }

  #run(args: readonly string[]): Promise<string> {
    return this.git.output(args, { env: ENVIRONMENT });
  }

  async close(): Promise<void> {
    await this.it.session.host.removeTree(this.git.directory);
  }
}
