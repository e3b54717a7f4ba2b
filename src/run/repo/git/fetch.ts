import { join } from "node:path";
import type { Environment } from "../../../base/command.ts";
import { UserError } from "../../../base/errors.ts";
import {
  branchContainsArgs,
  cloneArgs,
  cloneReferenceArgs,
  containsArgs,
  fetchArgs,
  refreshReferenceArgs,
  remoteBranch,
  resolveArgs,
} from "../../../repo/git.ts";
import { isFullCommitId, type Repo, wantedRef } from "../../../repo/repo.ts";
import { candidateUrls, type PublicUrl, publicUrl, qualifiedName } from "../../../repo/url.ts";
import { cloneAside } from "../clone_aside.ts";
import { recover, withJournal } from "./journal.ts";
import { fetchError, fromFirst } from "../mirrors.ts";
import type { Progress } from "../../progress.ts";
import type { Session } from "../../session.ts";
import { git } from "../../tools.ts";

type ManagedRepo = Repo & { readonly url: string };

interface FetchContext {
  readonly session: Session;
  readonly environment: Environment;
  readonly repo: ManagedRepo;
  readonly progress: Progress;
  /** Mirrors in their order, then the URL of the configuration. */
  readonly urls: readonly PublicUrl[];
}

/**
 * Brings a git repository to disk, with what it is pinned to. Nothing is fetched when
 * that is there already, unless `--update` asks for it.
 * @param others directories of the other repositories and of the build
 */
export async function fetchGit(
  session: Session,
  environment: Environment,
  repo: ManagedRepo,
  others: readonly string[],
  progress: Progress,
): Promise<void> {
  const urls = candidateUrls(repo.url, session.settings.premirrors).map(publicUrl);
  const context = { session, environment, repo, progress, urls };
  try {
    const cloned = session.host.lstat(repo.path) === undefined;
    if (cloned) await clone(context, await referenceRepo(context));
    else {
      requireRepository(session, repo);
      await recover(session, environment, repo, others);
    }
    await setRemote(context);
    if (wantedRef(repo) === null || await hasWanted(context, cloned)) return;
    await withJournal(session, repo, null, () => fetchWanted(context));
    session.log.info(`Repository ${repo.name} updated`);
  } finally {
    progress.done(repo.name);
  }
}

/** Without this, git would work on whatever repository lies above the directory. */
function requireRepository(session: Session, repo: Repo): void {
  if (session.host.stat(join(repo.path, ".git"))) return;
  throw new UserError(
    `${repo.path} exists, but is not a git repository: move it away, or set another "path" ` +
      `for repository "${repo.name}"`,
  );
}

/** The repository's copy in KAS_REPO_REF_DIR, made if it is not there; undefined without one. */
async function referenceRepo(context: FetchContext): Promise<string | undefined> {
  const { session, repo } = context;
  const { host } = session;
  const directory = session.settings.refDir;
  if (!directory) return undefined;
  const reference = join(directory, qualifiedName(repo.url));
  if (host.stat(reference)) {
    await refreshReference(context, reference);
    return reference;
  }
  host.makeDirectory(directory);
  const aside = host.makeTemporaryDirectory(directory, `${qualifiedName(repo.url)}.`);
  try {
    await fetchFirst(context, (url) => cloneReferenceArgs(url, aside), session.settings.workDir);
    host.changeMode(aside, 0o755);
    try {
      host.rename(aside, reference);
    } catch (error) {
      // Another kas was faster: its copy is as good.
      if (!host.stat(reference)) throw error;
    }
    session.log.debug(`Created repo ref for ${qualifiedName(repo.url)}`);
  } finally {
    await host.removeTree(aside);
  }
  return reference;
}

/**
 * Brings a reference repository up to date, unless it has the pinned commit. Its failure does
 * no harm: what it lacks comes from the origin. Others may fetch into it at the same time, and
 * clones borrow its objects: nothing is ever pruned from it.
 */
async function refreshReference(context: FetchContext, reference: string): Promise<void> {
  const { session, environment, repo, urls } = context;
  if (repo.commit !== null) {
    const found = await git(session, environment, reference, resolveArgs(repo.commit));
    if (found.status === 0) return;
  }
  session.log.debug(`Refreshing repo ref for ${qualifiedName(repo.url)}`);
  for (const { url, env } of urls) {
    const finished = await fetching(context, refreshReferenceArgs(url), reference, env);
    if (finished.status === 0) return;
    session.log.debug(`The repo ref cannot be refreshed from ${url}: ${finished.stderr.trim()}`);
  }
}

/** Files are left for the checkout, unless none will come. */
async function clone(context: FetchContext, reference: string | undefined): Promise<void> {
  const { session, repo, progress } = context;
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
  await cloneAside(
    session,
    repo,
    (aside, parent) =>
      reference
        ? cloneFrom(context, cloneArgs(repo, reference, aside, options), parent)
        : fetchFirst(context, (url) => cloneArgs(repo, url, aside, options), parent),
  );
}

async function cloneFrom(context: FetchContext, args: string[], cwd: string): Promise<void> {
  const { status, stderr } = await fetching(context, args, cwd, {});
  if (status !== 0) throw gitFetchError(context.repo, stderr);
}

/** Points origin to the first URL to look at, as the configuration may have changed. */
async function setRemote(context: FetchContext): Promise<void> {
  const { session, environment, repo } = context;
  const { url } = context.urls[0]!;
  // Reading the file saves starting git in the common case that nothing has changed.
  const config = session.host.readText(join(repo.path, ".git/config")) ?? "";
  const current = /^\[remote "origin"\]\n(?:\t(?!url)[^\n]*\n)*\turl = ([^\n"\\#;]+)\n/m.exec(
    config,
  );
  if (current?.[1] === url && config.split("url = ").length === 2) return;
  await withJournal(session, repo, null, async () => {
    const run = (...args: string[]) => git(session, environment, repo.path, ["remote", ...args]);
    const set = await run("set-url", "--", "origin", url);
    if (set.status === 0) return;
    const add = await run("add", "--", "origin", url);
    if (add.status !== 0) throw gitFetchError(repo, set.stderr);
  });
}

async function hasWanted(context: FetchContext, cloned: boolean): Promise<boolean> {
  const { session, environment, repo } = context;
  if (session.options.update && repo.commit === null) return cloned && await hasRemote(context);
  const wanted = wantedRef(repo)!;
  const type = detachedAt(session, repo, wanted)
    ? "commit"
    : await git(session, environment, repo.path, containsArgs(repo))
      .then((found) => found.status === 0 ? found.stdout.trim() : undefined);
  if (type === undefined) return cloned && repo.commit === null && await hasRemote(context);
  session.log.info(`Repository ${repo.name} already contains ${wanted} as ${type}`);
  if (repo.branch === null || repo.commit === null || session.settings.cloneDepth > 0) return true;
  const contained = branchContainsArgs(repo.commit, repo.branch);
  return (await git(session, environment, repo.path, contained)).status === 0;
}

/** A fresh clone has all branches already, as origin's. */
async function hasRemote({ session, environment, repo }: FetchContext): Promise<boolean> {
  if (repo.branch === null || repo.tag !== null) return false;
  const found = await git(session, environment, repo.path, resolveArgs(remoteBranch(repo.branch)));
  return found.status === 0;
}

/** Whether the wanted commit is the one checked out: seen without starting git. */
function detachedAt(session: Session, repo: Repo, wanted: string): boolean {
  if (!isFullCommitId(wanted)) return false;
  return session.host.readText(join(repo.path, ".git/HEAD"))?.trim() === wanted;
}

async function fetchWanted(context: FetchContext): Promise<void> {
  const { session, repo, progress } = context;
  const { refDir } = session.settings;
  const reference = refDir ? join(refDir, qualifiedName(repo.url)) : undefined;
  // What comes to the reference repository need not come again to its clones.
  if (reference && session.host.stat(reference)) await refreshReference(context, reference);
  const args = (url: string) =>
    fetchArgs(
      repo,
      url === context.urls[0]!.url ? "origin" : url,
      session.settings.cloneDepth,
      progress.shown,
    );
  await fetchFirst(context, args, repo.path);
}

/** Runs git for one URL after the other until one works. */
async function fetchFirst(
  context: FetchContext,
  args: (url: string) => string[],
  cwd: string,
): Promise<void> {
  const { session, repo, urls } = context;
  const last = await fromFirst(
    session,
    repo,
    urls,
    ({ url, env }) => fetching(context, args(url), cwd, env),
  );
  if (last.status !== 0) throw gitFetchError(repo, last.stderr);
}

function fetching(
  { session, environment, repo, progress }: FetchContext,
  args: string[],
  cwd: string,
  env: Environment,
) {
  return git(session, environment, cwd, args, {
    lookUp: false,
    env,
    onLine: (stream, line) => stream === "stderr" && progress.update(repo.name, line),
  });
}

/** git's words without those about its progress. */
function gitFetchError(repo: Repo, stderr: string): UserError {
  const noise = /^\s*$|^Cloning into|\d+% \(|^remote: (?:Enumerating|Counting|Compressing|Total) /;
  const words = stderr.split(/[\n\r]/).filter((line) => !noise.test(line));
  return fetchError(repo, words.join("\n"));
}
