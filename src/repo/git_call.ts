import type { Environment } from "../base/command.ts";

/**
 * Settings of every call, over those of any configuration file (git-config(1)): a repository
 * that somebody else could write to must not start programs, nor lend its bare neighbours
 * (https://git-scm.com/docs/git-config#Documentation/git-config.txt-safebareRepository).
 */
const SETTINGS = [
  "core.fsmonitor=false",
  "core.hooksPath=/dev/null",
  "safe.bareRepository=explicit",
  "protocol.ext.allow=never",
  "submodule.recurse=false",
  // A server that sends less than a byte in a second, for a minute, is not waited for.
  "http.lowSpeedLimit=1",
  "http.lowSpeedTime=60",
];

/**
 * git-lfs has what it lacks from no server, but from a directory that is none: it fails
 * (git-lfs-config(5)). A later setting of the same name names another.
 */
const OFFLINE_SETTINGS = ["lfs.url=file:///dev/null"];

/**
 * What no server is asked by, whatever a configuration allows (git(1)): what is missing of a
 * partial clone is not fetched either, which older releases of git do not know.
 */
const OFFLINE_ENVIRONMENT: Environment = { GIT_ALLOW_PROTOCOL: "file", GIT_NO_LAZY_FETCH: "1" };

/** The only variables of git's that callers, and projects by `env`, hand on. */
const PASSED = new Set([
  "GIT_ASKPASS",
  "GIT_PROXY_COMMAND",
  "GIT_SSH",
  "GIT_SSH_COMMAND",
  "GIT_SSL_CAINFO",
  "GIT_SSL_CAPATH",
  "GIT_TERMINAL_PROMPT",
]);

/** How a call of git is made. */
export interface GitCall {
  /** The directory is a bare repository itself. */
  readonly bare?: boolean;
  readonly offline?: boolean;
}

/** The command line of a call of git. */
export function gitArgv(args: readonly string[], { bare, offline }: GitCall = {}): string[] {
  const settings = [...SETTINGS, ...offline ? OFFLINE_SETTINGS : []].flatMap((
    setting,
  ) => ["-c", setting]);
  const directory = bare ? ["--git-dir=."] : [];
  return ["git", "--no-replace-objects", ...settings, ...directory, ...args];
}

/**
 * The environment of a call of git: nobody's GIT_DIR, GIT_CONFIG_… or GIT_INDEX_FILE.
 * @param own variables of the call itself
 */
export function gitEnvironment(
  env: Environment,
  own: Environment = {},
  { offline }: GitCall = {},
): Environment {
  const passed = Object.entries(env).filter(([name]) =>
    !name.startsWith("GIT_") || PASSED.has(name)
  );
  return { ...Object.fromEntries(passed), ...own, ...offline ? OFFLINE_ENVIRONMENT : {} };
}
