import { join } from "node:path";
import { type PublicUrl, publicUrl } from "../../../base/credentials.ts";
import { lsRemoteArgs, parseRemoteRefs, withoutFetchHead } from "../../../repo/git.ts";
import { isManaged } from "../../../repo/repo.ts";
import type { RemoteRefs } from "../../../repo/remote_refs.ts";
import { candidateUrls } from "../../../repo/url.ts";
import type { Distance } from "../../../repo/work_tree.ts";
import type { Finished } from "../../../host/host.ts";
import { fromFirst } from "../mirrors.ts";
import { overNetwork } from "../over_network.ts";
import { countDistance } from "./distance.ts";
import { Git, type GitRepo } from "./git.ts";
import { gitFetchFailed } from "./remote.ts";

/** What the server has now. @throws UserError if it cannot be asked */
export async function readRemoteRefs(it: GitRepo): Promise<RemoteRefs> {
  const { session, git, repo } = it;
  const there = new Git(git.tools, session.settings.workDir);
  const { status, stdout, stderr } = await askServer(it, there, (url) => lsRemoteArgs(repo, url));
  if (status !== 0) throw gitFetchFailed(repo, stderr);
  return parseRemoteRefs(repo, stdout);
}

/**
 * How a commit stands to one that only the server has: its history, without files, comes to a
 * repository aside that borrows what is there already.
 */
export async function distanceToRemote(
  it: GitRepo,
  from: string,
  to: string,
): Promise<Distance | undefined> {
  const { session: { host, temporary }, repo } = it;
  const administration = join(repo.path, ".git");
  if (host.lstat(administration)?.kind !== "directory") return undefined;
  // Where its own history ends, nobody knows.
  if (host.lstat(join(administration, "shallow"))) return undefined;
  const aside = temporary.make("history");
  try {
    const git = new Git(it.git.tools, aside, true);
    const format = `--object-format=${to.length === 64 ? "sha256" : "sha1"}`;
    await git.output(["init", "-q", "--bare", "--template=", format, "."]);
    const objects = host.realPath(join(administration, "objects"));
    host.write(join(aside, "objects/info/alternates"), `${objects}\n`);
    const args = ["fetch", "-q", "--no-tags", "--filter=tree:0"];
    const fetched = await askServer(it, git, (url) => [...args, "--", url, to]);
    return fetched.status === 0 ? await countDistance(git, from, to) : undefined;
  } finally {
    await host.removeTree(aside);
  }
}

function askServer(
  { session, repo }: GitRepo,
  git: Git,
  args: (url: string) => readonly string[],
): Promise<Finished> {
  const url = isManaged(repo) ? repo.url : "";
  const urls = candidateUrls(url, session.settings.premirrors).map(publicUrl);
  const attempt = ({ url, env }: PublicUrl) =>
    overNetwork(session, repo, () =>
      git.run(withoutFetchHead(args(url)), {
        lookUp: false,
        // What git says is looked through; and what is missing is not worth a further question.
        env: { ...env, LANGUAGE: "en", GIT_NO_LAZY_FETCH: "1" },
      }));
  return fromFirst(session, repo, urls, attempt);
}
