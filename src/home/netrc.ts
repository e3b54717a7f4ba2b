import type { Environment } from "../base/command.ts";

/** The .netrc (netrc(5)): the caller's, and GitLab CI's job token for its own server. */
export function netrc(callers: string | undefined, env: Environment): string | undefined {
  if (!env.CI_SERVER_HOST || !env.CI_JOB_TOKEN) return callers;
  const entry = `machine ${env.CI_SERVER_HOST}\nlogin gitlab-ci-token\n` +
    `password ${env.CI_JOB_TOKEN}\n`;
  if (!callers) return entry;
  return `${callers}${callers.endsWith("\n") ? "" : "\n"}${entry}`;
}
