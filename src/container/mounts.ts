import { join, relative } from "node:path";
import type { Action } from "../base/plan.ts";
import { IMPORTED_REFERENCES } from "../config/settings.ts";
import { type ContainerPart, mountDirectory, mountFile, setVariable } from "./container_spec.ts";
import { writableRepoOfRootlessDocker } from "./errors.ts";
import type { LaunchFacts } from "./facts.ts";
import { FORWARDED_DIRECTORIES } from "./forwarded_directories.ts";
import type { Launch } from "./launch.ts";

/** Whether kas may write to the repository: shell, lock and `dump --inplace` do. @throws UserError */
export function repoAccess({ options, facts, access }: Launch): "ro" | "rw" {
  const inplace = options.kasOptions.some((word) => word === "-i" || word === "--inplace");
  const writes = ["shell", "lock"].includes(options.command) ||
    (options.command === "dump" && inplace);
  const asked = options.repoMount ?? facts.env.KAS_REPO_MOUNT_OPT;
  const rootless = access === "rootless_docker";
  if (rootless && asked === "rw") throw writableRepoOfRootlessDocker();
  if (asked === "ro" || asked === "rw") return asked;
  return writes && !rootless ? "rw" : "ro";
}

/** `diff` compares with the repository of its second argument. */
export function secondRepo({ options, facts }: Launch, repo: "ro" | "rw"): ContainerPart[] {
  const second = options.command === "diff" ? facts.arguments[1] : undefined;
  return second ? mountDirectory(second.repoRoot, "/repo2", repo) : [];
}

/** Its common git directory, and a .git file in the container's terms over the work tree's own. */
export function worktreeMounts({ facts, mode }: Launch, repo: "ro" | "rw"): ContainerPart[] {
  const { worktree, worktreeFile, paths } = facts;
  if (!worktree) return [];
  return [
    ...mountDirectory(worktree.commonDirectory, "/repo-common", repo),
    ...mountFile(worktreeFile, "/repo/.git"),
    ...(paths.KAS_WORK_DIR === mode.repoDir ? mountFile(worktreeFile, "/work/.git") : []),
  ];
}

/** Where a directory of the host is below /work; undefined if it is elsewhere. */
export function belowWork({ paths }: LaunchFacts, path: string): string | undefined {
  const below = relative(paths.KAS_WORK_DIR!, path);
  return below === ".." || below.startsWith("../") ? undefined : `/work/${below || "."}`;
}

/** Directories of the caller's: mounted, or named where they are below /work already. */
export function forwardedDirectories(facts: LaunchFacts): ContainerPart[] {
  return Object.entries(FORWARDED_DIRECTORIES).flatMap(([name, place]) => {
    const path = facts.paths[name] ?? importedDirectory(facts, name);
    if (path === undefined) return [];
    const below = belowWork(facts, path);
    return below === undefined
      ? [...mountDirectory(path, place, "rw"), ...setVariable(name, place)]
      : setVariable(name, below);
  });
}

/** kas finds what a bundle has brought by itself; that of another image must be told. */
function importedDirectory({ imported, paths }: LaunchFacts, name: string): string | undefined {
  if (!imported || name !== "KAS_REPO_REF_DIR") return undefined;
  return join(paths.KAS_WORK_DIR!, IMPORTED_REFERENCES);
}

/** Directories that are made where they are missing, as the container would make them root's. */
export function missingDirectories({ paths }: LaunchFacts): Action[] {
  return ["KAS_BUILD_DIR", "DL_DIR", "SSTATE_DIR", "BB_HASHSERVE_DB_DIR", "KAS_BUILDTOOLS_DIR"]
    .map((name) => paths[name])
    .filter((path) => path !== undefined)
    .map((path) => ({ kind: "make_directory", path }));
}
