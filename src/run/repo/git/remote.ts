import { join } from "node:path";
import type { Environment } from "../../../base/command.ts";
import type { UserError } from "../../../base/errors.ts";
import { fromShallow, withoutFetchHead } from "../../../repo/git.ts";
import { fetchFailed } from "../../../repo/errors.ts";
import type { ManagedRepo, Repo } from "../../../repo/repo.ts";
import type { PublicUrl } from "../../../base/credentials.ts";
import type { Finished } from "../../../host/host.ts";
import type { Progress } from "../../progress.ts";
import { fromFirst } from "../mirrors.ts";
import { overNetwork } from "../over_network.ts";
import type { Sources } from "../places.ts";
import type { Git, GitRepo } from "./git.ts";

/** A repository that is being fetched. */
export interface Fetch extends GitRepo, Sources {
  readonly repo: ManagedRepo;
  readonly progress: Progress;
}

/** Runs git for one place after the other until one works. */
export async function fetchFirst(
  it: Fetch,
  args: (url: string) => string[],
  git: Git,
): Promise<void> {
  const { session, repo, places } = it;
  // Offline, what is asked is a reference repository, which a bundle may have brought.
  const isShallow = (url: string) =>
    session.options.offline && session.host.stat(join(url, "shallow")) !== undefined;
  const attempt = ({ url, env }: PublicUrl) =>
    fetching(it, isShallow(url) ? fromShallow(args(url)) : args(url), git, env);
  const last = await fromFirst(session, repo, places, attempt);
  if (last.status !== 0) throw await fetchError(it, last.stderr);
}

/** Runs git with the network, several times if need be; its progress is shown. */
export function fetching(
  { session, repo, progress }: Fetch,
  args: string[],
  git: Git,
  env: Environment,
): Promise<Finished> {
  const words = Object.keys(env).length > 0 ? withoutFetchHead(args) : args;
  return overNetwork(session, repo, () =>
    git.run(words, {
      lookUp: false,
      // What git says is looked through.
      env: { ...env, LANGUAGE: "en" },
      collect: "tail",
      onLine: (stream, line) => stream === "stderr" && progress.update(repo.name, line),
    }));
}

/** What git says of a reference or a commit that a server does not have. */
const ABSENT = /couldn't find remote ref|Remote branch .* not found in upstream|not our ref/;

/** Why git could not fetch. @param stderr its words */
export async function fetchError(it: Fetch, stderr: string): Promise<UserError> {
  if (!ABSENT.test(stderr)) return gitFetchFailed(it.repo, stderr);
  const { missingRemoteRef } = await import("./missing_ref.ts");
  return await missingRemoteRef(it, stderr);
}

/** git's words without those about its progress. */
export function gitFetchFailed(repo: Repo, stderr: string): UserError {
  const noise = /^\s*$|^Cloning into|\d+% \(|^remote: (?:Enumerating|Counting|Compressing|Total) /;
  const words = stderr.split(/[\n\r]/).filter((line) => !noise.test(line));
  return fetchFailed(repo, words.join("\n"));
}
