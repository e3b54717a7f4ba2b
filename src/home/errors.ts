import { type UserError, userError } from "../base/errors.ts";

/** The file that a variable names is not there. */
export function namedFileMissing(variable: string, path: string): UserError {
  return userError(
    "named_file_missing",
    { variable, path },
    `Environment variable "${variable}" is set, but the path does not exist: ${path}`,
  );
}

/** The text is not shown: it holds secrets. */
export function registryFileNotObject(): UserError {
  return userError(
    "registry_file_not_object",
    { variable: "REGISTRY_AUTH_FILE" },
    "the file that REGISTRY_AUTH_FILE names is not a JSON object",
  );
}

export function twoSshAgents(): UserError {
  return userError(
    "two_ssh_agents",
    {},
    'Internal SSH agent (e.g. for "SSH_PRIVATE_KEY") can only be started if no external one is ' +
      "passed.",
  );
}

export function sshToolMissing(tool: string): UserError {
  return userError(
    "ssh_tool_missing",
    { tool },
    `SSH setup requested but could not find "${tool}" in PATH`,
  );
}

/** @param words what ssh-agent said */
export function sshAgentFailed(words: string): UserError {
  return userError("ssh_agent_failed", { words }, `the SSH agent does not start: ${words}`);
}

/**
 * @param source the variable or file that the key is from
 * @param words what ssh-add said
 */
export function sshKeyRefused(source: string, words: string): UserError {
  return userError(
    "ssh_key_refused",
    { source, words },
    `failed to add ssh key from ${source}: ${words}; a key with a passphrase cannot be used`,
  );
}
