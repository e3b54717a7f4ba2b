import { type UserError, userError } from "../base/errors.ts";
import type { Config } from "../config/config.ts";
import { configError } from "../config/errors.ts";

export function buildDirIsFile(buildDir: string): UserError {
  return userError(
    "build_dir_is_file",
    { buildDir },
    `the build directory ${buildDir} is not a directory`,
  );
}

/** @param found what bitbake's configuration cannot have between quotes */
export function buildDirUnusable(buildDir: string, variable: string, found: string): UserError {
  return userError(
    "build_dir_unusable",
    { buildDir, variable, found },
    `the build directory "${buildDir}" cannot have ${found} in its path: set ${variable} to another`,
  );
}

/** @param variable what says where the build directory is */
export function buildDirParentMissing(
  buildDir: string,
  parent: string,
  variable: string,
): UserError {
  return userError(
    "build_dir_parent_missing",
    { buildDir, parent, variable },
    `cannot create the build directory ${buildDir}: ${parent} does not exist; ` +
      `create it, or set ${variable}`,
  );
}

/** @param target where the link leads */
export function confOutside(path: string, target: string): UserError {
  return userError(
    "conf_outside",
    { path, target },
    `cannot write ${path}: a link leads to ${target}, outside the build directory; remove the link`,
  );
}

/**
 * @param script of the build system @param repos where it was looked for
 * @param other a repository with another build system's script
 */
export function noInitScript(
  script: string,
  repos: readonly { readonly name: string; readonly path: string }[],
  other: { readonly name: string; readonly script: string } | undefined,
): UserError {
  const isar = (name: string) => name.startsWith("isar");
  const looked = repos.map(({ name, path }) => `${name} (${path})`).join(", ");
  const remedy = other === undefined
    ? `add the repository that holds it, as ${
      isar(script) ? "isar does" : "poky or openembedded-core does"
    }, or set "build_system"`
    : `repository ${other.name} has ${other.script}: set "build_system" to ${
      isar(other.script) ? "isar-rootless or isar-privileged" : "openembedded"
    }`;
  return userError(
    "no_init_script",
    { script, repos: repos.map(({ name }) => name) },
    `Did not find any init-build-env script: no repository has ${script} in its root; looked at: ` +
      `${looked || "none"}; ${remedy}`,
  );
}

/** Buildtools that are to be used, but not downloaded. */
export function buildtoolsAbsent(version: string, directory: string): UserError {
  return userError(
    "buildtools_absent",
    { version, directory },
    `Buildtools ${version} are not in ${directory}: kas checkout installs them`,
  );
}

/** An installer that lies where downloads do, and is another one. */
export function foreignInstaller(path: string, found: string): string {
  return `Buildtools: ${path} is ignored, as its checksum is another (sha256 ${found})`;
}

/** An installer that only the network has. @param directories where it was looked for */
export function installerNotHere(
  url: string,
  name: string,
  directories: readonly string[],
): UserError {
  const looked = directories.length > 0 ? `not in ${directories.join(", ")}` : "not here";
  return userError(
    "installer_not_here",
    { url, name, directories },
    `The installer of the buildtools, ${name}, is ${looked}, and no network is asked, or it would ` +
      `have been ${url}: put it there, or name its directory by DL_DIR`,
  );
}

export function severalInitScripts(first: string, second: string): UserError {
  return userError(
    "several_init_scripts",
    { repos: [first, second] },
    `Multiple init scripts found (${second} vs. ${first}). ` +
      "Resolve ambiguity by removing one of the repos",
  );
}

/** @param output what the script printed */
export function initScriptFailed(script: string, status: number, output: string): UserError {
  return userError(
    "init_script_failed",
    { script, status, output },
    `${script} failed with error ${status}:\n${output}`,
  );
}

export function noSingleSetupScript(directory: string, count: number): UserError {
  return userError(
    "no_single_setup_script",
    { directory, count },
    `Expected 1 environment setup file in ${directory}, found ${count}. ` +
      "Invalid or misconfigured buildtools package.",
  );
}

/** The buildtools' directory has files of others, which replacing the buildtools would remove. */
export function foreignFiles(directory: string, names: readonly string[]): UserError {
  return userError(
    "foreign_files",
    { directory, names },
    `${directory} holds no buildtools, but other files (${names.slice(0, 3).join(", ")}): ` +
      "empty it, or set KAS_BUILDTOOLS_DIR to another directory",
  );
}

export function checksumMismatch(
  config: Pick<Config, "files">,
  url: string,
  found: string,
): UserError {
  return configError(
    config,
    ["buildtools", "sha256sum"],
    `sha256sum mismatch: installer may be corrupted (${url} has ${found})`,
  );
}

export function installerDownloadFailed(url: string, reason: string): UserError {
  return userError(
    "installer_download_failed",
    { url, reason },
    `Could not download buildtools installer ${url}: ${reason}`,
  );
}

/** @param output the last lines that the installer printed */
export function installerFailed(installer: string, status: number, output: string): UserError {
  return userError(
    "installer_failed",
    { installer, status, output },
    `Could not run buildtools installer ${installer} (${status}):\n${output}`,
  );
}

/** @param path PATH of the build environment */
export function bitbakeNotFound(path: string): UserError {
  return userError(
    "bitbake_not_found",
    { path },
    `bitbake is not in the PATH of the build environment (${path}): ` +
      "does a repository of the project hold it?",
  );
}
