import { dirname } from "node:path";
import { publicUrl } from "../../../base/credentials.ts";
import type { Finished } from "../../../host/host.ts";
import type { ManagedRepo } from "../../../repo/repo.ts";
import { candidateUrls } from "../../../repo/url.ts";
import type { ToolOptions, Tools } from "../../tools.ts";
import { fromFirst } from "../mirrors.ts";
import { overNetwork } from "../over_network.ts";
import { Git } from "./git.ts";

/**
 * Runs git with the network, for one URL of a repository after the other until one works; the
 * repository itself need not be there.
 * @param args called anew for each attempt
 */
export function askServer(
  git: Git,
  repo: ManagedRepo,
  args: (url: string) => readonly string[],
  options: ToolOptions = {},
): Promise<Finished> {
  const { session } = git.tools;
  const urls = candidateUrls(repo.url, session.settings.premirrors).map(publicUrl);
  return fromFirst(
    session,
    repo,
    urls,
    ({ url, env }) =>
      overNetwork(session, repo, () =>
        git.run(args(url), {
          ...options,
          lookUp: false,
          // What git says is looked through.
          env: { ...env, ...options.env, LANGUAGE: "en" },
        })),
  );
}

/** git where a repository is cloned: a URL that is a path is seen from there. */
export function gitBeside(tools: Tools, { path }: ManagedRepo): Git {
  const { host, settings } = tools.session;
  const parent = dirname(path);
  return new Git(tools, host.stat(parent)?.kind === "directory" ? parent : settings.workDir);
}
