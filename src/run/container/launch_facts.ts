import { dirname, join, resolve } from "node:path";
import { UserError } from "../../base/errors.ts";
import { buildSystemOf } from "../../config/config.ts";
import { readDocument } from "../../config/kas_file.ts";
import { DEFAULT_CONFIG } from "../../config/settings.ts";
import { isMap } from "../../config/value.ts";
import { CREDENTIAL_FILES } from "../../container/credentials.ts";
import type { Engine, FileArgument, LaunchFacts, Worktree } from "../../container/facts.ts";
import { kconfigBuildSystem } from "../../container/kconfig_build_system.ts";
import { FORWARDED_DIRECTORIES } from "../../container/launch_plan.ts";
import type { ContainerOptions } from "../../container/options.ts";
import { type IdRange, ownedRanges } from "../../entrypoint/id_map.ts";
import type { Finished, Host } from "../../host/host.ts";
import { missingForRootless, userName } from "../clean/subordinate_ids.ts";

/** Looks at the host for what the launcher's plan depends on. @throws UserError */
export async function gatherLaunchFacts(
  host: Host,
  options: ContainerOptions,
): Promise<LaunchFacts> {
  const paths = namedPaths(host, options);
  const workDir = paths.KAS_WORK_DIR!;
  const fileArguments: FileArgument[] = [];
  for (const argument of options.files) fileArguments.push(await fileArgument(host, argument));
  const saved = readProject(host, join(workDir, DEFAULT_CONFIG));
  const configuredBuildSystem = configured(host, options, fileArguments, saved);
  const mode = options.isar ?? configuredBuildSystem;
  const engine = await findEngine(host, mode);
  const dockerRootless = engine === "docker" &&
    (await probe(host, "docker", "context", "show")).stdout.trim() === "rootless";
  const privileged = buildSystemOf(mode) === "isar-privileged";
  const podman = engine === "podman" && mode === "isar-rootless"
    ? /(\d+)\.(\d+)/.exec((await probe(host, "podman", "--version")).stdout)
    : null;
  const sourceDirHost = saved?.sourceDirHost;
  const repoDir = sourceDirHost ?? fileArguments[0]?.repoRoot ?? host.cwd;
  const worktree = await findWorktree(host, repoDir);
  return {
    env: host.env,
    cwd: host.cwd,
    uid: host.uid,
    gid: host.gid,
    terminal: host.isTerminal("stdout"),
    arguments: fileArguments,
    sourceDirHost,
    configuredBuildSystem,
    engine,
    dockerRootless,
    podmanVersion: podman ? [Number(podman[1]), Number(podman[2])] : undefined,
    dockerHost: privileged && dockerRootless
      ? (await probe(
        host,
        "docker",
        "context",
        "inspect",
        "default",
        "--format",
        "{{.Endpoints.docker.Host}}",
      )).stdout.trim() || undefined
      : undefined,
    sudo: findSudo(host),
    appArmor: engine === "docker" ? appArmor(host) : "free",
    subuid: ownRange(host, "/etc/subuid"),
    subgid: ownRange(host, "/etc/subgid"),
    rootlessLacks: engine === "podman" && !privileged ? missingForRootless(host) : [],
    paths,
    worktree,
    worktreeFile: join(host.env.TMPDIR || "/tmp", `kas-worktree-${host.uniqueName()}`),
    timeZone: timeZone(host),
    pid: host.pid,
  };
}

function probe(host: Host, ...argv: readonly string[]): Promise<Finished> {
  return host.run({ argv, cwd: host.cwd, env: host.env }, { lookUp: true });
}

/** Real paths of all that variables and options name. What must be there and is not, is an error. */
function namedPaths(host: Host, options: ContainerOptions): Record<string, string> {
  const { env, cwd } = host;
  const found: Record<string, string> = {};
  const add = (name: string, value: string | undefined, kind: "directory" | "file" | "socket") => {
    if (!value) return;
    const path = host.realPath(resolve(cwd, value));
    if (host.stat(path)?.kind !== kind) {
      const article = kind === "directory"
        ? "a directory"
        : kind === "file"
        ? "a file"
        : "a socket";
      throw new UserError(`Variable ${name} set, but "${value}" is not ${article}.`);
    }
    found[name] = path;
  };
  add("KAS_WORK_DIR", env.KAS_WORK_DIR || cwd, "directory");
  add("KAS_REPO_REF_DIR", env.KAS_REPO_REF_DIR, "directory");
  for (const name of Object.keys(FORWARDED_DIRECTORIES)) {
    const value = env[name];
    if (!value || name === "KAS_REPO_REF_DIR") continue;
    const path = host.realPath(resolve(cwd, value));
    const kind = host.stat(path)?.kind;
    if (kind !== undefined && kind !== "directory") add(name, value, "directory");
    found[name] = path;
  }
  add("KAS_SSH_DIR", options.sshDir ?? env.KAS_SSH_DIR, "directory");
  add("KAS_AWS_DIR", options.awsDir ?? env.KAS_AWS_DIR, "directory");
  if (options.sshAgent) {
    if (!env.SSH_AUTH_SOCK) throw new UserError("no SSH agent running");
    add("SSH_AUTH_SOCK", env.SSH_AUTH_SOCK, "socket");
  }
  const store = options.gitCredentialStore ?? env.KAS_GIT_CREDENTIAL_STORE;
  add("KAS_GIT_CREDENTIAL_STORE", store, "file");
  const socket = options.gitCredentialSocket ?? env.KAS_GIT_CREDENTIAL_SOCKET;
  add("KAS_GIT_CREDENTIAL_SOCKET", socket, "socket");
  for (const name of [...Object.keys(CREDENTIAL_FILES), "AWS_WEB_IDENTITY_TOKEN_FILE"]) {
    add(name, env[name], "file");
  }
  return found;
}

async function fileArgument(host: Host, argument: string): Promise<FileArgument> {
  const files = argument.split(":").filter((file) => file !== "").map((file) => {
    const path = resolve(host.cwd, file);
    if (host.stat(path)?.kind !== "file") {
      throw new UserError(`configuration file '${file}' not found`);
    }
    return host.realPath(path);
  });
  if (files.length === 0) throw new UserError("the name of a configuration file is empty");
  return { files, repoRoot: await repoRoot(host, dirname(files[0]!)) };
}

async function repoRoot(host: Host, directory: string): Promise<string> {
  const git = await probe(host, "git", "-C", directory, "rev-parse", "--show-toplevel");
  if (git.status === 0) return git.stdout.trim();
  if (!host.findProgram("hg", host.env)) return directory;
  const hg = await probe(host, "hg", "--cwd", directory, "root");
  return hg.status === 0 ? hg.stdout.trim() : directory;
}

interface SavedProject {
  readonly buildSystem: string | undefined;
  readonly sourceDirHost: string | undefined;
}

/** What a project file says that concerns the launcher. A broken one is kas's to complain about. */
function readProject(host: Host, file: string): SavedProject | undefined {
  const bytes = host.read(file);
  if (!bytes) return undefined;
  try {
    const { root } = readDocument(file, bytes);
    const text = (key: string) => {
      const value = isMap(root) ? root.get(key) : undefined;
      return typeof value === "string" ? value : undefined;
    };
    return { buildSystem: text("build_system"), sourceDirHost: text("_source_dir_host") };
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

function configured(
  host: Host,
  options: ContainerOptions,
  fileArguments: readonly FileArgument[],
  saved: SavedProject | undefined,
): string | undefined {
  const first = fileArguments[0]?.files[0];
  if (options.command !== "menu") {
    return first ? readProject(host, first)?.buildSystem : saved?.buildSystem;
  }
  return kconfigBuildSystem(host.readText(first ?? resolve(host.cwd, "Kconfig")) ?? "");
}

async function findEngine(host: Host, mode: string | undefined): Promise<Engine> {
  const wanted = host.env.KAS_CONTAINER_ENGINE || host.env.KAS_DOCKER_ENGINE;
  const has = (name: string) => host.findProgram(name, host.env) !== undefined;
  if (wanted) {
    if (wanted !== "docker" && wanted !== "podman") {
      throw new UserError(`unknown container engine '${wanted}' (known: docker, podman)`);
    }
    if (!has(wanted)) throw new UserError(`container engine '${wanted}' is not installed`);
    return wanted;
  }
  if (mode === "isar-rootless" && has("podman")) return "podman";
  // podman-docker installs a docker that is podman.
  if (has("docker") && (await probe(host, "docker", "-v")).stdout.startsWith("Docker")) {
    return "docker";
  }
  if (has("podman")) return "podman";
  throw new UserError("no container engine found, need docker or podman");
}

function findSudo(host: Host): "sudo" | "run0" | undefined {
  const wanted = host.env.KAS_SUDO_CMD;
  if (wanted && wanted !== "sudo" && wanted !== "run0") {
    throw new UserError(`Unsupported KAS_SUDO_CMD ('${wanted}'), use sudo or run0.`);
  }
  if (wanted) return wanted as "sudo" | "run0";
  return (["sudo", "run0"] as const).find((name) => host.findProgram(name, host.env));
}

/** Ubuntu restricts user namespaces by AppArmor, and ships a profile for rootless docker. */
function appArmor(host: Host): LaunchFacts["appArmor"] {
  const ubuntu = (host.readText("/etc/os-release") ?? "").includes('NAME="Ubuntu"');
  const sysctl = "/proc/sys/kernel/apparmor_restrict_unprivileged_userns";
  if (!ubuntu || host.readText(sysctl)?.trim() !== "1") return "free";
  return host.stat("/etc/apparmor.d/rootlesskit") ? "profile" : "restricted";
}

/** The caller's largest range in /etc/subuid or /etc/subgid. */
function ownRange(host: Host, file: string): IdRange | undefined {
  const ranges = ownedRanges(host.readText(file) ?? "", userName(host), host.uid)
    .filter((range) => range.start > 0);
  return ranges.sort((a, b) => b.count - a.count)[0];
}

async function findWorktree(host: Host, repoDir: string): Promise<Worktree | undefined> {
  const gitFile = join(repoDir, ".git");
  if (host.stat(gitFile)?.kind !== "file") return undefined;
  const found = await probe(
    host,
    "git",
    "-C",
    repoDir,
    "rev-parse",
    "--path-format=absolute",
    "--git-common-dir",
    "--git-dir",
  );
  const [common, own] = found.stdout.trim().split("\n");
  // A submodule has a .git file, too, but its git directory is its own.
  if (found.status !== 0 || !common || common === own) return undefined;
  const text = (host.readText(gitFile) ?? "").replace(
    `gitdir: ${common}/`,
    "gitdir: /repo-common/",
  );
  return { commonDirectory: common, gitFile: text };
}

/** The host's time zone, as systemd reads it (localtime(5)): from where /etc/localtime leads. */
function timeZone(host: Host): string | undefined {
  return /\/zoneinfo\/(.+)$/.exec(host.realPath("/etc/localtime"))?.[1];
}
