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
 * The command line of a call of Mercurial. Offline, whatever a repository and its subrepositories
 * ask ends at a program that fails, or at a proxy that is none (hg help config.http_proxy).
 */
export function hgArgv(args: readonly string[], offline: boolean): string[] {
  const settings = ["ui.ssh=false", "http_proxy.host=127.0.0.1:1", "http_proxy.always=true"];
  return ["hg", ...offline ? settings.map((each) => `--config=${each}`) : [], ...args];
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
