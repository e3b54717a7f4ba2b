import { isAbsolute, join, resolve } from "node:path";
import type { LocalRepo } from "../../container/facts.ts";
import { isBelow } from "../../container/source_dir.ts";
import type { Host } from "../../host/host.ts";
import { parseLocalRepos } from "../../repo/local_override.ts";
import { findLocalRepos } from "../repo/local_repos.ts";
import { gitDirectory, gitLink } from "./project_root.ts";
import { refuseShippedLinks } from "./shipped.ts";

/**
 * Looks at the directories that `--local` names. @throws UserError if one cannot be used
 * @param paths of what variables name
 */
export async function gatherLocalRepos(
  host: Host,
  words: readonly string[],
  paths: Readonly<Record<string, string>>,
): Promise<LocalRepo[]> {
  const named = parseLocalRepos(words);
  for (const path of named.values()) await refuseShippedLinks(host, resolve(host.cwd, path));
  const workDir = paths.KAS_WORK_DIR!;
  const buildDir = paths.KAS_BUILD_DIR ?? join(workDir, "build");
  return [...findLocalRepos(host, named, buildDir, paths)].map(([id, path]) => {
    const mounted = isBelow(path, workDir) ? workDir : path;
    return { id, path, gitElsewhere: gitElsewhere(host, path, mounted) };
  });
}

/** Where a .git file leads, if that is not in what is mounted, or is told by the host's path. */
function gitElsewhere(host: Host, path: string, mounted: string): string | undefined {
  const link = gitLink(host, path);
  if (link === undefined) return undefined;
  const directory = gitDirectory(host, path);
  return isAbsolute(link) || !isBelow(directory, mounted) ? directory : undefined;
}
