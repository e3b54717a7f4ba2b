import { join, resolve } from "node:path";
import {
  isBuildDirectory,
  isBuildtools,
  keptDirectory,
  keptRepositories,
} from "../../clean/emptied_directory.ts";
import type { JudgedRepos, Kept } from "../../clean/kept.ts";
import type { PurgeFacts } from "../../clean/purge_plan.ts";
import { workFiles } from "../../clean/work_files.ts";
import type { ConfigFile } from "../../config/include.ts";
import { DEFAULT_CONFIG, type Settings } from "../../config/settings.ts";
import type { Host } from "../../host/host.ts";
import { isManaged, type Repo } from "../../repo/repo.ts";
import { findEmptied, realPlace, trackedFiles } from "./emptied_directory.ts";
import { mountPoints, preciousPaths } from "./protected_paths.ts";

/** Looks for what kas manages, and for what of it must stay. */
export async function gatherPurgeFacts(
  host: Host,
  settings: Settings,
  project: {
    readonly config: { readonly files: readonly Pick<ConfigFile, "external" | "path">[] };
    readonly repos: readonly Repo[];
  },
  judged: JudgedRepos,
  force: boolean,
): Promise<PurgeFacts> {
  const { workDir } = settings;
  const defaultConfig = join(workDir, DEFAULT_CONFIG);
  const build = await judgeBuildDir(host, settings, judged.repos, force);
  const buildtools = await judgeBuildtools(host, force);
  return {
    repos: judged.repos,
    buildDir: build.path,
    buildDirEntries: build.entries,
    managed: [
      ...buildtools.paths,
      ...await presentWorkFiles(host, settings),
      // A build directory of another place is the user's own.
      ...(host.env.KAS_BUILD_DIR || host.lstat(build.path) === undefined ? [] : [build.path]),
    ],
    kept: [...judged.kept, ...build.kept, ...buildtools.kept],
    precious: [
      ...preciousPaths(host, settings),
      host.realPath(host.cwd),
      ...project.repos.filter((repo) => !isManaged(repo)).map((repo) => host.realPath(repo.path)),
      ...project.config.files
        .filter((file) => !file.external && file.path !== defaultConfig)
        .map((file) => host.realPath(file.path)),
    ],
    mounts: mountPoints(host),
  };
}

async function judgeBuildDir(
  host: Host,
  { buildDir }: Settings,
  repos: readonly string[],
  force: boolean,
): Promise<{ path: string; entries: readonly string[]; kept: readonly Kept[] }> {
  const found = await findEmptied(host, buildDir);
  if (!found) return { path: realPlace(host, buildDir), entries: [], kept: [] };
  const { path } = found;
  const recognized = isBuildDirectory(host.list(join(path, "conf")));
  const kept = keptDirectory(found, "a build directory", recognized, force);
  if (kept) return { path, entries: [], kept: [kept] };
  const sources = host.list(join(path, "workspace/sources"));
  return {
    path,
    entries: found.names.map((name) => join(path, name)),
    kept: [
      ...keptRepositories(found, repos, force),
      ...(force || sources.length === 0 ? [] : [{
        path: join(path, "workspace"),
        reasons: [`devtool has sources in it: ${sources.join(", ")}`],
        byForce: true,
      }]),
    ],
  };
}

async function judgeBuildtools(
  host: Host,
  force: boolean,
): Promise<{ paths: readonly string[]; kept: readonly Kept[] }> {
  const directory = host.env.KAS_BUILDTOOLS_DIR;
  const found = directory ? await findEmptied(host, resolve(host.cwd, directory)) : undefined;
  if (!found) return { paths: [], kept: [] };
  const kept = keptDirectory(found, "a directory of buildtools", isBuildtools, force);
  return { paths: [found.path], kept: kept ? [kept] : [] };
}

/** What git tracks is no file of kas's, whatever its name. */
async function presentWorkFiles(
  host: Host,
  { workDir, imported }: Settings,
): Promise<string[]> {
  const real = host.realPath(workDir);
  const there = workFiles(imported).filter((name) => host.lstat(join(real, name)) !== undefined);
  if (there.length === 0) return [];
  const tracked = await trackedFiles(host, real, ...there);
  return there.filter((name) =>
    !tracked.some((file) => file === name || file.startsWith(`${name}/`))
  )
    .map((name) => join(real, name));
}
