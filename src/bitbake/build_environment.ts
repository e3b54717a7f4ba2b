import type { Environment } from "../base/command.ts";
import type { BuildSystem } from "../config/config.ts";

/** The scripts in a repository's root that set up the build environment. */
export const INIT_SCRIPTS = ["oe-init-build-env", "isar-init-build-env"] as const;

/** The script of a build system. */
export function initScript(buildSystem: BuildSystem): typeof INIT_SCRIPTS[number] {
  return buildSystem === "openembedded" ? "oe-init-build-env" : "isar-init-build-env";
}

/** PATH that init scripts start with, so that the caller's does not leak into builds. */
export const BASE_PATH = "/usr/sbin:/usr/bin:/sbin:/bin";

/**
 * Bash that reads an init script and prints the environment it leaves behind, as NUL
 * separated records on standard output. Arguments: build directory, init script,
 * environment script of the buildtools or nothing. What the scripts print goes to
 * standard error, to be shown when they fail.
 */
export const READ_ENVIRONMENT = [
  "set -e",
  'if [ -n "$3" ]; then source "$3" >&2 || true; fi',
  'source "$2" "$1" >&2',
  "env -0",
  // Not the last command: bash would become env, and count SHLVL down for it.
  ":",
].join("\n");

/** Variables that kas lets through to bitbake's recipes. */
const PASSED_TO_RECIPES = [
  "SSTATE_DIR",
  "SSTATE_MIRRORS",
  "BB_HASHSERVE_DB_DIR",
  "BB_HASHSERVE",
  "BB_HASHSERVE_UPSTREAM",
  "DL_DIR",
  "TMPDIR",
];
/** Further variables of the caller that win over those of the init script. */
const PASSED_TO_SHELL = ["SSH_AUTH_SOCK", "SHELL", "TERM", "GIT_PROXY_COMMAND", "NO_PROXY"];

/** Reads NUL separated `NAME=value` records. */
export function parseEnvironment(output: string): Record<string, string> {
  const env: Record<string, string> = {};
  for (const record of output.split("\0")) {
    const equals = record.indexOf("=");
    if (equals > 0) env[record.slice(0, equals)] = record.slice(equals + 1);
  }
  return env;
}

/** What keeps builds from the network: bitbake's fetchers, and Isar's debootstrap. */
export function offlineEnvironment(buildSystem: BuildSystem): Environment {
  return {
    BB_NO_NETWORK: "1",
    ...buildSystem === "openembedded" ? {} : { ISAR_USE_CACHED_BASE_REPO: "1" },
  };
}

/**
 * The environment of the build.
 * @param scripted what the init script left behind
 * @param configured `env` of the configuration; null only names a variable to let through
 * @param caller the environment kas was called with
 * @param own variables of kas's, over which only the caller's win
 */
export function buildEnvironment(
  scripted: Environment,
  configured: ReadonlyMap<string, string | null>,
  caller: Environment,
  own: Environment = {},
): Record<string, string> {
  const env: Record<string, string | null> = {
    ...scripted,
    ...Object.fromEntries(configured),
    ...own,
  };
  const passed = [...new Set([...PASSED_TO_RECIPES, ...configured.keys(), ...Object.keys(own)])];
  for (const list of ["BB_ENV_PASSTHROUGH_ADDITIONS", "BB_ENV_EXTRAWHITE"]) {
    if (!(list in env)) continue;
    env[list] = `${env[list]} ${passed.join(" ")}`;
    break;
  }
  for (const name of [...passed, ...PASSED_TO_SHELL]) {
    const value = caller[name];
    if (value !== undefined) env[name] = value;
  }
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== null),
  );
}
