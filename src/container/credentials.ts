import { USER_DATA } from "../entrypoint/image_layout.ts";
import { type ContainerPart, mountDirectory, mountFile, setVariable } from "./container_spec.ts";
import type { LaunchFacts } from "./facts.ts";

/** Files that variables name: mounted read-only, the variable set to their place. */
export const CREDENTIAL_FILES = {
  NETRC_FILE: ".netrc",
  NPMRC_FILE: ".npmrc",
  GITCONFIG_FILE: ".gitconfig",
  REGISTRY_AUTH_FILE: ".docker/config.json",
} as const;

/** What brings the caller's credentials into the container. */
export function credentials(facts: LaunchFacts): ContainerPart[] {
  const { env, paths } = facts;
  const { KAS_SSH_DIR, SSH_AUTH_SOCK, KAS_AWS_DIR, AWS_WEB_IDENTITY_TOKEN_FILE } = paths;
  const { KAS_GIT_CREDENTIAL_STORE, KAS_GIT_CREDENTIAL_SOCKET } = paths;
  const helper = env.GIT_CREDENTIAL_HELPER ||
    (KAS_GIT_CREDENTIAL_SOCKET
      ? `cache --socket=${USER_DATA}/.git-cache-socket`
      : KAS_GIT_CREDENTIAL_STORE
      ? `store --file=${USER_DATA}/.git-credentials`
      : undefined);
  const parts: ContainerPart[] = [];
  if (KAS_SSH_DIR) parts.push(...mountDirectory(KAS_SSH_DIR, `${USER_DATA}/.ssh`, "ro"));
  if (SSH_AUTH_SOCK) {
    const place = "/ssh-agent/ssh-auth-sock";
    parts.push(
      ...mountFile(SSH_AUTH_SOCK, place, "socket"),
      ...setVariable("SSH_AUTH_SOCK", place),
    );
  }
  if (KAS_AWS_DIR) {
    parts.push(
      ...mountDirectory(KAS_AWS_DIR, `${USER_DATA}/.aws`, "ro"),
      ...setVariable("AWS_CONFIG_FILE", env.AWS_CONFIG_FILE || `${USER_DATA}/.aws/config`),
      ...setVariable(
        "AWS_SHARED_CREDENTIALS_FILE",
        env.AWS_SHARED_CREDENTIALS_FILE || `${USER_DATA}/.aws/credentials`,
      ),
    );
  }
  if (AWS_WEB_IDENTITY_TOKEN_FILE) {
    const place = `${USER_DATA}/.aws/web_identity_token`;
    parts.push(
      ...mountFile(AWS_WEB_IDENTITY_TOKEN_FILE, place),
      ...setVariable("AWS_WEB_IDENTITY_TOKEN_FILE", place),
      ...setVariable("AWS_ROLE_ARN", env.AWS_ROLE_ARN ?? ""),
    );
  }
  if (KAS_GIT_CREDENTIAL_STORE) {
    parts.push(...mountFile(KAS_GIT_CREDENTIAL_STORE, `${USER_DATA}/.git-credentials`));
  }
  if (KAS_GIT_CREDENTIAL_SOCKET) {
    parts.push(
      ...mountFile(KAS_GIT_CREDENTIAL_SOCKET, `${USER_DATA}/.git-cache-socket`, "socket"),
    );
  }
  // A line for the shell often has the password in it.
  if (helper?.startsWith("!")) {
    parts.push({ kind: "callers_variable", name: "GIT_CREDENTIAL_HELPER" });
  } else if (helper) parts.push(...setVariable("GIT_CREDENTIAL_HELPER", helper));
  for (const [name, file] of Object.entries(CREDENTIAL_FILES)) {
    const path = paths[name];
    if (path) {
      parts.push(
        ...mountFile(path, `${USER_DATA}/${file}`),
        ...setVariable(name, `${USER_DATA}/${file}`),
      );
    }
  }
  return parts;
}
