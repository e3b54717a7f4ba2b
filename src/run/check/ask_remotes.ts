import type { Environment } from "../../base/command.ts";
import { publicUrl } from "../../base/credentials.ts";
import { mercurialNotAsked, offlineNotAsked } from "../../check/errors.ts";
import type { Finding } from "../../check/finding.ts";
import { notAnswered, remoteFindings, RemoteRefs } from "../../check/remote_refs.ts";
import { isManaged, type ManagedRepo, type Repo } from "../../repo/repo.ts";
import { lsRemoteArgs } from "../../repo/git.ts";
import { askServer, gitInWorkDirectory } from "../repo/git/ask_server.ts";
import { sourcesOf } from "../repo/places.ts";
import type { Session } from "../session.ts";
import { forEachLimited, parallelism, Tools } from "../tools.ts";

/** Asks the servers whether they have what repositories are pinned to, each once. */
export async function askRemotes(
  session: Session,
  environment: Environment,
  repos: readonly Repo[],
): Promise<Finding[]> {
  const tools = new Tools(session, environment);
  const managed = repos.filter(isManaged);
  const asked = [...Map.groupBy(managed.filter(({ type }) => type === "git"), ({ url }) => url)];
  const found = new Map<string, Finding[]>();
  await forEachLimited(asked, parallelism(session), session.cancel, async ([url, same], signal) => {
    found.set(url, await askOne(tools.within(signal), same));
  });
  return [
    ...managed.filter(({ type }) => type === "hg").map(mercurialNotAsked),
    ...asked.flatMap(([url]) => found.get(url)!),
  ];
}

/** @param repos of one URL, at least one */
async function askOne(tools: Tools, repos: readonly ManagedRepo[]): Promise<Finding[]> {
  const first = repos[0]!;
  const { url } = publicUrl(first.url);
  if (sourcesOf(tools.session, first).places.length === 0) {
    return repos.map((repo) => offlineNotAsked(repo, url));
  }
  let refs = new RemoteRefs(repos);
  const args = (url: string) => {
    refs = new RemoteRefs(repos);
    return lsRemoteArgs(url);
  };
  const finished = await askServer(gitInWorkDirectory(tools), first, args, {
    collect: "tail",
    onLine: (stream, line) => stream === "stdout" && refs.add(line),
  });
  if (finished.status !== 0) {
    return repos.flatMap((repo) => notAnswered(repo, finished.stderr.trim()));
  }
  return repos.flatMap((repo) => remoteFindings(repo, refs, url));
}
