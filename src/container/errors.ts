import { type UserError, userError } from "../base/errors.ts";
import type { Location, Problem } from "../base/problem.ts";

export function rootUser(): UserError {
  return userError(
    "root_user",
    {},
    "Running as root - may break certain recipes. Better give a regular user docker access. " +
      "Set KAS_ALLOW_ROOT=yes to override.",
  );
}

export function severalKconfigs(): UserError {
  return userError("several_kconfigs", {}, "menu takes a single Kconfig file");
}

/** @param message what to say of project files that stand apart */
export function severalProjects(message: string): UserError {
  return userError("several_projects", {}, message);
}

/** @param lacks what a build without root needs and this host has not, with remedies */
export function rootlessLacks(lacks: readonly string[]): UserError {
  return userError(
    "rootless_lacks",
    { lacks },
    `podman cannot run without root here: ${lacks.join("; ")}`,
  );
}

export function noWayToRoot(): UserError {
  return userError(
    "no_way_to_root",
    {},
    "No privileged executor found, need sudo or run0; a project whose isar can do without root " +
      "needs neither: --isar-rootless",
  );
}

/** An image that would have to be pulled, where no network is asked. */
export function imageNotHere(reference: string, engine: string): UserError {
  return userError(
    "image_not_here",
    { reference, engine },
    `The image ${reference} is not here, and no network is asked, or it would have been pulled: ` +
      `bring it (${engine} save where it is, ${engine} load here), or name one that is here by ` +
      "KAS_CONTAINER_IMAGE",
  );
}

export function writableRepoOfRootlessDocker(): UserError {
  return userError(
    "writable_repo_of_rootless_docker",
    {},
    "Docker rootless requires read-only repo.",
  );
}

export function colonInMount(path: string): UserError {
  return userError(
    "colon_in_mount",
    { path },
    `${path} cannot be mounted into a container: its name has a colon`,
  );
}

export function controlInMount(path: string): UserError {
  return userError(
    "control_in_mount",
    { path },
    `${JSON.stringify(path)} cannot be mounted into a container: its name has a control character`,
  );
}

/** @param id a repository's name that is none of a file */
export function localNameInPath(id: string): UserError {
  return userError(
    "local_name_in_path",
    { repo: id },
    `--local ${id}=…: "${id}" cannot be the name of a directory in the container: have yours ` +
      "below KAS_WORK_DIR, where it needs no name",
  );
}

export function wholeSystem(): UserError {
  return userError(
    "whole_system",
    {},
    "/ cannot be mounted into a container: call kas-container in the project's directory, and set " +
      "KAS_WORK_DIR to a directory",
  );
}

/** @param root the repository that the link came with */
export function linkOutOfRepository(link: string, target: string, root: string): UserError {
  return userError(
    "link_out_of_repository",
    { link, target, root },
    `${link} belongs to the repository ${root}, but is a link to ${target}, outside: name ` +
      "that file itself if this is what you mean",
  );
}

/** @param gitDir where the .git file leads */
export function foreignWorktree(directory: string, gitDir: string): UserError {
  return userError(
    "foreign_worktree",
    { directory, gitDir },
    `${directory}/.git leads to ${gitDir}, which is not the git directory of this work tree: ` +
      'if you moved it, run "git worktree repair" there; else remove the file',
  );
}

/** A variable, or the option that stands for it, names something else than it should. */
export function notOfKind(
  variable: string,
  value: string,
  kind: "directory" | "file" | "socket",
): UserError {
  return userError(
    "not_of_kind",
    { variable, value, kind },
    // kas's words for the two: log filters match them.
    variable.startsWith("KAS_GIT_CREDENTIAL_")
      ? `passed ${variable} '${value}' is not a ${kind}`
      : `Variable ${variable} set, but "${value}" is not a ${kind}.`,
  );
}

export function noSshAgent(): UserError {
  return userError("no_ssh_agent", {}, "no SSH agent running");
}

export function configNotFound(file: string): UserError {
  return userError("config_not_found", { file }, `configuration file '${file}' not found`);
}

export function configNotAFile(file: string): UserError {
  return userError("config_not_a_file", { file }, `configuration file '${file}' is not a file`);
}

export function emptyConfigName(): UserError {
  return userError("empty_config_name", {}, "the name of a configuration file is empty");
}

/** @param message what to say of it, with the forms that there are */
export function unknownForm(message: string): UserError {
  return userError("unknown_form", {}, message);
}

export function printAndDryRun(): UserError {
  return userError("print_and_dry_run", {}, "-n and --print exclude each other");
}

export function clusterOptionAlone(option: string): UserError {
  return userError(
    "cluster_option_alone",
    { option },
    `${option} is for --print kubernetes only`,
  );
}

/** @param longest the number of characters that it may have */
export function notAClusterName(option: string, name: string, longest: number): UserError {
  return userError(
    "not_a_cluster_name",
    { option, name },
    `${option}: "${name}" is no name in Kubernetes: it takes small letters, digits and "-" between ` +
      `them, at most ${longest} characters`,
  );
}

export function claimWithoutPlace(value: string): UserError {
  return userError(
    "claim_without_place",
    { value },
    `--k8s-claim takes PLACE=CLAIM (downloads=kas-downloads), not "${value}"`,
  );
}

/**
 * @param near what it may have meant, as `didYouMean` says it
 * @param known the directories that have claims of their own
 */
export function unknownPlace(place: string, near: string, known: readonly string[]): UserError {
  return userError(
    "unknown_place",
    { place, known },
    `--k8s-claim ${place}=…: the container has no volume /${place}${near}; ` +
      `known are: ${known.join(", ")}`,
  );
}

/** @param form what `--print` names */
export function unprintable(form: string, what: string, remedy: string): UserError {
  return userError(
    "unprintable",
    { form, what },
    `${what} cannot be printed for ${form}: ${remedy}`,
  );
}

export function unknownEngine(engine: string): UserError {
  return userError(
    "unknown_engine",
    { engine },
    `unknown container engine '${engine}' (known: docker, podman)`,
  );
}

export function engineNotInstalled(engine: string): UserError {
  return userError(
    "engine_not_installed",
    { engine },
    `container engine '${engine}' is not installed`,
  );
}

export function noEngine(): UserError {
  return userError("no_engine", {}, "no container engine found, need docker or podman");
}

export function unknownSudo(command: string): UserError {
  return userError(
    "unknown_sudo",
    { command },
    `Unsupported KAS_SUDO_CMD ('${command}'), use sudo or run0.`,
  );
}

export function valueMissing(option: string): UserError {
  return userError("value_missing", { option }, `${option} needs a value`);
}

export function noCommand(known: readonly string[]): UserError {
  return userError("no_command", { known }, `no command given; known are: ${known.join(", ")}`);
}

/** @param near what it may have meant, as `didYouMean` says it */
export function unknownCommand(
  command: string,
  near: string,
  known: readonly string[],
): UserError {
  return userError(
    "unknown_command",
    { command, known },
    `unknown command "${command}"${near}; known are: ${known.join(", ")}`,
  );
}

/** @param message what to say of it, with the levels that there are */
/** @param message why an option does not take the value */
export function invalidValue(message: string): UserError {
  return userError("invalid_value", {}, message);
}

export function severalBuildSystems(): UserError {
  return userError(
    "several_build_systems",
    {},
    "only one of --isar and --isar-rootless can be selected",
  );
}

export function loopDeviceOption(): UserError {
  return userError(
    "loop_device_option",
    {},
    "--with-loop-dev is gone: pass the device with --runtime-args '--device=/dev/loop-control …'",
  );
}

/** @param near what it may have meant, as `didYouMean` says it */
export function unknownOption(option: string, near: string): UserError {
  return userError(
    "unknown_option",
    { option },
    `unknown option ${option}${near || ";"} options of kas itself come after the command ` +
      "(see --help)",
  );
}

export function unsupportedOption(option: string): UserError {
  return userError(
    "unsupported_option",
    { option },
    `${option} is not supported with kas-container`,
  );
}

export function severalCommands(message: string): UserError {
  return userError("command_apart", {}, message);
}

export function noRepoCommand(): UserError {
  return userError("no_repo_command", {}, "for-all-repos needs a command");
}

// The project's kas-container.env.

export function badPinLine(place: Location): Problem {
  const message = "must be NAME=VALUE, or a comment that starts with #";
  return { kind: "bad_pin_line", fields: {}, message, place };
}

/** @param known what can be set */
export function unknownPin(name: string, known: readonly string[], place: Location): Problem {
  const message = `${name} cannot be set here: a project sets the image only, by ` +
    known.join(", ");
  return { kind: "unknown_pin", fields: { name, known }, message, place };
}

export function pinnedTwice(name: string, place: Location): Problem {
  return { kind: "pinned_twice", fields: { name }, message: `${name} is set twice`, place };
}

/** @param kind what it should be */
export function badPinValue(name: string, value: string, kind: string, place: Location): Problem {
  const message =
    `${name}: ${JSON.stringify(value)} is not ${kind}; values stand without quotes, ` +
    "blanks and variables";
  return { kind: "bad_pin_value", fields: { name, value }, message, place };
}

/** @param root the project */
export function pinOutOfProject(file: string, target: string, root: string): UserError {
  return userError(
    "pin_out_of_project",
    { file, target, root },
    `${file} leads to ${target}, out of the project ${root}: put the file itself there`,
  );
}

export function pinUnreadable(file: string): UserError {
  return userError("pin_unreadable", { file }, `${file} is no file that can be read`);
}

// --env

/** @param text what was given; it is not shown where it may have a value */
export function badVariableName(text: string): UserError {
  return userError(
    "bad_variable_name",
    { text },
    `--env: "${text}" is no name of a variable: letters, digits and _, no digit first`,
  );
}

export function variableWithValue(name: string): UserError {
  return userError(
    "variable_with_value",
    { name },
    `--env ${name}=…: only the name, as everybody on this machine can read command lines: ` +
      `export ${name}, and give --env ${name}`,
  );
}

export function ownVariable(name: string): UserError {
  return userError(
    "own_variable",
    { name },
    `--env ${name}: kas-container or the image sets ${name} in the container`,
  );
}

export function noVariablesByRun0(names: readonly string[]): UserError {
  return userError(
    "no_variables_by_run0",
    { names },
    `--env ${names.join(", --env ")}: run0 hands no variables on; set KAS_SUDO_CMD=sudo`,
  );
}
