import { USER_DATA } from "../entrypoint/image_layout.ts";
import type { LaunchFacts } from "./facts.ts";
import { volume } from "./volume.ts";

/** Files that variables name: mounted read-only, the variable set to their place. */
export const CREDENTIAL_FILES = {
  NETRC_FILE: ".netrc",
  NPMRC_FILE: ".npmrc",
  GITCONFIG_FILE: ".gitconfig",
  REGISTRY_AUTH_FILE: ".docker/config.json",
} as const;

/** The arguments that bring the caller's credentials into the container. */
export function credentialArgs(facts: LaunchFacts): string[] {
  const { env, paths } = facts;
  const mount = (path: string, place: string, mode = ":ro") => [
    "-v",
    `${volume(path)}:${place}${mode}`,
  ];
  const set = (name: string, value: string) => ["-e", `${name}=${value}`];
  const { KAS_SSH_DIR, SSH_AUTH_SOCK, KAS_AWS_DIR, AWS_WEB_IDENTITY_TOKEN_FILE } = paths;
  const { KAS_GIT_CREDENTIAL_STORE, KAS_GIT_CREDENTIAL_SOCKET } = paths;
  const helper = env.GIT_CREDENTIAL_HELPER ||
    (KAS_GIT_CREDENTIAL_SOCKET
      ? `cache --socket=${USER_DATA}/.git-cache-socket`
      : KAS_GIT_CREDENTIAL_STORE
      ? `store --file=${USER_DATA}/.git-credentials`
      : undefined);
  const args: string[] = [];
  if (KAS_SSH_DIR) args.push(...mount(KAS_SSH_DIR, `${USER_DATA}/.ssh`));
  if (SSH_AUTH_SOCK) {
    const place = "/ssh-agent/ssh-auth-sock";
    args.push(...mount(SSH_AUTH_SOCK, place, ""), ...set("SSH_AUTH_SOCK", place));
  }
  if (KAS_AWS_DIR) {
    args.push(
      ...mount(KAS_AWS_DIR, `${USER_DATA}/.aws`),
      ...set("AWS_CONFIG_FILE", env.AWS_CONFIG_FILE || `${USER_DATA}/.aws/config`),
      ...set(
        "AWS_SHARED_CREDENTIALS_FILE",
        env.AWS_SHARED_CREDENTIALS_FILE || `${USER_DATA}/.aws/credentials`,
      ),
    );
  }
  if (AWS_WEB_IDENTITY_TOKEN_FILE) {
    const place = `${USER_DATA}/.aws/web_identity_token`;
    args.push(
      ...mount(AWS_WEB_IDENTITY_TOKEN_FILE, place),
      ...set("AWS_WEB_IDENTITY_TOKEN_FILE", place),
      ...set("AWS_ROLE_ARN", env.AWS_ROLE_ARN ?? ""),
    );
  }
  if (KAS_GIT_CREDENTIAL_STORE) {
    args.push(...mount(KAS_GIT_CREDENTIAL_STORE, `${USER_DATA}/.git-credentials`));
  }
  if (KAS_GIT_CREDENTIAL_SOCKET) {
    args.push(...mount(KAS_GIT_CREDENTIAL_SOCKET, `${USER_DATA}/.git-cache-socket`, ""));
  }
  if (helper) args.push(...set("GIT_CREDENTIAL_HELPER", helper));
  for (const [name, file] of Object.entries(CREDENTIAL_FILES)) {
    const path = paths[name];
    if (path) {
      args.push(...mount(path, `${USER_DATA}/${file}`), ...set(name, `${USER_DATA}/${file}`));
    }
  }
  return args;
}
