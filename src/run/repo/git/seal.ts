import { join } from "node:path";
import type { Environment } from "../../../base/command.ts";
import { damagedObjects } from "../../../repo/errors.ts";
import { isPythonCache } from "../../../repo/signature.ts";
import { Git, type GitRepo } from "./git.ts";

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
    const { host } = it.session;
    const directory = host.makeTemporaryDirectory(undefined, "kas-seal-");
    const seal = new Seal(it, new Git(it.git.tools, directory, true), commit);
    try {
      const format = `--object-format=${commit.length === 64 ? "sha256" : "sha1"}`;
      await seal.#run(["init", "-q", "--bare", "--template=", format, "."]);
      const objects = await it.git.output(["rev-list", "--objects", "--max-count=1", commit]);
      const pack = join(directory, "objects/pack/kas");
      const name = await it.git.output(["pack-objects", "-q", pack], {
        stdin: `${objects}\n${tag === undefined ? "" : `${tag}\n`}`,
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
   * and its configuration say. Python's caches are removed: they would be run in place of
   * their sources.
   * @param ignored whether files that .gitignore names are differences, too
   */
  async differences(ignored: boolean): Promise<string[]> {
    const { repo, nested, session } = this.it;
    const paths = ["--", ".", ...nested.map((path) => `:(exclude,literal)${path}`)];
    const tree = [`--work-tree=${repo.path}`, ...SETTINGS];
    const list = async (args: string[]) =>
      (await this.#run([...tree, ...args, ...paths])).split("\0").filter((path) => path !== "");
    // Compares the content of every file; its status tells no more than what follows.
    await this.git.run([...tree, "update-index", "-q", "--really-refresh"], { env: ENVIRONMENT });
    const changed = await list(["diff-files", "--name-only", "-z", "--no-ext-diff"]);
    const standard = ignored ? [] : ["--exclude-per-directory=.gitignore"];
    const others = await list(["ls-files", "-z", "--others", ...standard]);
    for (const path of others.filter(isPythonCache)) {
      await session.host.removeTree(join(repo.path, path));
    }
    return [...new Set([...changed, ...others.filter((path) => !isPythonCache(path))])];
  }

  #run(args: readonly string[]): Promise<string> {
    return this.git.output(args, { env: ENVIRONMENT });
  }

  async close(): Promise<void> {
    await this.it.session.host.removeTree(this.git.directory);
  }
}
