import type { Environment } from "../base/command.ts";
import type { Action, Plan } from "../base/plan.ts";
import { type BuildSystem, buildSystemOf } from "../config/config.ts";
import { namespaceLacks } from "./errors.ts";
import type { Kept } from "./kept.ts";
import { type Protection, refuse, refuseEmptying } from "./protection.ts";

/** What was found before cleaning. */
export interface CleanFacts extends Protection {
  readonly env: Environment;
  readonly cwd: string;
  readonly uid: number;
  /** Build directories to remove, absolute: `tmp*` of the build directory. */
  readonly directories: readonly string[];
  /** What is in the caches that are to be emptied, absolute, with what to say of each cache. */
  readonly caches: readonly { readonly directory: string; readonly entries: readonly string[] }[];
  readonly buildDir: string;
  /** Where all this was looked for: the build directory and caches, those that are there. */
  readonly emptied: readonly string[];
  /** Directories that are not even emptied; whoever stands in a build directory may clean it. */
  readonly notEmptied: readonly string[];
  /** What stays, and why. */
  readonly kept: readonly Kept[];
  /** What entering a user namespace needs and is not there, with remedies; empty if all is. */
  readonly namespaceLacks: readonly string[];
}

/**
 * The build system whose traces are removed: an option's, else the configuration's.
 * @param asked the build system that an option names
 * @param configured `build_system` of the project file, as it is written there
 */
export function cleanedBuildSystem(
  asked: "isar-privileged" | "isar-rootless" | undefined,
  configured: string | undefined,
): BuildSystem {
  return asked ?? buildSystemOf(configured);
}

/** Whether a user namespace is needed: subordinate ids own what is removed, and root is not at hand. */
export function cleansInNamespace(
  buildSystem: BuildSystem,
  { uid, directories }: Pick<CleanFacts, "uid" | "directories">,
): boolean {
  return buildSystem === "isar-rootless" && uid !== 0 && directories.length > 0;
}

/**
 * Removes build directories and empties caches. What an Isar build leaves behind belongs to
 * other ids: to root, or to the caller's subordinate ids, which one user namespace for all
 * directories makes removable.
 * @throws UserError if something precious or mounted is in the way, or the means are missing
 */
export function cleanPlan(buildSystem: BuildSystem, facts: CleanFacts): Plan {
  const removed = [...facts.directories, ...facts.caches.flatMap((cache) => cache.entries)];
  for (const path of removed) refuse(path, facts);
  for (const path of facts.emptied) refuseEmptying(path, { precious: facts.notEmptied });
  for (const { directory } of facts.caches) {
    refuseEmptying(directory, { precious: [facts.buildDir] });
  }
  return {
    actions: [
      ...facts.directories.map((path): Action => log(`Removing ${path}`)),
      ...removeDirectories(buildSystem, facts),
      ...facts.caches.flatMap(({ directory, entries }): Action[] => [
        log(`Removing ${directory}/*`),
        ...entries.map((path): Action => ({ kind: "remove_tree", path, real: true })),
      ]),
    ],
    finally: [],
  };
}

const log = (message: string): Action => ({ kind: "log", level: "info", message });

function removeDirectories(buildSystem: BuildSystem, facts: CleanFacts): Action[] {
  const { directories, uid, cwd, env } = facts;
  if (directories.length === 0) return [];
  const remove = ["rm", "-rf", "--", ...directories];
  if (cleansInNamespace(buildSystem, facts)) {
    if (facts.namespaceLacks.length > 0) throw namespaceLacks(facts.namespaceLacks);
    const argv = ["unshare", "--map-auto", "--map-root-user", "--keep-caps", ...remove];
    return [{ kind: "run", command: { argv, cwd, env } }];
  }
  if (buildSystem === "isar-privileged" && uid !== 0) {
    const prompt = "[sudo] enter password for %U to clean ISAR artifacts";
    const argv = ["sudo", "--prompt", prompt, ...remove];
    return [{ kind: "attach", command: { argv, cwd, env } }];
  }
  return directories.map((path): Action => ({ kind: "remove_tree", path, real: true }));
}

/** Mount points in the text of /proc/self/mountinfo (proc_pid_mountinfo(5)). */
export function parseMountPoints(text: string): string[] {
  return text.split("\n")
    .map((line) => line.split(" ")[4])
    .filter((point) => point !== undefined)
    .map((point) =>
      point.replace(/\\([0-7]{3})/g, (_, code) => String.fromCharCode(parseInt(code, 8)))
    );
}

/** Whether util-linux's unshare has `--map-auto`, which came with version 2.38. */
export function knowsMapAuto(versionText: string): boolean {
  const match = /util-linux (\d+)\.(\d+)/.exec(versionText);
  return match !== null && (Number(match[1]) > 2 || Number(match[2]) >= 38);
}
