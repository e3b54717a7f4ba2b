import { basename, join, resolve } from "node:path";
import { foreignWorktree } from "../../container/errors.ts";
import type { Worktree } from "../../container/facts.ts";
import type { Host } from "../../host/host.ts";
import { probeGit } from "./probe.ts";
import { gitDirectory } from "./project_root.ts";

/**
 * The directory as a work tree of another repository, if it is one (git-worktree(1)).
 * @throws UserError if the other repository does not know it: a `.git` file alone, which may come
 * with the project, must not bring somebody's repository into the container
 */
export async function findWorktree(host: Host, repoDir: string): Promise<Worktree | undefined> {
  const gitFile = join(repoDir, ".git");
  if (host.stat(gitFile)?.kind !== "file") return undefined;
  const directories = ["--path-format=absolute", "--git-common-dir", "--git-dir"];
  const found = await probeGit(host, repoDir, "rev-parse", ...directories);
  const [common, own] = found.stdout.trim().split("\n").map((path) => host.realPath(path));
  // A submodule has a .git file, too, but its git directory is its own.
  if (found.status !== 0 || !common || !own || common === own) return undefined;
  const name = basename(own);
  const back = host.readText(join(own, "gitdir"))?.trim();
  const known = own === gitDirectory(host, repoDir) && own === join(common, "worktrees", name) &&
    back !== undefined && host.realPath(resolve(own, back)) === host.realPath(gitFile);
  if (!known) throw foreignWorktree(repoDir, own);
  return { commonDirectory: common, gitFile: `gitdir: /repo-common/worktrees/${name}\n` };
}
