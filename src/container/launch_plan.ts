import { dirname } from "node:path";
import type { Note } from "../base/log.ts";
import { type Plan, plan } from "../base/plan.ts";
import { COMPATIBLE_KAS } from "../base/version.ts";
import {
  type ContainerPart,
  type ContainerSpec,
  mountDirectory,
  setVariable,
} from "./container_spec.ts";
import { credentials } from "./credentials.ts";
import { engineArgv } from "./engine_argv.ts";
import type { LaunchFacts } from "./facts.ts";
import { handedOver, handedOverNotes } from "./handed_over.ts";
import { absentNote, imageNotes } from "./image.ts";
import { versionNotes } from "./image_version.ts";
import { kasArguments } from "./kas_arguments.ts";
import { decideLaunch, type Launch } from "./launch.ts";
import { engineNotes, refuseLaunch } from "./launch_checks.ts";
import { localMounts, localNotes } from "./local_repos.ts";
import {
  forwardedDirectories,
  missingDirectories,
  repoAccess,
  secondRepo,
  worktreeMounts,
} from "./mounts.ts";
import { type ContainerOptions, isInteractive } from "./options.ts";
import {
  buildRights,
  buildUser,
  engineEnvironment,
  engineRights,
  rootCommand,
} from "./privileges.ts";
import { callersVariables, variableNotes } from "./variables.ts";

/**
 * What is to be started, and what to tell before it is planned.
 * @throws UserError if this host cannot do what is asked
 */
export function checkLaunch(
  options: ContainerOptions,
  facts: LaunchFacts,
): { readonly launch: Launch; readonly notes: readonly Note[] } {
  const launch = decideLaunch(options, facts);
  refuseLaunch(launch);
  const { image } = launch;
  return {
    launch,
    notes: [
      ...engineNotes(launch),
      ...imageNotes(image, facts.imagePin, facts.cwd),
      ...facts.imageAbsent ? [absentNote(image.reference, launch.mode.buildSystem)] : [],
      ...versionNotes(image.reference, facts.imageVersion),
      ...variableNotes(launch),
      ...handedOverNotes(launch),
      ...localNotes(launch),
    ],
  };
}

/**
 * The command line of the container engine, and what comes before and after it.
 * @throws UserError if something cannot be mounted as it is asked for
 */
export function launchPlan(launch: Launch): Plan {
  const spec = containerSpec(launch);
  const argv = engineArgv(launch.facts.engine, spec);
  return withWorktree(launch, [...rootCommand(launch, spec.parts), ...argv]);
}

/**
 * The container that is to be started.
 * @throws UserError if something cannot be mounted as it is asked for
 */
export function containerSpec(launch: Launch): ContainerSpec {
  return {
    image: launch.image.reference,
    args: kasArguments(launch),
    parts: containerParts(launch),
  };
}

function containerParts(launch: Launch): ContainerPart[] {
  const { options, facts, mode } = launch;
  const repo = repoAccess(launch);
  const user = buildUser(launch);
  return [
    ...menuDirectory(launch),
    ...secondRepo(launch, repo),
    ...mountDirectory(mode.repoDir, "/repo", repo),
    ...mountDirectory(facts.paths.KAS_WORK_DIR!, "/work", "rw"),
    ...setVariable("KAS_WORK_DIR", "/work"),
    { kind: "workdir", path: "/repo" },
    ...setVariable("KAS_CONTAINER_SCRIPT_VERSION", COMPATIBLE_KAS),
    ...setVariable("USER_ID", String(user.uid)),
    ...setVariable("GROUP_ID", String(user.gid)),
    { kind: "removal" },
    { kind: "init" },
    ...worktreeMounts(launch, repo),
    ...localMounts(launch, repo),
    ...(options.kvm && facts.kvm ? [{ kind: "device", path: "/dev/kvm" } as const] : []),
    ...credentials(facts),
    ...(wantsTerminal(launch) ? [{ kind: "terminal" } as const] : []),
    ...callersVariables(launch),
    ...handedOver(launch),
    ...buildRights(launch),
    { kind: "no_log" },
    { kind: "root" },
    ...engineRights(launch),
    ...forwardedDirectories(facts),
    ...offlineParts(launch),
    { kind: "engine_words", words: options.runtimeArgs },
  ];
}

/** A network that the caller's words for the engine name counts: engines take one of the two only. */
function offlineParts({ offline, options: { runtimeArgs } }: Launch): ContainerPart[] {
  if (!offline) return [];
  const named = runtimeArgs.some((word) => /^--net(?:work)?(?:=|$)/.test(word));
  return [...named ? [] : [{ kind: "no_network" } as const], { kind: "no_pull" }];
}

/** What is printed is started elsewhere: the terminal there is not known. */
function wantsTerminal({ options, facts }: Launch): boolean {
  return options.print === undefined ? facts.terminal : isInteractive(options);
}

/** The menu's file names the repository on the host, for later starts without a project file. */
function menuDirectory({ options, facts, mode }: Launch): ContainerPart[] {
  const outside = options.command === "menu" && mode.repoDir !== facts.paths.KAS_WORK_DIR;
  return outside ? setVariable("_KAS_REPO_DIR_HOST", mode.repoDir) : [];
}

/** A work tree's .git file in the container's terms is there as long as the engine runs. */
function withWorktree(launch: Launch, argv: readonly string[]): Plan {
  const { facts } = launch;
  const { worktree, worktreeFile, worktreeOwner } = facts;
  const command = { argv, cwd: facts.cwd, env: engineEnvironment(launch) };
  const directories = missingDirectories(facts);
  if (!worktree) return plan(...directories, { kind: "exec", command });
  return {
    actions: [
      ...directories,
      { kind: "make_directory", path: dirname(worktreeFile), mode: 0o700 },
      { kind: "write_file", ...worktreeOwner },
      { kind: "write_file", path: worktreeFile, text: worktree.gitFile },
      { kind: "attach", command },
    ],
    finally: [{ kind: "remove_tree", path: dirname(worktreeFile) }],
  };
}
