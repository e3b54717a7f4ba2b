import { join, resolve } from "node:path";
import type { Cache } from "../../clean/caches.ts";
import { type CleanFacts, cleansInNamespace } from "../../clean/clean_plan.ts";
import { configNotFound } from "../../clean/errors.ts";
import type { BuildSystem } from "../../config/config.ts";
import { readKasFile } from "../../config/kas_file.ts";
import { configFiles, type Settings } from "../../config/settings.ts";
import type { Host } from "../../host/host.ts";
import { accept } from "../accept.ts";
import { readInput } from "../read_input.ts";
import type { Log } from "../log.ts";
import { mountPoints, preciousPaths } from "./protected_paths.ts";
import { missingForUnshare } from "./subordinate_ids.ts";

/**
 * The build system that the first project file names, as it is written there.
 * @param named the command line's argument; without one, .config.yaml may be missing
 * @throws UserError if the named file is not there
 */
export function configuredBuildSystem(
  { host, log, settings }: {
    readonly host: Host;
    readonly log: Log;
    readonly settings: Settings;
  },
  named: string | undefined,
): string | undefined {
  const [file] = configFiles(named, settings, host.cwd);
  const bytes = readInput(host, file!);
  if (!bytes && named) throw configNotFound(file!);
  const root = bytes ? accept(log, readKasFile(file!, bytes)).root : undefined;
  const value = root?.get("build_system");
  return typeof value === "string" ? value : undefined;
}

/** Looks for what the plan of cleaning depends on. */
export async function gatherCleanFacts(
  host: Host,
  settings: Settings,
  buildSystem: BuildSystem,
  caches: readonly Cache[],
): Promise<CleanFacts> {
  const buildDir = host.realPath(settings.buildDir);
  const directories = host.list(buildDir)
    .filter((name) => name.startsWith("tmp"))
    .map((name) => join(buildDir, name));
  const { uid } = host;
  return {
    env: host.env,
    cwd: host.cwd,
    uid,
    directories,
    caches: caches
      .map(({ variable, directory }) =>
        resolve(host.cwd, host.env[variable] ?? join(settings.buildDir, directory))
      )
      .filter((path) => host.stat(path)?.kind === "directory")
      .map((path) => ({
        directory: path,
        entries: host.list(path).map((name) => join(path, name)),
      })),
    precious: preciousPaths(host, settings),
    mounts: mountPoints(host),
    namespaceLacks: cleansInNamespace(buildSystem, { uid, directories })
      ? await missingForUnshare(host)
      : [],
  };
}
