import { join, resolve } from "node:path";
import type { PurgeFacts } from "../../clean/purge_plan.ts";
import { WORK_FILES } from "../../clean/work_files.ts";
import type { ConfigFile } from "../../config/include.ts";
import { DEFAULT_CONFIG, type Settings } from "../../config/settings.ts";
import type { Host } from "../../host/host.ts";
import { isManaged, type Repo } from "../../repo/repo.ts";
import { qualifiedName } from "../../repo/url.ts";
import { mountPoints, preciousPaths } from "./protected_paths.ts";

/** Looks for what kas manages, and for what of it must stay. */
export function gatherPurgeFacts(
  host: Host,
  settings: Settings,
  project: {
    readonly config: { readonly files: readonly Pick<ConfigFile, "external" | "path">[] };
    readonly repos: readonly Repo[];
  },
  keepReferences: boolean,
): PurgeFacts {
  const isThere = (path: string) => host.lstat(path) !== undefined;
  const { buildDir, refDir, workDir } = settings;
  const references = refDir && !keepReferences ? [refDir] : [];
  const buildtools = host.env.KAS_BUILDTOOLS_DIR;
  const defaultConfig = join(workDir, DEFAULT_CONFIG);
  return {
    repos: project.repos.filter(isManaged).flatMap((repo) => [
      repo.path,
      ...references.map((directory) => join(directory, qualifiedName(repo.url))),
    ]).filter(isThere),
    buildDir,
    buildDirEntries: host.list(buildDir).map((name) => join(buildDir, name)),
    managed: [
      ...(buildtools ? [resolve(host.cwd, buildtools)] : []),
      ...WORK_FILES.map((name) => join(workDir, name)),
      // A build directory of another place is the user's own.
      ...(host.env.KAS_BUILD_DIR ? [] : [buildDir]),
    ].filter(isThere),
    precious: [
      ...preciousPaths(host, settings).filter((path) => path !== host.realPath(buildDir)),
      ...project.repos.filter((repo) => !isManaged(repo)).map((repo) => host.realPath(repo.path)),
      ...project.config.files
        .filter((file) => !file.external && file.path !== defaultConfig)
        .map((file) => host.realPath(file.path)),
    ],
    mounts: mountPoints(host),
  };
}
