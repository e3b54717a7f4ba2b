import type { Environment } from "../base/command.ts";
import type { IdRange } from "../entrypoint/id_map.ts";
import type { ImagePin } from "./image.ts";

/** What runs the container: an engine of this host, or a cluster that it is printed for. */
export type Engine = "docker" | "podman" | "kubernetes";

/** One configuration argument of the command line, resolved on the host. */
export interface FileArgument {
  /** Real paths of its files. */
  readonly files: readonly string[];
  /** Root of the repository of the first. */
  readonly repoRoot: string;
}

/** A work tree whose git directory is another repository's (git-worktree(1)). */
export interface Worktree {
  readonly commonDirectory: string;
  /** Text of the .git file for the container, where the common directory is /repo-common. */
  readonly gitFile: string;
}

/** A directory that stands in for a repository of the project (`--local`). */
export interface LocalRepo {
  /** The repository's name. */
  readonly id: string;
  readonly path: string;
  /** Its git directory, if a .git file leads to one that the container cannot have there. */
  readonly gitElsewhere: string | undefined;
}

/** What of the project's `env` is known before the container starts. */
export interface ProjectVariables {
  readonly names: readonly string[];
  /** Repositories that includes need and that are not there, or not verified: their files may name more. */
  readonly missingRepos: readonly string[];
}

/** What the launcher found on the host; all paths are real ones. */
export interface LaunchFacts {
  readonly env: Environment;
  readonly cwd: string;
  readonly uid: number;
  readonly gid: number;
  readonly terminal: boolean;
  readonly arguments: readonly FileArgument[];
  readonly localRepos: readonly LocalRepo[];
  /** Directory of the menu's repository, which .config.yaml names. */
  readonly sourceDirHost: string | undefined;
  /** Why what .config.yaml names does not count. */
  readonly sourceDirNote: string | undefined;
  readonly home: string | undefined;
  /** Build system of the first project file, of .config.yaml, or of the menu's Kconfig. */
  readonly configuredBuildSystem: string | undefined;
  readonly projectVariables: ProjectVariables;
  /** Those of the project's and of `--env` whose values are paths of files or directories here. */
  readonly variablesOfPaths: readonly string[];
  readonly imagePin: ImagePin | undefined;
  /** The version of kas in the image, as far as it is known before it starts. */
  readonly imageVersion: string | undefined;
  /** The engine has said that it does not have the image, and will pull it. */
  readonly imageAbsent: boolean;
  readonly engine: Engine;
  /** Why it is not the one that comes first. */
  readonly engineNote: string | undefined;
  /** docker's daemon says that it is a rootless one. */
  readonly dockerRootless: boolean;
  /** docker's daemon is root, but gives containers other ids than the host's (userns-remap). */
  readonly dockerRemaps: boolean;
  /** Major and minor version of podman. */
  readonly podmanVersion: readonly [number, number] | undefined;
  /** Endpoint of the system's docker, for privileged builds where the daemon is rootless. */
  readonly dockerHost: string | undefined;
  readonly sudo: "sudo" | "run0" | undefined;
  /** AppArmor restricts user namespaces, and whether there is a profile that lifts that. */
  readonly appArmor: "free" | "profile" | "restricted";
  /** The caller's first ranges in /etc/subuid and /etc/subgid. */
  readonly subuid: IdRange | undefined;
  readonly subgid: IdRange | undefined;
  /** What a build without root lacks on this host, with remedies. */
  readonly rootlessLacks: readonly string[];
  /** Real paths of directories and files that variables and options name; see `NAMED_PATHS`. */
  readonly paths: Readonly<Record<string, string>>;
  /** Whether a bundle was imported into KAS_WORK_DIR. */
  readonly imported: boolean;
  /** Whether KAS_WORK_DIR is the caller's, or will be. */
  readonly ownsWorkDir: boolean;
  readonly worktree: Worktree | undefined;
  /** Where its .git file in the container's terms will be: in a private directory of its own. */
  readonly worktreeFile: string;
  /** The file of that directory which tells whose it is. */
  readonly worktreeOwner: { readonly path: string; readonly text: string };
  readonly timeZone: string | undefined;
  readonly pid: number;
  /** Whether the host has the device /dev/kvm. */
  readonly kvm: boolean;
}
