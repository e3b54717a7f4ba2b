import { join } from "node:path";
import { notARepository } from "../../../repo/errors.ts";
import { namedRef, remoteBranch, shortRef, tagRevision, typeArgs } from "../../../repo/git.ts";
import { isFullCommitId, type ManagedRepo, wantedRef } from "../../../repo/repo.ts";
import { publicUrl } from "../../../base/credentials.ts";
import type { Progress } from "../../progress.ts";
import { sourcesOf } from "../places.ts";
import { refersTo } from "./checked_out.ts";
import { isContained } from "./contained.ts";
import { orFirstFiles } from "./first_files.ts";
import type { GitRepo } from "./git.ts";
import { recover, withRecovery } from "./recover.ts";
import { RefFiles } from "./ref_files.ts";
import type { Fetch } from "./remote.ts";

/**
 * Brings a git repository to disk, with what it is pinned to. Nothing is fetched when
 * that is there already, unless `--update` asks for it, or the URL was changed.
 */
export async function fetchRepo(
  of: GitRepo & { readonly repo: ManagedRepo },
  progress: Progress,
): Promise<void> {
  const { session, repo } = of;
  const it: Fetch = { ...of, progress, ...sourcesOf(session, repo) };
  const { urls } = it;
  try {
    if (session.host.lstat(repo.path) === undefined) await session.lock.take();
    // Whoever had the work directory meanwhile may have cloned it.
    const cloned = session.host.lstat(repo.path) === undefined;
    let origin: string | undefined;
    if (cloned) await (await import("./clone.ts")).clone(it);
    else {
      // Without this, git would work on whatever repository lies above the directory.
      if (!session.host.stat(join(repo.path, ".git"))) throw notARepository(repo);
      await recover(it);
      const known = origin = readOrigin(it);
      if (known !== undefined && !urls.some(({ url }) => url === publicUrl(known).url)) {
        await (await import("./new_url.ts")).fetchFromNewUrl(it);
        origin = undefined;
      }
    }
    if ((origin ?? readOrigin(it)) !== urls[0]!.url) {
      await (await import("./set_origin.ts")).setOrigin(it);
    }
    if (wantedRef(repo) === null || await hasWanted(it, cloned)) return;
    const { fetchWanted } = await import("./fetch_wanted.ts");
    await orFirstFiles(it, () => withRecovery(it, null, () => fetchWanted(it)));
    session.log.info(`Repository ${repo.name} updated`);
  } finally {
    progress.done(repo.name);
  }
}

/** The URL of origin, where the configuration says it as git writes it. */
function readOrigin({ session, repo }: Fetch): string | undefined {
  // Reading the file saves starting git in the common case that nothing has changed.
  const config = session.host.readText(join(repo.path, ".git/config")) ?? "";
  const found = /^\[remote "origin"\]\n(?:\t(?!url)[^\n]*\n)*\turl = ([^\n"\\#;]+)\n/m.exec(config);
  return config.split("url = ").length === 2 ? found?.[1] : undefined;
}

async function hasWanted(it: Fetch, cloned: boolean): Promise<boolean> {
  const { session, git, repo } = it;
  const updates = session.options.update && repo.commit === null;
  // Offline, with nothing to ask, what is there is the newest.
  if (updates && it.places.length > 0) return cloned && await hasRemote(it);
  const wanted = wantedRef(repo)!;
  const files = new RefFiles(session.host, repo.path);
  const commit = repo.commit === null || isAt(files, wanted)
    ? repo.commit?.toLowerCase()
    : await git.findCommit(repo.commit);
  const type = repo.commit === null
    ? typeInFiles(it, files) ?? await git.ask(typeArgs(repo))
    : commit && "commit";
  if (type === undefined) return cloned && repo.commit === null && await hasRemote(it);
  // The objects of a reference repository are there before the tags that lead to them.
  if (repo.commit !== null && repo.tag !== null && !await hasTag(it, files, repo.tag)) return false;
  session.log.info(`Repository ${repo.name} already contains ${wanted} as ${type}`);
  if (repo.branch === null || !commit || session.settings.cloneDepth > 0) return true;
  return await isContained(it, commit, repo.branch);
}

async function hasTag({ git }: Fetch, files: RefFiles, tag: string): Promise<boolean> {
  if (files.ref(tagRevision(tag))) return true;
  return await git.resolve(tagRevision(tag)) !== undefined ||
    await git.resolve(shortRef(tag)) !== undefined;
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
