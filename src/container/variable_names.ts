import { CREDENTIAL_FILES } from "./credentials.ts";
import { badVariableName, ownVariable, variableWithValue } from "./errors.ts";
import { FORWARDED_DIRECTORIES } from "./forwarded_directories.ts";

/** Variables that kas-container sets in the container, or that the container has for itself. */
const OWN: ReadonlySet<string> = new Set([
  ...["KAS_WORK_DIR", "KAS_CONTAINER_SCRIPT_VERSION", "USER_ID", "GROUP_ID", "KAS_HOST_TZ"],
  ...["KAS_BLOCK_SUDO", "KAS_SUBUID", "KAS_SUBGID", "KAS_DOCKER_ROOTLESS", "_KAS_REPO_DIR_HOST"],
  ...["SSH_AUTH_SOCK", "GIT_CREDENTIAL_HELPER", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"],
  ...["AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN"],
  ...Object.keys(FORWARDED_DIRECTORIES),
  ...Object.keys(CREDENTIAL_FILES),
  ...["KAS_IMAGE_VARIANT", "SHELL", "PATH", "HOME", "USER", "LOGNAME", "HOSTNAME", "PWD", "OLDPWD"],
  ...["TMPDIR", "LANG", "LANGUAGE"],
]);

/** Whether a text is a name, as shells have them, that means the same on the host and in the container. */
export function canBeHandedOver(name: string): boolean {
  return isName(name) && !isOwn(name);
}

/** The name that `--env` is given. @throws UserError if it is none, or one that cannot be chosen */
export function checkVariableName(text: string): string {
  const name = text.split("=")[0]!;
  if (!isName(name)) throw badVariableName(name);
  if (name !== text) throw variableWithValue(name);
  if (isOwn(name)) throw ownVariable(name);
  return name;
}

function isName(text: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(text);
}

function isOwn(name: string): boolean {
  return OWN.has(name) || /^(?:LD|LC)_/.test(name);
}
