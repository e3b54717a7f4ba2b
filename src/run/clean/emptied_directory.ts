import { basename, dirname, join } from "node:path";
import type { EmptiedDirectory } from "../../clean/emptied_directory.ts";
import type { Host } from "../../host/host.ts";
import { gitArgv, gitEnvironment } from "../../repo/git_call.ts";
import { isWorkTree } from "../repo/nested_repositories.ts";

/** The path with links resolved, but for the last name: a link is removed, not followed. */
export function realPlace(host: Host, path: string): string {
  return path === "/" ? path : join(host.realPath(dirname(path)), basename(path));
}

/** Looks at a directory that is to be emptied; a link is not entered. */
export async function findEmptied(
  host: Host,
  directory: string,
): Promise<EmptiedDirectory | undefined> {
  const path = realPlace(host, directory);
  const kind = host.lstat(path)?.kind;
  if (kind === "symlink") {
    const linkTo = host.realPath(path);
    return { path, linkTo, names: [], tracked: [], repositories: [] };
  }
  if (kind !== "directory") return undefined;
  const names = host.list(path);
  return {
    path,
    linkTo: undefined,
    names,
    tracked: await trackedFiles(host, path, "."),
    repositories: names.filter((name) => isWorkTree(host, join(path, name))),
  };
}

/** Files that belong to a git repository around a directory, or in it. */
export async function trackedFiles(
  host: Host,
  directory: string,
  ...files: string[]
): Promise<string[]> {
  if (!isInRepository(host, directory) || !host.findProgram("git", host.env)) return [];
  const { status, stdout } = await host.run({
    argv: gitArgv(["ls-files", "-z", "--", ...files]),
    cwd: directory,
    env: gitEnvironment(host.env),
  }, { lookUp: true });
  return status === 0 ? stdout.split("\0").filter((file) => file !== "") : [];
}

function isInRepository(host: Host, directory: string): boolean {
  if (host.lstat(join(directory, ".git"))) return true;
  const parent = dirname(directory);
  return parent !== directory && isInRepository(host, parent);
}
