import type { Environment } from "../base/command.ts";

/**
 * The environment of a call of Mercurial (hg help environment): no configuration but kas's own,
 * as hooks, extensions and aliases of users, machines and repositories are programs; options are
 * read as options only where they stand first or in one word with their value; nobody's HG….
 * @param own variables of the call itself
 */
export function hgEnvironment(env: Environment, own: Environment = {}): Environment {
  const passed = Object.entries(env).filter(([name]) => !name.startsWith("HG"));
  return {
    ...Object.fromEntries(passed),
    HGPLAIN: "+strictflags",
    HGRCPATH: "",
    HGRCSKIPREPO: "1",
    ...own,
  };
}

/**
 * Configuration with the login for a server (hg help config.auth), which command lines would
 * show to everybody. @param url of the repository, without the login
 */
export function hgLogin(
  url: string,
  { name, password }: { readonly name: string; readonly password: string },
): string {
  const server = /^[^:]+:\/\/[^/?#]*/.exec(url)![0];
  return `[auth]\nkas.prefix = ${server}\nkas.username = ${name}\nkas.password = ${password}\n`;
}
