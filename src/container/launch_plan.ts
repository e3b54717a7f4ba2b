import { relative } from "node:path";
import { UserError } from "../base/errors.ts";
import type { Note } from "../base/log.ts";
import type { Action, Plan } from "../base/plan.ts";
import { type BuildSystem, buildSystemOf } from "../config/config.ts";
import { COMPATIBLE_KAS } from "../base/version.ts";
import type { IdRange } from "../entrypoint/id_map.ts";
import { credentialArgs } from "./credentials.ts";
import type { LaunchFacts } from "./facts.ts";
import type { ContainerOptions } from "./options.ts";
import { volume } from "./volume.ts";

/**
 * The id of the build user where podman can choose it. With the default 65536 subordinate ids,
 * 2 to 65536 are then one range, in which nobody (65534) exists in the builds' own namespaces.
 * An id above the range would do that, too, but mmdebstrap cannot unpack files of such an owner.
 */
const CHOSEN_ID = 1;

/** Directories that go into the container: variable → place there. Below /work, no mount is needed. */
export const FORWARDED_DIRECTORIES = {
  KAS_BUILD_DIR: "/build",
  DL_DIR: "/downloads",
  KAS_REPO_REF_DIR: "/repo-ref",
  SSTATE_DIR: "/sstate",
  KAS_BUILDTOOLS_DIR: "/buildtools",
} as const;

const PASSED_VARIABLES = [
  "TERM",
  "KAS_DISTRO",
  "KAS_MACHINE",
  "KAS_TARGET",
  "KAS_TASK",
  "KAS_CLONE_DEPTH",
  "KAS_PREMIRRORS",
  "DISTRO_APT_PREMIRRORS",
  "BB_NUMBER_THREADS",
  "PARALLEL_MAKE",
  "GIT_CREDENTIAL_USEHTTPPATH",
  "TZ",
];
const PROXY_VARIABLES = ["http_proxy", "https_proxy", "ftp_proxy", "no_proxy", "NO_PROXY"];

export interface Launch {
  readonly plan: Plan;
  readonly notes: readonly Note[];
}

/** The command line of the container engine, and what comes before and after it. @throws UserError */
export function launchPlan(options: ContainerOptions, facts: LaunchFacts): Launch {
  const launch = new Launcher(options, facts);
  return { plan: launch.plan(), notes: launch.notes };
}

class Launcher {
  readonly notes: Note[] = [];
  readonly #mode: BuildSystem;
  readonly #named: string | undefined;
  /** docker's rootless context is used; privileged builds use the system's docker instead. */
  readonly #dockerRootless: boolean;
  readonly #workDir: string;
  readonly #repoDir: string;

  constructor(private readonly options: ContainerOptions, private readonly facts: LaunchFacts) {
    this.#named = options.isar ?? facts.configuredBuildSystem;
    this.#mode = buildSystemOf(this.#named);
    this.#dockerRootless = facts.engine === "docker" && facts.dockerRootless &&
      this.#mode !== "isar-privileged";
    this.#workDir = facts.paths.KAS_WORK_DIR!;
    this.#repoDir = facts.sourceDirHost ?? facts.arguments[0]?.repoRoot ?? facts.cwd;
  }

  plan(): Plan {
    this.#check();
    const { facts } = this;
    const mount = this.#repoMount();
    const argv = [
      ...this.#privileges(),
      facts.engine,
      "run",
      ...this.#menuArgs(),
      ...this.#secondRepo(mount),
      ...this.#mainArgs(mount),
      ...this.#worktreeArgs(mount),
      ...credentialArgs(facts),
      ...(facts.terminal ? ["-t", "-i"] : []),
      ...this.#variables(),
      ...this.#isarArgs(),
      ...this.#runtimeArgs(),
      ...this.options.runtimeArgs,
      this.#image(),
      ...this.#kasArgs(),
    ];
    const env = this.#engineEnvironment();
    const command = { argv, cwd: facts.cwd, env };
    const worktree = facts.worktree;
    if (!worktree) {
      return { actions: [...this.#directories(), { kind: "exec", command }], finally: [] };
    }
    return {
      actions: [
        ...this.#directories(),
        { kind: "write_file", path: facts.worktreeFile, text: worktree.gitFile },
        { kind: "attach", command },
      ],
      finally: [{ kind: "remove_tree", path: facts.worktreeFile }],
    };
  }

  #warn(message: string): void {
    this.notes.push({ level: "warning", message });
  }

  #check(): void {
    const { facts, options } = this;
    if (facts.uid === 0 && facts.env.KAS_ALLOW_ROOT !== "yes") {
      throw new UserError(
        "Running as root may break certain recipes: better give a regular user access to the " +
          "container engine. Set KAS_ALLOW_ROOT=yes to override.",
      );
    }
    if (options.command === "menu" && facts.arguments.length > 1) {
      throw new UserError("menu takes a single Kconfig file");
    }
    const usesNamespace = facts.engine === "podman" && this.#mode !== "isar-privileged";
    if (usesNamespace && facts.uid !== 0 && facts.rootlessLacks.length > 0) {
      throw new UserError(`podman cannot run without root here: ${facts.rootlessLacks.join("; ")}`);
    }
    if (this.#privileged() && !facts.sudo) {
      throw new UserError("No privileged executor found, need sudo or run0.");
    }
    if (this.#dockerRootless) {
      this.#warn("Rootless docker used, only limited functionality available.");
      if (this.#workDir === this.#repoDir) {
        this.#warn(
          "On docker rootless a exclusive KAS_WORK_DIR should be used as kas temporarily changes " +
            "the ownership of this directory.",
        );
      }
    }
    if (facts.engine === "docker" && facts.appArmor === "restricted") {
      this.#warn(
        "AppArmor restricts unprivileged user namespaces and there is no profile for rootlesskit. " +
          "Consider setting apparmor_restrict_unprivileged_userns=0",
      );
    }
  }

  #repoMount(): "ro" | "rw" {
    const { options, facts } = this;
    const inplace = options.kasOptions.some((word) => word === "-i" || word === "--inplace");
    const writes = ["shell", "lock"].includes(options.command) ||
      (options.command === "dump" && inplace);
    const configured = options.repoMount ?? facts.env.KAS_REPO_MOUNT_OPT;
    const mount = configured === "ro" || configured === "rw"
      ? configured
      : writes && !this.#dockerRootless
      ? "rw"
      : "ro";
    if (this.#dockerRootless && mount === "rw") {
      throw new UserError("Docker rootless requires read-only repo.");
    }
    return mount;
  }

  /** Directories that are made where they are missing, as the container would make them root's. */
  #directories(): Action[] {
    return ["KAS_BUILD_DIR", "DL_DIR", "SSTATE_DIR", "KAS_BUILDTOOLS_DIR"]
      .map((name) => this.facts.paths[name])
      .filter((path) => path !== undefined)
      .map((path) => ({ kind: "make_directory", path }));
  }

  /** Whether the engine itself needs root: podman, or the system's docker from a rootless context. */
  #privileged(): boolean {
    const { facts } = this;
    return this.#mode === "isar-privileged" && (facts.engine === "podman" || facts.dockerRootless);
  }

  #privileges(): string[] {
    if (!this.#privileged()) return [];
    return this.facts.sudo === "run0"
      ? ["run0", "--background=", `--unit=kas-container@${this.facts.pid}`]
      : ["sudo", "--preserve-env"];
  }

  #engineEnvironment(): Record<string, string> {
    const { env, engine, dockerHost } = this.facts;
    if (!this.#privileged()) return { ...env };
    // The caller's PATH may lack the directories of what a privileged podman needs.
    if (engine === "podman") return { ...env, PATH: `${env.PATH ?? "/usr/bin:/bin"}:/usr/sbin` };
    return { ...env, ...(env.DOCKER_HOST || !dockerHost ? {} : { DOCKER_HOST: dockerHost }) };
  }

  #menuArgs(): string[] {
    const outside = this.options.command === "menu" && this.#repoDir !== this.#workDir;
    return outside ? ["-e", `_KAS_REPO_DIR_HOST=${this.#repoDir}`] : [];
  }

  #secondRepo(mount: string): string[] {
    const second = this.options.command === "diff" ? this.facts.arguments[1] : undefined;
    return second ? ["-v", `${volume(second.repoRoot)}:/repo2:${mount}`] : [];
  }

  /** podman of 4.3 or later lets the build user have an id of our choice. */
  #choosesId(): boolean {
    const [major, minor] = this.facts.podmanVersion ?? [0, 0];
    return this.#mode === "isar-rootless" && this.facts.engine === "podman" &&
      (major > 4 || (major === 4 && minor >= 3));
  }

  #mainArgs(mount: string): string[] {
    const { uid, gid } = this.facts;
    const [user, group] = this.#choosesId() ? [CHOSEN_ID, CHOSEN_ID] : [uid, gid];
    return [
      "-v",
      `${volume(this.#repoDir)}:/repo:${mount}`,
      "-v",
      `${volume(this.#workDir)}:/work:rw`,
      "-e",
      "KAS_WORK_DIR=/work",
      "--workdir=/repo",
      "-e",
      `KAS_CONTAINER_SCRIPT_VERSION=${COMPATIBLE_KAS}`,
      "-e",
      `USER_ID=${user}`,
      "-e",
      `GROUP_ID=${group}`,
      "--rm",
      "--init",
    ];
  }

  #worktreeArgs(mount: string): string[] {
    const { worktree, worktreeFile } = this.facts;
    if (!worktree) return [];
    const file = volume(worktreeFile);
    return [
      "-v",
      `${volume(worktree.commonDirectory)}:/repo-common:${mount}`,
      "-v",
      `${file}:/repo/.git:ro`,
      ...(this.#workDir === this.#repoDir ? ["-v", `${file}:/work/.git:ro`] : []),
    ];
  }

  #variables(): string[] {
    const { env, timeZone } = this.facts;
    const set = (name: string, value: string) => ["-e", `${name}=${value}`];
    // The engine takes the value of a lone name from its environment: a URL with a password
    // then stays out of the command line, which everybody can read. run0 hands none on.
    const hidden = (value: string) => value.includes("@") && !this.#privileges().includes("run0");
    const pass = (names: readonly string[]) =>
      names.flatMap((name) => {
        const value = env[name];
        return !value ? [] : hidden(value) ? ["-e", name] : set(name, value);
      });
    if (env.SSTATE_MIRRORS?.includes("file:///")) {
      this.#warn(
        "SSTATE_MIRRORS contains a local path. Make sure to make this path available inside the " +
          "container.",
      );
    }
    const shells = ["/bin/sh", "/bin/bash", "/bin/dash"];
    const noProxy = this.options.noProxyFromEnv || env.KAS_NO_PROXY_FROM_ENV !== undefined;
    return [
      ...pass(["SSTATE_MIRRORS"]),
      ...(timeZone === undefined ? [] : set("KAS_HOST_TZ", timeZone)),
      ...pass(PASSED_VARIABLES),
      ...set("SHELL", shells.includes(env.SHELL ?? "") ? env.SHELL! : "/bin/bash"),
      ...(noProxy ? [] : pass(PROXY_VARIABLES)),
    ];
  }

  #isarArgs(): string[] {
    const { engine, subuid, subgid } = this.facts;
    if (this.#mode === "openembedded") return [];
    if (this.#mode === "isar-privileged") return ["--privileged"];
    const block = ["-e", "KAS_BLOCK_SUDO=1"];
    if (engine === "podman") return block;
    if (this.#dockerRootless) return [...block, "--privileged"];
    const range = (name: string, ids: IdRange | undefined) =>
      ids ? ["-e", `${name}=${ids.start}:${ids.count}`] : [];
    return [
      ...block,
      ...range("KAS_SUBUID", subuid),
      ...range("KAS_SUBGID", subgid),
      "--security-opt",
      "seccomp=unconfined",
      "--security-opt",
      "apparmor=unconfined",
      "--security-opt",
      "systempaths=unconfined",
      "--cap-add=SYS_ADMIN",
    ];
  }

  #runtimeArgs(): string[] {
    const { engine, appArmor } = this.facts;
    const podman = engine === "podman";
    return [
      "--log-driver=none",
      "--user=root",
      ...(podman ? ["--security-opt", "label=disable"] : []),
      ...(!podman && appArmor === "profile" ? ["--security-opt", "apparmor=rootlesskit"] : []),
      ...(podman && this.#mode === "openembedded" ? ["--userns=keep-id"] : []),
      ...(podman && this.#mode === "isar-rootless"
        ? [
          `--userns=keep-id${this.#choosesId() ? `:uid=${CHOSEN_ID},gid=${CHOSEN_ID}` : ""}`,
          "--privileged",
        ]
        : []),
      ...(this.#dockerRootless ? ["-e", "KAS_DOCKER_ROOTLESS=1"] : []),
      ...this.#forwardedDirectories(),
    ];
  }

  #forwardedDirectories(): string[] {
    return Object.entries(FORWARDED_DIRECTORIES).flatMap(([name, place]) => {
      const path = this.facts.paths[name];
      if (path === undefined) return [];
      const below = relative(this.#workDir, path);
      const outside = below === ".." || below.startsWith("../");
      return outside
        ? ["-v", `${volume(path)}:${place}:rw`, "-e", `${name}=${place}`]
        : ["-e", `${name}=/work/${below || "."}`];
    });
  }

  #image(): string {
    const { env } = this.facts;
    if (env.KAS_CONTAINER_IMAGE) return env.KAS_CONTAINER_IMAGE;
    const path = env.KAS_CONTAINER_IMAGE_PATH || "ghcr.io/siemens/kas";
    const name = env.KAS_CONTAINER_IMAGE_NAME ||
      (this.#mode === "openembedded" ? "kas" : "kas-isar");
    const version = env.KAS_IMAGE_VERSION || COMPATIBLE_KAS;
    const distro = env.KAS_CONTAINER_IMAGE_DISTRO ? `-${env.KAS_CONTAINER_IMAGE_DISTRO}` : "";
    return `${path}/${name}:${version}${distro}`;
  }

  #kasArgs(): string[] {
    const { options } = this;
    const cleans = /^clean|^purge/.test(options.command) && this.#mode !== "openembedded";
    return [
      ...(options.logLevel === undefined ? [] : ["-l", options.logLevel]),
      options.command,
      ...options.kasOptions,
      // Cleaning needs no project file, hence the build system is told.
      ...(cleans ? [`--${this.#named}`] : []),
      ...(options.commandValue === undefined ? [] : ["-c", options.commandValue]),
      ...this.#files(),
      ...(options.repoCommand === undefined ? [] : [options.repoCommand]),
      ...options.rest,
    ];
  }

  #files(): string[] {
    const diff = this.options.command === "diff" && this.facts.arguments.length === 2;
    return this.facts.arguments.map((argument, index) => {
      const root = diff ? argument.repoRoot : this.#repoDir;
      const place = diff && index === 1 ? "/repo2" : "/repo";
      return argument.files
        .map((file) => file.startsWith(`${root}/`) ? `${place}${file.slice(root.length)}` : file)
        .join(":");
    });
  }
}
