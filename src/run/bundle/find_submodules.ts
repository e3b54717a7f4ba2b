import { join } from "node:path";
import { readSubmodules, submoduleUrl } from "../../bundle/submodules.ts";
import { pathMistake } from "../../bundle/safe_path.ts";
import type { Submodule } from "../../bundle/manifest.ts";
import { publicUrl } from "../../base/credentials.ts";
import { Git } from "../repo/git/git.ts";

/** A submodule that is checked out, and where its objects are. */
export interface FoundSubmodule extends Submodule {
  /** Its git directory. */
  readonly directory: string;
}

/** A work tree in which submodules are looked for. */
interface Around {
  /** The repository's key in the project. */
  readonly repo: string;
  readonly url: string;
  readonly commit: string;
  /** Has the commit. */
  readonly git: Git;
  /** What is checked out there, and where that lies in the repository. */
  readonly checkout: string;
  readonly below: string;
}

/**
 * The submodules of a commit that are checked out in the user's own work tree, and those within
 * them: the build has no others.
 * @param missing gets what cannot be carried
 */
export async function findSubmodules(around: Around, missing: string[]): Promise<FoundSubmodule[]> {
  const { repo, url, commit, git, checkout, below } = around;
  const { host } = git.tools.session;
  const listed = await git.ask(["config", "--blob", `${commit}:.gitmodules`, "-z", "--list"]);
  const found: FoundSubmodule[] = [];
  for (const { name, path, url: written } of readSubmodules(listed ?? "")) {
    const directory = join(checkout, path);
    if (pathMistake(path) !== undefined || !host.lstat(join(directory, ".git"))) continue;
    const entry = await git.ask(["ls-tree", commit, "--", path]);
    const id = /^160000 commit ([0-9a-f]+)\t/.exec(entry ?? "")?.[1];
    if (id === undefined) continue;
    const inner = new Git(git.tools, directory);
    const at = join(below, path);
    if (await inner.resolve(id) === undefined) {
      missing.push(`commit ${id} of the submodule ${at} of repository ${repo}`);
      continue;
    }
    const own = submoduleUrl(url, written);
    const administration = await inner.output(["rev-parse", "--absolute-git-dir"]);
    const submodule = { repo, path: at, name, url: publicUrl(own).url, commit: id };
    found.push({ ...submodule, directory: administration });
    const next = { repo, url: own, commit: id, git: inner, checkout: directory, below: at };
    found.push(...await findSubmodules(next, missing));
  }
  return found;
}
