import type { PublicUrl } from "../../../base/credentials.ts";
import type { UserError } from "../../../base/errors.ts";
import { refNotFound } from "../../../repo/errors.ts";
import { parseRefNames, refNamesArgs, remoteRefNamesArgs } from "../../../repo/ref_names.ts";
import type { RefKind } from "../../../repo/repo.ts";
import { Git, type GitRepo } from "./git.ts";

/** The error for what a repository is pinned to and does not have: near names are offered. */
export async function missingRef({ git, repo }: GitRepo, kind: RefKind): Promise<UserError> {
  return refNotFound(repo, kind, parseRefNames(await git.ask(refNamesArgs()) ?? ""));
}

/** The same where the server has refused it. @param words git's */
export async function missingRemoteRef(
  it: GitRepo & { readonly places: readonly PublicUrl[] },
  words: string,
): Promise<UserError> {
  const { session, repo } = it;
  const { url, env } = it.places.at(-1)!;
  const git = new Git(it.git.tools, session.settings.workDir);
  const { stdout } = await git.run(remoteRefNamesArgs(url), { lookUp: false, env });
  const shallow = session.settings.cloneDepth > 0;
  const kind = repo.tag !== null
    ? "tag"
    : shallow && repo.commit !== null && !words.includes("Remote branch")
    ? "commit"
    : repo.branch !== null
    ? "branch"
    : "refspec";
  return refNotFound(repo, kind, parseRefNames(stdout));
}
