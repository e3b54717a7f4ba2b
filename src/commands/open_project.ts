import { COMPATIBLE_KAS } from "../base/version.ts";
import type { BuildOverrides } from "../config/build_settings.ts";
import { projectNotNamed } from "../config/errors.ts";
import { configFiles } from "../config/settings.ts";
import { HOME_VARIABLES } from "../home/home_facts.ts";
import type { LocalRepos } from "../repo/local_override.ts";
import { findProject } from "../run/find_project.ts";
import { findLocalRepos } from "../run/repo/local_repos.ts";
import { RunDirectory } from "../run/run_directory.ts";
import { type Session, type SetupOptions, stopIfCancelled } from "../run/session.ts";
import type { ReadyProject } from "../run/project.ts";
import { setUp } from "../run/steps.ts";
import { WorkDirLock } from "../run/work_dir_lock.ts";
import type { CommandContext } from "./command.ts";
import { preserveEnvironmentNeedsTerminal } from "./errors.ts";

/** Which project a command needs, and how much of its set-up. */
export interface ProjectRequest {
  /** Project files, separated by colons; undefined is .config.yaml in the work directory. */
  readonly config: string | undefined;
  readonly setup: SetupOptions;
  readonly overrides: BuildOverrides;
  /** Directories that stand in for repositories, as they were named. */
  readonly local: LocalRepos;
}

export interface OpenProject {
  readonly session: Session;
  readonly project: ReadyProject;
  /** The project files that were asked for, absolute. */
  readonly files: readonly string[];
}

/** Opens a session and sets the project up, all but the steps left out. @throws UserError */
export async function openProject(
  context: CommandContext,
  { config, setup, overrides, local: named }: ProjectRequest,
): Promise<OpenProject> {
  const session = openSession(context, setup);
  await session.temporary.tidy();
  const { host, settings } = context;
  const files = projectFiles(context, config);
  const local = findLocalRepos(host, named, settings.buildDir, host.env);
  const project = await setUp(session, { configFiles: files, overrides, local });
  stopIfCancelled(session);
  return { session, project, files };
}

/**
 * The project files of a command line, absolute.
 * @throws UserError if it names none, and there is none by default
 */
export function projectFiles({ host, settings, line }: CommandContext, config: string | undefined) {
  const files = configFiles(config, settings, host.cwd);
  if (config || host.stat(files[0]!)) return files;
  throw projectNotNamed(files[0]!, findProject(host), line);
}

/** A session without a project. @throws UserError if `-E` has no terminal */
export function openSession(context: CommandContext, asked: SetupOptions): Session {
  const { host, log, settings, interrupts, cleanups } = context;
  const options = { ...asked, offline: asked.offline || settings.imported };
  // A command can open several sessions.
  const warn = (message: string) => log.notes([{ level: "warning", message }]);
  const launcher = host.env.KAS_CONTAINER_SCRIPT_VERSION;
  if (launcher && launcher !== COMPATIBLE_KAS) {
    warn(`kas-container (${launcher}) and kas (${COMPATIBLE_KAS}) versions do not match`);
  }
  if (options.preserveEnvironment) {
    for (const variable of HOME_VARIABLES) {
      if (host.env[variable] === undefined) continue;
      warn(`Environment variable "${variable}" ignored because user environment is being used`);
    }
    if (!host.isTerminal("stdout")) throw preserveEnvironmentNeedsTerminal();
    warn(
      "Preserving the current environment block may have unintended side effects on the build.",
    );
  }
  const cancel = interrupts.signal;
  const lock = new WorkDirLock(host, log, settings.workDir, options.noWait, cancel);
  const temporary = new RunDirectory(host, log, cleanups);
  return { host, log, settings, options, lock, cancel, temporary, cleanups };
}
