import { resolve } from "node:path";
import { CREDENTIAL_FILES } from "../../container/credentials.ts";
import { noSshAgent, notOfKind } from "../../container/errors.ts";
import { FORWARDED_DIRECTORIES } from "../../container/forwarded_directories.ts";
import type { ContainerOptions } from "../../container/options.ts";
import type { Host } from "../../host/host.ts";

/** Real paths of all that variables and options name. What must be there and is not, is an error. */
export function namedPaths(host: Host, options: ContainerOptions): Record<string, string> {
  const { env, cwd } = host;
  const found: Record<string, string> = {};
  const add = (name: string, value: string | undefined, kind: "directory" | "file" | "socket") => {
    if (!value) return;
    const path = host.realPath(resolve(cwd, value));
    if (host.stat(path)?.kind !== kind) throw notOfKind(name, value, kind);
    found[name] = path;
  };
  add("KAS_WORK_DIR", env.KAS_WORK_DIR || cwd, "directory");
  add("KAS_REPO_REF_DIR", env.KAS_REPO_REF_DIR, "directory");
  for (const name of Object.keys(FORWARDED_DIRECTORIES)) {
    const value = env[name];
    if (!value || name === "KAS_REPO_REF_DIR") continue;
    const path = host.realPath(resolve(cwd, value));
    const kind = host.stat(path)?.kind;
    if (kind !== undefined && kind !== "directory") throw notOfKind(name, value, "directory");
    found[name] = path;
  }
  add("KAS_SSH_DIR", options.sshDir ?? env.KAS_SSH_DIR, "directory");
  add("KAS_AWS_DIR", options.awsDir ?? env.KAS_AWS_DIR, "directory");
  if (options.sshAgent) {
    if (!env.SSH_AUTH_SOCK) throw noSshAgent();
    add("SSH_AUTH_SOCK", env.SSH_AUTH_SOCK, "socket");
  }
  const store = options.gitCredentialStore ?? env.KAS_GIT_CREDENTIAL_STORE;
  add("KAS_GIT_CREDENTIAL_STORE", store, "file");
  const socket = options.gitCredentialSocket ?? env.KAS_GIT_CREDENTIAL_SOCKET;
  add("KAS_GIT_CREDENTIAL_SOCKET", socket, "socket");
  for (const name of [...Object.keys(CREDENTIAL_FILES), "AWS_WEB_IDENTITY_TOKEN_FILE"]) {
    add(name, env[name], "file");
  }
  return found;
}
