import { dirname, join, resolve } from "node:path";
import { configNotFound, emptyConfigName } from "../../container/errors.ts";
import type { FileArgument, Worktree } from "../../container/facts.ts";
import type { Host } from "../../host/host.ts";
import { probe } from "./probe.ts";

/** The files of one argument, and the repository of the first. @throws UserError if one is missing */
export async function fileArgument(host: Host, argument: string): Promise<FileArgument> {
  const files = argument.split(":").filter((file) => file !== "").map((file) => {
    const path = resolve(host.cwd, file);
    if (host.stat(path)?.kind !== "file") throw configNotFound(file);
    return host.realPath(path);
  });
  if (files.length === 0) throw emptyConfigName();
  return { files, repoRoot: await repoRoot(host, dirname(files[0]!)) };
}

async function repoRoot(host: Host, directory: string): Promise<string> {
  const git = await probe(host, "git", "-C", directory, "rev-parse", "--show-toplevel");
  if (git.status === 0) return git.stdout.trim();
  if (!host.findProgram("hg", host.env)) return directory;
  const hg = await probe(host, "hg", "--cwd", directory, "root");
  return hg.status === 0 ? hg.stdout.trim() : directory;
}

/** The directory as a work tree of another repository, if it is one. */
export async function findWorktree(host: Host, repoDir: string): Promise<Worktree | undefined> {
  const gitFile = join(repoDir, ".git");
  if (host.stat(gitFile)?.kind !== "file") return undefined;
  const directories = ["--path-format=absolute", "--git-common-dir", "--git-dir"];
  const found = await probe(host, "git", "-C", repoDir, "rev-parse", ...directories);
  const [common, own] = found.stdout.trim().split("\n");
  // A submodule has a .git file, too, but its git directory is its own.
  if (found.status !== 0 || !common || common === own) return undefined;
  const text = (host.readText(gitFile) ?? "")
    .replace(`gitdir: ${common}/`, "gitdir: /repo-common/");
  return { commonDirectory: common, gitFile: text };
}
