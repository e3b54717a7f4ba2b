import { join } from "node:path";
import { notARepository } from "../../../repo/errors.ts";
import {
  branchContainsArgs,
  cloneArgs,
  containsArgs,
  fetchArgs,
  remoteBranch,
} from "../../../repo/git.ts";
import { isFullCommitId, type ManagedRepo, wantedRef } from "../../../repo/repo.ts";
import { publicUrl } from "../../../base/credentials.ts";
import { candidateUrls } from "../../../repo/url.ts";
import type { Progress } from "../../progress.ts";
import { cloneAside } from "../clone_aside.ts";
import type { GitRepo } from "./git.ts";
import { recover, withJournal } from "./journal.ts";
import { prepareReference, refreshReference } from "./reference.ts";
import { type Fetch, fetchFirst, fetching, gitFetchFailed } from "./remote.ts";

/**
 * Brings a git repository to disk, with what it is pinned to. Nothing is fetched when
 * that is there already, unless `--update` asks for it.
 */
export async function fetchRepo(
  of: GitRepo & { readonly repo: ManagedRepo },
  progress: Progress,
): Promise<void> {
  const { session, repo } = of;
  const urls = candidateUrls(repo.url, session.settings.premirrors).map(publicUrl);
  const it: Fetch = { ...of, progress, urls };
  try {
    const cloned = session.host.lstat(repo.path) === undefined;
    if (cloned) await clone(it, await prepareReference(it));
    else {
      // Without this, git would work on whatever repository lies above the directory.
      if (!session.host.stat(join(repo.path, ".git"))) throw notARepository(repo);
      await recover(it);
    }
    await setRemote(it);
    if (wantedRef(repo) === null || await hasWanted(it, cloned)) return;
    await withJournal(it, null, () => fetchWanted(it));
    session.log.info(`Repository ${repo.name} updated`);
  } finally {
    progress.done(repo.name);
  }
}

/** Files are left for the checkout, unless none will come. */
async function clone(it: Fetch, reference: string | undefined): Promise<void> {
  const { session, repo, progress } = it;
  const { settings } = session;
  const options = {
    depth: settings.cloneDepth,
    checkout: wantedRef(repo) === null || session.options.skip.has("repos_checkout"),
    progress: progress.shown,
    ...(reference === undefined ? {} : { reference }),
  };
  if (settings.cloneDepth > 0 && repo.refspec !== null) {
    session.log.warning(
      `Shallow cloning is not supported for legacy refspec on repository "${repo.name}". ` +
        "Performing full clone.",
    );
  }
  await cloneAside(session, repo, async (aside, parent) => {
    const args = (url: string) => cloneArgs(repo, url, aside, options);
    if (reference === undefined) return await fetchFirst(it, args, parent);
    const { status, stderr } = await fetching(it, args(reference), parent, {});
    if (status !== 0) throw gitFetchFailed(repo, stderr);
  });
}

/** Points origin to the first URL to look at, as the configuration may have changed. */
async function setRemote(it: Fetch): Promise<void> {
  const { session, git, repo } = it;
  const { url } = it.urls[0]!;
  // Reading the file saves starting git in the common case that nothing has changed.
  const config = session.host.readText(join(repo.path, ".git/config")) ?? "";
  const current = /^\[remote "origin"\]\n(?:\t(?!url)[^\n]*\n)*\turl = ([^\n"\\#;]+)\n/m.exec(
    config,
  );
  if (current?.[1] === url && config.split("url = ").length === 2) return;
  await withJournal(it, null, async () => {
    const set = await git.run(["remote", "set-url", "--", "origin", url]);
    if (set.status === 0) return;
    const add = await git.run(["remote", "add", "--", "origin", url]);
    if (add.status !== 0) throw gitFetchFailed(repo, set.stderr);
  });
}

async function hasWanted(it: Fetch, cloned: boolean): Promise<boolean> {
  const { session, git, repo } = it;
  if (session.options.update && repo.commit === null) return cloned && await hasRemote(it);
  const wanted = wantedRef(repo)!;
  const type = isDetachedAt(it, wanted) ? "commit" : await git.ask(containsArgs(repo));
  if (type === undefined) return cloned && repo.commit === null && await hasRemote(it);
  session.log.info(`Repository ${repo.name} already contains ${wanted} as ${type}`);
  if (repo.branch === null || repo.commit === null || session.settings.cloneDepth > 0) return true;
  return (await git.run(branchContainsArgs(repo.commit, repo.branch))).status === 0;
}

/** A fresh clone has all branches already, as origin's. */
async function hasRemote({ git, repo }: Fetch): Promise<boolean> {
  if (repo.branch === null || repo.tag !== null) return false;
  return await git.resolve(remoteBranch(repo.branch)) !== undefined;
}

/** Whether the wanted commit is the one checked out: seen without starting git. */
function isDetachedAt({ session, repo }: Fetch, wanted: string): boolean {
  if (!isFullCommitId(wanted)) return false;
  return session.host.readText(join(repo.path, ".git/HEAD"))?.trim() === wanted;
}

async function fetchWanted(it: Fetch): Promise<void> {
  const { session, repo, progress } = it;
  // What comes to the reference repository need not come again to its clones.
  await refreshReference(it);
  const args = (url: string) =>
    fetchArgs(
      repo,
      url === it.urls[0]!.url ? "origin" : url,
      session.settings.cloneDepth,
      progress.shown,
    );
  await fetchFirst(it, args, repo.path);
}
