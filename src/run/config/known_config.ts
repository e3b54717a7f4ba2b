import { UserError } from "../../base/errors.ts";
import { walkIncludes } from "../../config/include.ts";
import { kasFile } from "../../config/kas_file.ts";
import { mergeMaps } from "../../config/merge.ts";
import { readDocument } from "../../config/read_document.ts";
import { isMap, valueAt, type ValueMap } from "../../config/value.ts";
import { withYamlLibrary } from "../../config/yaml_library.ts";
import { isBelow } from "../../container/source_dir.ts";
import type { Host } from "../../host/host.ts";
import { repoPath } from "../../repo/repo_path.ts";
import { ProjectFiles } from "./project_files.ts";
import type { ProjectPlace } from "./project_place.ts";

/** A project's configuration, as far as it can be known by looking. */
export interface KnownConfig {
  readonly root: ValueMap;
  /** Repositories that includes name and that are not there, or not verified yet. */
  readonly missingRepos: readonly string[];
}

/**
 * What the project's files say, and those that they include, as far as the repositories are
 * there, as they were last checked out, or directories of the caller's stand in for them. No file
 * is read of a repository that must be signed: nobody has verified it yet. Files are not checked,
 * and broken ones are left for a run of kas to complain about.
 */
export async function knownConfig(host: Host, place: ProjectPlace): Promise<KnownConfig> {
  const files = new ProjectFiles(host, (path, bytes) => {
    const file = kasFile(readDocument(path, bytes));
    // A saved menu is about the repository that is mounted, whatever path the file has.
    const value = file.sourceDir ? { ...file, sourceDir: place.repoDir } : file;
    return { value, notes: [], problems: [] };
  });
  const request = { topFiles: place.files, topRepo: place.repoDir, useLocks: true };
  const look = (path: string) => files.look(path);
  const repos = new Map(place.localRepos.map(({ id, path }) => [id, path]));
  let found: KnownConfig = { root: new Map(), missingRepos: [] };
  try {
    while (true) {
      const walked = await withYamlLibrary(() => walkIncludes(request, { look, repos }));
      // What is checked out may be older than what the project asks for: then without it.
      if (walked.kind === "broken") return found;
      const { missingRepos } = walked;
      const root = mergeMaps(walked.files.map(({ file }) => file.root));
      found = { root, missingRepos };
      const known = repos.size;
      for (const id of missingRepos) {
        const path = checkout(host, place, root, id);
        if (path !== undefined) repos.set(id, path);
      }
      if (repos.size === known) return found;
    }
  } catch (error) {
    if (error instanceof UserError) return found;
    throw error;
  }
}

/** Where a repository is checked out; undefined if it is not, or is one to be verified first. */
function checkout(
  host: Host,
  { repoDir, workDir }: ProjectPlace,
  root: ValueMap,
  id: string,
): string | undefined {
  const entry = valueAt(root, ["repos", id]);
  if (!isMap(entry) || entry.get("signed")) return undefined;
  const textAt = (key: string) => {
    const value = entry.get(key);
    return typeof value === "string" ? value : null;
  };
  const told = { path: textAt("path"), url: textAt("url"), name: textAt("name") ?? id };
  const real = host.realPath(repoPath(told, repoDir, workDir));
  // A container sees nothing else.
  const isSeen = isBelow(real, repoDir) || isBelow(real, workDir);
  return isSeen && host.stat(real)?.kind === "directory" ? real : undefined;
}
