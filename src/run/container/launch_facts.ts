import { dirname, join } from "node:path";
import { projectNotNamed } from "../../config/errors.ts";
import { DEFAULT_CONFIG } from "../../config/settings.ts";
import type { FileArgument, LaunchFacts } from "../../container/facts.ts";
import { severalProjects } from "../../container/errors.ts";
import { chooseImage } from "../../container/image.ts";
import { engineAccess, launchMode } from "../../container/launch_mode.ts";
import { type ContainerOptions, needsProject } from "../../container/options.ts";
import { type IdRange, ownedRanges } from "../../entrypoint/id_map.ts";
import type { Host } from "../../host/host.ts";
import { findProject } from "../find_project.ts";
import { isImported } from "../imported.ts";
import { ownerFile } from "../owned_directory.ts";
import { runDirectoryPath } from "../run_directory.ts";
import { missingForRootless, userName } from "../clean/subordinate_ids.ts";
import { fileArgument } from "./file_arguments.ts";
import { CLUSTER, findEngine } from "./find_engine.ts";
import { variableFacts } from "./handed_over.ts";
import { findImagePin, imageFacts } from "./image.ts";
import { namedPaths } from "./named_paths.ts";
import { projectHints } from "./project_hints.ts";
import { findWorktree } from "./worktree.ts";

/** Looks at the host for what the launcher's plan depends on. @throws UserError */
export async function gatherLaunchFacts(
  host: Host,
  options: ContainerOptions,
): Promise<LaunchFacts> {
  const paths = namedPaths(host, options);
  const fileArguments: FileArgument[] = [];
  for (const argument of options.files) fileArguments.push(await fileArgument(host, argument));
  if (options.filesApart !== undefined) throw severalProjects(options.filesApart);
  const workDir = paths.KAS_WORK_DIR!;
  refuseUnnamed(host, options, join(workDir, DEFAULT_CONFIG));
  const hints = await projectHints(host, options, fileArguments, workDir);
  const { cwd } = host;
  const mode = launchMode(options, { ...hints, arguments: fileArguments, cwd });
  const { repoDir } = mode;
  const named = fileArguments[0]?.files;
  const imagePin = await findImagePin(
    host,
    workDir,
    named ? dirname(named[0]!) : repoDir,
    repoDir,
  );
  const files = named ?? [host.realPath(join(workDir, DEFAULT_CONFIG))];
  const localRepos = await findLocalRepos(host, options.local, paths);
  const [engine, variables] = await Promise.all([
    options.print === "kubernetes" ? CLUSTER : findEngine(host, mode.buildSystem),
    variableFacts(host, options, { files, repoDir, workDir, localRepos }),
  ]);
  const access = engineAccess(mode.buildSystem, engine);
  const { reference } = chooseImage(mode.buildSystem, host.env, imagePin);
  // Through sudo or run0, asking could ask for a password.
  const asks = !options.dryRun && options.print === undefined && access !== "through_root";
  const [image, worktree] = await Promise.all([
    imageFacts(host, engine.engine, reference, asks),
    findWorktree(host, repoDir),
  ]);
  const directory = runDirectoryPath(host);
  return {
    ...hints,
    ...engine,
    ...variables,
    env: host.env,
    cwd,
    uid: host.uid,
    gid: host.gid,
    terminal: host.isTerminal("stdout"),
    arguments: fileArguments,
    localRepos,
    subuid: ownRange(host, "/etc/subuid"),
    subgid: ownRange(host, "/etc/subgid"),
    imagePin,
    ...image,
    rootlessLacks: access === "podman" ? missingForRootless(host) : [],
    paths,
    imported: isImported(host, workDir),
    ownsWorkDir: (host.stat(paths.KAS_WORK_DIR!)?.uid ?? host.uid) === host.uid,
    worktree,
    worktreeFile: join(directory, "worktree"),
    worktreeOwner: ownerFile(host, directory),
    timeZone: timeZone(host),
    pid: host.pid,
    kvm: host.stat("/dev/kvm")?.kind === "other",
  };
}

/**
 * Whoever forgot to name the project file is told before an image is pulled.
 * @param file the one that kas takes by default
 */
function refuseUnnamed(host: Host, { command, files, line }: ContainerOptions, file: string): void {
  if (files.length > 0 || !needsProject(command) || host.stat(file)) return;
  const near = findProject(host);
  if (near) throw projectNotNamed(file, near, line);
}

/** Hardly anybody has some: the code for them is loaded for those who do. */
async function findLocalRepos(
  host: Host,
  words: readonly string[],
  paths: Readonly<Record<string, string>>,
): Promise<LaunchFacts["localRepos"]> {
  if (words.length === 0) return [];
  return await (await import("./local_repos.ts")).gatherLocalRepos(host, words, paths);
}

/** The caller's largest range in /etc/subuid or /etc/subgid. */
function ownRange(host: Host, file: string): IdRange | undefined {
  const ranges = ownedRanges(host.readText(file) ?? "", userName(host), host.uid)
    .filter((range) => range.start > 0);
  return ranges.sort((a, b) => b.count - a.count)[0];
}

/** The host's time zone, as systemd reads it (localtime(5)): from where /etc/localtime leads. */
function timeZone(host: Host): string | undefined {
  return /\/zoneinfo\/(.+)$/.exec(host.realPath("/etc/localtime"))?.[1];
}
