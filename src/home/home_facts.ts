import type { Environment } from "../base/command.ts";
import type { Tree } from "../base/tree.ts";
import type { ManagedEnvironment } from "../config/settings.ts";

/** Variables that name files or values for the temporary HOME. */
export const HOME_VARIABLES = [
  "GIT_CREDENTIAL_HELPER",
  "GIT_CREDENTIAL_USEHTTPPATH",
  "GITCONFIG_FILE",
  "AWS_CONFIG_FILE",
  "AWS_ROLE_ARN",
  "AWS_SHARED_CREDENTIALS_FILE",
  "AWS_WEB_IDENTITY_TOKEN_FILE",
  "NETRC_FILE",
  "NPMRC_FILE",
  "REGISTRY_AUTH_FILE",
] as const;

/** Variables whose file's content goes into the temporary HOME. */
export const HOME_FILE_VARIABLES = [
  "NETRC_FILE",
  "NPMRC_FILE",
  "REGISTRY_AUTH_FILE",
  "GITCONFIG_FILE",
  "AWS_CONFIG_FILE",
  "AWS_SHARED_CREDENTIALS_FILE",
  "AWS_WEB_IDENTITY_TOKEN_FILE",
] as const;

export type HomeFileVariable = typeof HOME_FILE_VARIABLES[number];

/** What was found outside: everything the temporary HOME is made of. */
export interface HomeFacts {
  readonly env: Environment;
  readonly managed: ManagedEnvironment | undefined;
  /** Texts of the files that the variables name. */
  readonly texts: Partial<Readonly<Record<HomeFileVariable, string>>>;
  /** The user's ~/.gitconfig, read only in managed environments. */
  readonly userGitConfig: string | undefined;
  /** Whether the user's ~/.ssh/config exists. */
  readonly sshConfigPresent: boolean;
  /** The AWS single sign-on cache, if there is one. */
  readonly awsSsoCache: Tree | undefined;
}
