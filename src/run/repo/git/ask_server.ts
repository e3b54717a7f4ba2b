import type { Finished } from "../../../host/host.ts";
import { serverNotAsked } from "../../../repo/errors.ts";
import type { ManagedRepo } from "../../../repo/repo.ts";
import type { ToolOptions, Tools } from "../../tools.ts";
import { fromFirst } from "../mirrors.ts";
import { overNetwork } from "../over_network.ts";
import { sourcesOf } from "../places.ts";
import { Git } from "./git.ts";

/**
 * Runs git with the network, for one place of a repository after the other until one works; the
 * repository itself need not be there.
 * @param args called anew for each attempt
 * @throws UserError where all need the network, and the run is offline
 */
export async function askServer(
  git: Git,
  repo: ManagedRepo,
  args: (url: string) => readonly string[],
  options: ToolOptions = {},
): Promise<Finished> {
  const { session } = git.tools;
  const { places } = sourcesOf(session, repo);
  if (places.length === 0) {
    throw (await import("../not_here.ts")).notHere(session, repo, serverNotAsked(repo));
  }
  return await fromFirst(
    session,
    repo,
    places,
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

/** git in the work directory: a URL that is a path is seen from there. */
export function gitInWorkDirectory(tools: Tools): Git {
  return new Git(tools, tools.session.settings.workDir);
}
