import type { Environment } from "../base/command.ts";
import { gitConfigSection } from "../base/ini.ts";
import type { HomeFacts } from "./home_facts.ts";

const HTTPS_PORT = "443";
const SSH_PORT = "22";

/**
 * The .gitconfig of the temporary HOME. kas's identity stands first, so that an identity
 * in the caller's own configuration, which follows, wins over it.
 */
export function gitConfig(facts: HomeFacts): string {
  const callers = facts.texts.GITCONFIG_FILE ?? facts.userGitConfig;
  return [
    gitConfigSection("user", [["name", "kas User"], ["email", "kas@example.com"]]),
    ...(callers === undefined ? [] : [callers.endsWith("\n") ? callers : `${callers}\n`]),
    ...credentialHelper(facts.env),
    ...(callers === undefined && facts.managed === "GitLab CI" ? gitLabSections(facts) : []),
  ].join("");
}

function credentialHelper(env: Environment): string[] {
  if (!env.GIT_CREDENTIAL_HELPER) return [];
  const perPath = env.GIT_CREDENTIAL_USEHTTPPATH;
  return [
    gitConfigSection("credential", [
      // The empty value drops the helpers that stand before it (gitcredentials(7)).
      ["helper", ""],
      ["helper", env.GIT_CREDENTIAL_HELPER],
      ...(perPath ? [["useHttpPath", perPath] as const] : []),
    ]),
  ];
}

function gitLabSections(facts: HomeFacts): string[] {
  const { CI_PROJECT_DIR, CI_SERVER_HOST, SSH_PRIVATE_KEY, SSH_PRIVATE_KEY_FILE, SSH_AUTH_SOCK } =
    facts.env;
  const sshConfigured = SSH_PRIVATE_KEY !== undefined || SSH_PRIVATE_KEY_FILE !== undefined ||
    SSH_AUTH_SOCK !== undefined || facts.sshConfigPresent;
  return [
    ...(CI_PROJECT_DIR ? [gitConfigSection("safe", [["directory", CI_PROJECT_DIR]])] : []),
    ...(CI_SERVER_HOST && !sshConfigured ? sshRewrites(CI_SERVER_HOST, facts.env) : []),
  ];
}

/** ssh URLs of the GitLab server as https ones, for which the job token serves. */
function sshRewrites(host: string, env: Environment): string[] {
  const protocol = env.CI_SERVER_PROTOCOL ?? "https";
  const sshHost = env.CI_SERVER_SHELL_SSH_HOST ?? host;
  const sshPort = env.CI_SERVER_SHELL_SSH_PORT ?? SSH_PORT;
  return [host, `${host}:${env.CI_SERVER_PORT ?? HTTPS_PORT}`].map((server) =>
    gitConfigSection(`url "${protocol}://${server}/"`, [
      ["insteadOf", `git@${sshHost}:`],
      ["insteadOf", `git@${sshHost}:${sshPort}`],
      ["insteadOf", `ssh://git@${sshHost}/`],
      ["insteadOf", `ssh://git@${sshHost}:${sshPort}/`],
    ])
  );
}
