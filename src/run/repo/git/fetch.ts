import { join } from "node:path";
import { notARepository } from "../../../repo/errors.ts";
import { cloneArgs, fetchArgs, namedRef, remoteBranch, typeArgs } from "../../../repo/git.ts";
import { isFullCommitId, type ManagedRepo, wantedRef } from "../../../repo/repo.ts";
import { publicUrl } from "../../../base/credentials.ts";
import { candidateUrls } from "../../../repo/url.ts";
import type { Progress } from "../../progress.ts";
import { cloneAside } from "../clone_aside.ts";
import { refersTo } from "./checked_out.ts";
import { isContained } from "./contained.ts";
import { orFirstFiles } from "./first_files.ts";
import { Git, type GitRepo } from "./git.ts";
import { fetchFromNewUrl } from "./new_url.ts";
import { recover, withRecovery } from "./recover.ts";
import { prepareReference, refreshReference } from "./reference.ts";
import { RefFiles } from "./ref_files.ts";
import { type Fetch, fetchFirst, fetching, gitFetchFailed } from "./remote.ts";

/**
 * Brings a git repository to disk, with what it is pinned to. Nothing is fetched when
 * that is there already, unless `--update` asks for it, or the URL was changed.
 */
export async function fetchRepo(
  of: GitRepo & { readonly repo: ManagedRepo },
  progress: Progress,
): Promise<void> {
  const { session, repo } = of;
  const urls = candidateUrls(repo.url, session.settings.premirrors).map(publicUrl);
  const it: Fetch = { ...of, progress, urls };
  try {
    if (session.host.lstat(repo.path) === undefined) await session.lock.take();
    // Whoever had the work directory meanwhile may have cloned it.
    const cloned = session.host.lstat(repo.path) === undefined;
    let origin: string | undefined;
    if (cloned) await clone(it, await prepareReference(it));
    else {
      // Without this, git would work on whatever repository lies above the directory.
      if (!session.host.stat(join(repo.path, ".git"))) throw notARepository(repo);
      await recover(it);
      const known = origin = readOrigin(it);
      if (known !== undefined && !urls.some(({ url }) => url === publicUrl(known).url)) {
        await fetchFromNewUrl(it);
        origin = undefined;
      }
    }
    if ((origin ?? readOrigin(it)) !== urls[0]!.url) await setOrigin(it);
    if (wantedRef(repo) === null || await hasWanted(it, cloned)) return;
    await orFirstFiles(it, () => withRecovery(it, null, () => fetchWanted(it)));
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
    // What is signed is verified before its files are there.
    checkout: wantedRef(repo) === null ||
      session.options.skip.has("repos_checkout") && !repo.allowedSigners,
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
    const git = new Git(it.git.tools, parent);
    if (reference === undefined) return await fetchFirst(it, args, git);
    const { status, stderr } = await fetching(it, args(reference), git, {});
    if (status !== 0) throw gitFetchFailed(repo, stderr);
  });
}

/** The URL of origin, where the configuration says it as git writes it. */
function readOrigin({ session, repo }: Fetch): string | undefined {
  // Reading the file saves starting git in the common case that nothing has changed.
  const config = session.host.readText(join(repo.path, ".git/config")) ?? "";
  const found = /^\[remote "origin"\]\n(?:\t(?!url)[^\n]*\n)*\turl = ([^\n"\\#;]+)\n/m.exec(config);
  return config.split("url = ").length === 2 ? found?.[1] : undefined;
}

/** Points origin to the first URL to look at, as the configuration may have changed. */
async function setOrigin(it: Fetch): Promise<void> {
  const { git, repo } = it;
  const { url } = it.urls[0]!;
  await withRecovery(it, null, async () => {
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
  const files = new RefFiles(session.host, repo.path);
  const commit = repo.commit === null || isAt(files, wanted)
    ? repo.commit?.toLowerCase()
    : await git.findCommit(repo.commit);
  const type = repo.commit === null
    ? typeInFiles(it, files) ?? await git.ask(typeArgs(repo))
    : commit && "commit";
  if (type === undefined) return cloned && repo.commit === null && await hasRemote(it);
  session.log.info(`Repository ${repo.name} already contains ${wanted} as ${type}`);
  if (repo.branch === null || !commit || session.settings.cloneDepth > 0) return true;
  return await isContained(it, commit, repo.branch);
}

/** A fresh clone has all branches already, as origin's. */
async function hasRemote({ git, repo }: Fetch): Promise<boolean> {
  if (repo.branch === null || repo.tag !== null) return false;
  return await git.resolve(remoteBranch(repo.branch)) !== undefined;
}

/** Whether the wanted commit is the one checked out. */
function isAt(files: RefFiles, wanted: string): boolean {
  return isFullCommitId(wanted) && files.head() === wanted.toLowerCase();
}

/** The type of what the repository's tag or branch names, as far as files tell it. */
function typeInFiles(it: Fetch, files: RefFiles): string | undefined {
  const { repo } = it;
  if (repo.refspec !== null && isAt(files, repo.refspec)) return "commit";
  return refersTo(it, files.named(namedRef(repo)), files.head());
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
  await fetchFirst(it, args, it.git);
}
