import { dirname, join, resolve } from "node:path";
import type { Host } from "../../host/host.ts";
import { probeGit } from "./probe.ts";

/**
 * The root of the repository that a directory is in, or the directory itself. A repository is
 * where its `.git` or `.hg` is: no setting of it (core.worktree) and no bare repository on the way
 * says otherwise, as the root is what the container sees.
 * @param directory a real path
 */
export async function projectRoot(host: Host, directory: string): Promise<string> {
  const above = ancestors(directory);
  for (const root of above) {
    if (host.lstat(join(root, ".git")) && await isGitRoot(host, root)) return root;
  }
  if (!host.findProgram("hg", host.env)) return directory;
  // Asking hg would load what .hg/hgrc names.
  const owners = [host.uid, host.stat(directory)?.uid];
  return above.find((root) => {
    const store = host.stat(join(root, ".hg"));
    return store?.kind === "directory" && owners.includes(store.uid);
  }) ?? directory;
}

/** Whether git accepts a directory's own `.git`, as its owner's and as a repository. */
async function isGitRoot(host: Host, root: string): Promise<boolean> {
  const { status, stdout } = await probeGit(host, root, "rev-parse", "--absolute-git-dir");
  return status === 0 && stdout.trim() === gitDirectory(host, root);
}

/** The git directory that `.git` is, or names as a file. */
export function gitDirectory(host: Host, root: string): string {
  return host.realPath(resolve(root, gitLink(host, root) ?? ".git"));
}

/** What a `.git` that is a file names, as it is written (gitrepository-layout(5)). */
export function gitLink(host: Host, root: string): string | undefined {
  const dotGit = join(root, ".git");
  if (host.stat(dotGit)?.kind !== "file") return undefined;
  return /^gitdir: (.*)$/m.exec(host.readText(dotGit) ?? "")?.[1]?.trim();
}

function ancestors(directory: string): string[] {
  const parent = dirname(directory);
  return parent === directory ? [directory] : [directory, ...ancestors(parent)];
}
