import { join } from "node:path";
import { initBareArgs, lsRemoteArgs, parseServerRefs } from "../../../repo/git.ts";
import type { ManagedRepo } from "../../../repo/repo.ts";
import type { ServerRefs } from "../../../repo/server_refs.ts";
import type { Distance } from "../../../repo/work_tree.ts";
import type { Tools } from "../../tools.ts";
import { sourcesOf } from "../places.ts";
import { askServer, gitInWorkDirectory } from "./ask_server.ts";
import { countDistance } from "./distance.ts";
import { Git } from "./git.ts";
import { gitFetchFailed } from "./remote.ts";

/** What the server has now. @throws UserError if it cannot be asked */
export async function readServerRefs(tools: Tools, repo: ManagedRepo): Promise<ServerRefs> {
  const special = [repo.branch ?? repo.refspec].filter((name) => name?.startsWith("refs/"));
  const asked = ["refs/heads/*", "refs/tags/*", ...special as string[]];
  const args = (url: string) => lsRemoteArgs(url, asked);
  const { status, stdout, stderr } = await askServer(gitInWorkDirectory(tools), repo, args);
  if (status !== 0) throw gitFetchFailed(repo, stderr);
  return parseServerRefs(repo, stdout);
}

/**
 * How a commit stands to one that only the server has: its history, without files, comes to a
 * repository aside that borrows what is there already.
 */
export async function distanceToRemote(
  tools: Tools,
  repo: ManagedRepo,
  from: string,
  to: string,
): Promise<Distance | undefined> {
  const { host, temporary } = tools.session;
  const administration = join(repo.path, ".git");
  if (host.lstat(administration)?.kind !== "directory") return undefined;
  // Where its own history ends, nobody knows.
  if (host.lstat(join(administration, "shallow"))) return undefined;
  if (sourcesOf(tools.session, repo).places.length === 0) return undefined;
  const aside = temporary.make("history");
  try {
    const git = new Git(tools, aside, true);
    await git.output(initBareArgs(to));
    const objects = host.realPath(join(administration, "objects"));
    host.write(join(aside, "objects/info/alternates"), `${objects}\n`);
    const args = ["fetch", "-q", "--no-write-fetch-head", "--no-tags", "--filter=tree:0"];
    // What is missing then is not worth a further question.
    const env = { GIT_NO_LAZY_FETCH: "1" };
    const fetched = await askServer(git, repo, (url) => [...args, "--", url, to], { env });
    return fetched.status === 0 ? await countDistance(git, from, to) : undefined;
  } finally {
    await host.removeTree(aside);
  }
}
