import { type BuildSystem, buildSystemOf } from "../config/config.ts";
import type { Engine, LaunchFacts } from "./facts.ts";
import type { ContainerOptions } from "./options.ts";

/** What follows from what was asked and what the project says, before any engine is looked at. */
export interface LaunchMode {
  /** The build system as the option or the project names it: kas knows `--isar`, too. */
  readonly named: string | undefined;
  readonly buildSystem: BuildSystem;
  /** Directory on the host that is /repo in the container. */
  readonly repoDir: string;
}

/** Decides the build system and the repository: an option wins, then the menu's file, then files. */
export function launchMode(
  options: Pick<ContainerOptions, "isar">,
  found: Pick<LaunchFacts, "configuredBuildSystem" | "sourceDirHost" | "arguments" | "cwd">,
): LaunchMode {
  const named = options.isar ?? found.configuredBuildSystem;
  return {
    named,
    buildSystem: buildSystemOf(named),
    repoDir: found.sourceDirHost ?? found.arguments[0]?.repoRoot ?? found.cwd,
  };
}

/** Who runs the containers, which decides what ids and rights they have. */
export type EngineAccess =
  /** podman as the caller, in a user namespace. */
  | "podman"
  /** docker's daemon, which is root. */
  | "docker"
  /** docker's daemon as the caller: bind mounts belong to root in the container. */
  | "rootless_docker"
  /** The engine is started through sudo or run0: podman, or the system's docker. */
  | "through_root"
  /** A cluster's node, of which this host knows nothing. */
  | "kubernetes";

/**
 * A privileged build needs an engine that is root: podman then runs through sudo or run0, and
 * where docker's daemon is rootless, the system's docker is used instead.
 */
export function engineAccess(
  buildSystem: BuildSystem,
  { engine, dockerRootless }: { readonly engine: Engine; readonly dockerRootless: boolean },
): EngineAccess {
  if (buildSystem === "isar-privileged" && (engine === "podman" || dockerRootless)) {
    return "through_root";
  }
  return engine === "docker" && dockerRootless ? "rootless_docker" : engine;
}
