import { cloneReferenceArgs, refreshReferenceArgs } from "../../../repo/git.ts";
import { qualifiedName } from "../../../repo/url.ts";
import { inDirectoryAside } from "../clone_aside.ts";
import { referencePath } from "../places.ts";
import { Git } from "./git.ts";
import { type Fetch, fetchFirst, fetching } from "./remote.ts";

/**
 * The repository's copy in KAS_REPO_REF_DIR, made if it is not there and the network may be asked;
 * undefined without one.
 */
export async function prepareReference(it: Fetch): Promise<string | undefined> {
  const { session, repo } = it;
  const { host } = session;
  const reference = referencePath(session, repo.url);
  if (reference === undefined) return undefined;
  if (host.stat(reference)) {
    await refreshReference(it);
    return reference;
  }
  if (session.options.offline) return undefined;
  const directory = session.settings.refDir!;
  host.makeDirectory(directory);
  await inDirectoryAside(session, directory, async (aside) => {
    const git = new Git(it.git.tools, session.settings.workDir);
    await fetchFirst(it, (url) => cloneReferenceArgs(url, aside), git);
    try {
      host.rename(aside, reference);
    } catch (error) {
      // Another kas was faster: its copy is as good.
      if (!host.stat(reference)) throw error;
    }
    session.log.debug(`Created repo ref for ${qualifiedName(repo.url)}`);
  });
  return reference;
}

/**
 * Brings a reference repository up to date, if there is one, unless it has the pinned commit.
 * Its failure does no harm: what it lacks comes from the origin. Others may fetch into it at
 * the same time, and clones borrow its objects: nothing is ever pruned from it.
 */
export async function refreshReference(it: Fetch): Promise<void> {
  const { session, git, repo, urls } = it;
  const reference = referencePath(session, repo.url);
  if (session.options.offline || reference === undefined || !session.host.stat(reference)) return;
  const there = new Git(git.tools, reference, true);
  if (repo.commit !== null && await there.findCommit(repo.commit) !== undefined) return;
  session.log.debug(`Refreshing repo ref for ${qualifiedName(repo.url)}`);
  for (const { url, env } of urls) {
    const finished = await fetching(it, refreshReferenceArgs(url), there, env);
    if (finished.status === 0) return;
    session.log.debug(`The repo ref cannot be refreshed from ${url}: ${finished.stderr.trim()}`);
  }
}
