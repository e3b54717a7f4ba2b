import { join, resolve } from "node:path";
import type { Cache } from "../../clean/caches.ts";
import { type CleanFacts, cleansInNamespace } from "../../clean/clean_plan.ts";
import {
  type EmptiedDirectory,
  isBuildDirectory,
  keptDirectory,
  keptRepositories,
} from "../../clean/emptied_directory.ts";
import { configNotFound } from "../../clean/errors.ts";
import type { BuildSystem } from "../../config/config.ts";
import { deprecationNotes } from "../../config/kas_file.ts";
import { readKasFile } from "../../config/read_kas_file.ts";
import { withYamlLibrary } from "../../config/yaml_library.ts";
import { type Kept, spare } from "../../clean/kept.ts";
import { configFiles, type Settings } from "../../config/settings.ts";
import type { Host } from "../../host/host.ts";
import { accept } from "../accept.ts";
import { readInput } from "../read_input.ts";
import type { Log } from "../log.ts";
import { findEmptied } from "./emptied_directory.ts";
import { mountPoints, preciousPaths } from "./protected_paths.ts";
import { missingForUnshare } from "./subordinate_ids.ts";

/**
 * The build system that the first project file names, as it is written there.
 * @param named the command line's argument; without one, .config.yaml may be missing
 * @throws UserError if the named file is not there
 */
export async function configuredBuildSystem(
  { host, log, settings }: {
    readonly host: Host;
    readonly log: Log;
    readonly settings: Settings;
  },
  named: string | undefined,
): Promise<string | undefined> {
  const [file] = configFiles(named, settings, host.cwd);
  const bytes = readInput(host, file!);
  if (!bytes && named) throw configNotFound(file!);
  if (!bytes) return undefined;
  const read = accept(log, await withYamlLibrary(() => readKasFile(file!, bytes)));
  log.notes(deprecationNotes(read, true));
  const value = read.root.get("build_system");
  return typeof value === "string" ? value : undefined;
}

/**
 * Looks for what the plan of cleaning depends on.
 * @param force what does not look like a build directory or a cache is emptied all the same
 * @param around what is known to stay already
 */
export async function gatherCleanFacts(
  host: Host,
  settings: Settings,
  buildSystem: BuildSystem,
  caches: readonly Cache[],
  force: boolean,
  around: readonly Kept[] = [],
): Promise<CleanFacts> {
  const build = await findEmptied(host, settings.buildDir);
  const conf = host.list(join(settings.buildDir, "conf"));
  const keptBuild = build &&
    keptDirectory(build, "a build directory", isBuildDirectory(conf), force);
  const found = await findCaches(host, settings, caches, keptBuild === undefined);
  const judged = found.map(({ cache, at }) => ({
    at,
    // What has a cache's name in the build directory is one.
    kept: keptDirectory(at, cache.what, cache.recognized, force || !host.env[cache.variable]),
  }));
  const emptied = judged.filter(({ kept }) => !kept).map(({ at }) => at);
  const products = build && !keptBuild ? [onlyTemporary(build)] : [];
  const own = [...products, ...emptied].flatMap((at) => keptRepositories(at, [], force));
  const entries = ({ path, names }: EmptiedDirectory) =>
    spare(names.map((name) => join(path, name)), [...own, ...around]);
  const directories = products.flatMap(entries);
  const { uid } = host;
  const precious = preciousPaths(host, settings);
  return {
    env: host.env,
    cwd: host.cwd,
    uid,
    buildDir: build?.path ?? settings.buildDir,
    directories,
    caches: emptied.map((at) => ({ directory: at.path, entries: entries(at) })),
    emptied: [...build ? [build] : [], ...found.map(({ at }) => at)]
      .filter(({ linkTo }) => linkTo === undefined).map(({ path }) => path),
    notEmptied: precious,
    kept: [
      ...keptBuild ? [keptBuild] : [],
      ...judged.flatMap(({ kept }) => kept ?? []),
      ...own,
    ],
    precious: [...precious, host.realPath(host.cwd)],
    mounts: mountPoints(host),
    namespaceLacks: cleansInNamespace(buildSystem, { uid, directories })
      ? await missingForUnshare(host)
      : [],
  };
}

/** Of a build directory what bitbake builds in. */
function onlyTemporary({ names, repositories, ...found }: EmptiedDirectory): EmptiedDirectory {
  const temporary = (name: string) => name.startsWith("tmp");
  return {
    ...found,
    names: names.filter(temporary),
    repositories: repositories.filter(temporary),
  };
}

/** The caches that are there: where variables say, else in the build directory, if it is `own`. */
async function findCaches(
  host: Host,
  settings: Settings,
  caches: readonly Cache[],
  own: boolean,
) {
  const found = [];
  for (const cache of caches.filter(({ variable }) => own || host.env[variable])) {
    const path = host.env[cache.variable] || join(settings.buildDir, cache.directory);
    const at = await findEmptied(host, resolve(host.cwd, path));
    if (at) found.push({ cache, at });
  }
  return found;
}
