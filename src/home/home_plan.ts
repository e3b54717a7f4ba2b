import { setIniKeys } from "../base/ini.ts";
import type { Action, Plan } from "../base/plan.ts";
import { copyTree } from "../base/tree.ts";
import { gitConfig } from "./git_config.ts";
import type { HomeFacts } from "./home_facts.ts";
import { netrc } from "./netrc.ts";
import { registryAuth } from "./registry_auth.ts";

const PRIVATE_FILE = 0o600;
const PRIVATE_DIRECTORY = 0o700;

/**
 * The temporary HOME of a run: credentials of the caller and of the CI system, and the
 * git configuration. Everything in it is private.
 * @param home the directory, which exists and is private
 */
export function homePlan(home: string, facts: HomeFacts): Plan {
  const file = (name: string, text: string): Action => ({
    kind: "write_file",
    path: `${home}/${name}`,
    text,
    mode: PRIVATE_FILE,
    secret: true,
  });
  const directory = (name: string): Action => ({
    kind: "make_directory",
    path: `${home}/${name}`,
    mode: PRIVATE_DIRECTORY,
  });
  const machines = netrc(facts.texts.NETRC_FILE, facts.env);
  const actions: Action[] = [
    ...(machines === undefined ? [] : [file(".netrc", machines)]),
    ...(facts.texts.NPMRC_FILE === undefined ? [] : [file(".npmrc", facts.texts.NPMRC_FILE)]),
    directory(".docker"),
    file(".docker/config.json", registryAuth(facts.texts.REGISTRY_AUTH_FILE, facts.env)),
    file(".gitconfig", gitConfig(facts)),
    directory(".aws"),
    ...awsFiles(home, facts, file),
  ];
  return { actions, finally: [] };
}

function awsFiles(
  home: string,
  facts: HomeFacts,
  file: (name: string, text: string) => Action,
): Action[] {
  const { AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE, AWS_WEB_IDENTITY_TOKEN_FILE } = facts.texts;
  const actions: Action[] = [];
  const both = AWS_CONFIG_FILE !== undefined && AWS_SHARED_CREDENTIALS_FILE !== undefined;
  const sso = AWS_CONFIG_FILE !== undefined && facts.awsSsoCache !== undefined;
  let config = both || sso ? AWS_CONFIG_FILE : undefined;
  if (both) actions.push(file(".aws/credentials", AWS_SHARED_CREDENTIALS_FILE));
  const role = facts.env.AWS_ROLE_ARN;
  if (AWS_WEB_IDENTITY_TOKEN_FILE !== undefined && role) {
    config = setIniKeys(config ?? "", "default", {
      role_arn: role,
      web_identity_token_file: `${home}/.aws/web_identity_token`,
    });
    actions.push(file(".aws/web_identity_token", AWS_WEB_IDENTITY_TOKEN_FILE));
  }
  if (config !== undefined) actions.push(file(".aws/config", config));
  if (sso) {
    actions.push(
      { kind: "make_directory", path: `${home}/.aws/sso`, mode: PRIVATE_DIRECTORY },
      ...copyTree(facts.awsSsoCache!, facts.awsSsoCache!.root, `${home}/.aws/sso/cache`),
    );
  }
  return actions;
}
