import { join } from "node:path";
import { publicUrl } from "../../base/credentials.ts";
import { notPinned } from "../../bundle/errors.ts";
import type {
  BundledRepo,
  Content,
  Manifest,
  Reference,
  Submodule,
} from "../../bundle/manifest.ts";
import { bundledRefs, type RefWish } from "../../bundle/refs.ts";
import { isManaged, type ManagedRepo } from "../../repo/repo.ts";
import { referenceName } from "../../repo/url.ts";
import { Progress } from "../progress.ts";
import type { ReadyProject } from "../project.ts";
import { Git } from "../repo/git/git.ts";
import { Hg } from "../repo/hg/hg.ts";
import { type Repos, reposOf } from "../repo/repos.ts";
import { type Session, stopIfCancelled } from "../session.ts";
import { Tools } from "../tools.ts";
import type { BlobStore } from "./blob_store.ts";
import { bundleHg } from "./bundle_hg.ts";
import { collectObjects } from "./collect_objects.ts";
import { findSubmodules, type FoundSubmodule } from "./find_submodules.ts";
import { findLargeFiles } from "./large_files.ts";
import { packGit } from "./pack_git.ts";

/** What a bundle has of repositories, and what of them it could not have. */
export type GatheredRepos = Pick<Manifest, "repos" | "references" | "submodules" | "missing">;

/** What is asked of the repositories. */
export interface RepoRequest {
  readonly depth: number;
  readonly base: Manifest | undefined;
  /** Where packs are made. */
  readonly directory: string;
  /** The user's own clone of one. */
  readonly ownPath: (repo: ManagedRepo) => string;
}

/** A repository of the project and the commit that it is at. */
interface Pinned {
  readonly repo: ManagedRepo;
  readonly commit: string;
}

/** What has one URL: repositories of the project, and submodules. */
interface Group {
  readonly url: string;
  readonly pinned: readonly Pinned[];
  readonly submodules: readonly FoundSubmodule[];
}

interface Work {
  readonly tools: Tools;
  readonly repos: Repos;
  readonly store: BlobStore;
  readonly progress: Progress;
  readonly request: RepoRequest;
  readonly missing: string[];
}

/** Packs the repositories of a project at their pins, those of one URL together. */
export async function gatherRepos(
  session: Session,
  project: ReadyProject,
  store: BlobStore,
  request: RepoRequest,
): Promise<GatheredRepos> {
  const tools = new Tools(session, project.environment);
  const repos = await reposOf(session, project);
  const progress = new Progress(session.log);
  const work = { tools, repos, store, progress, request, missing: [] };
  const pinned: Pinned[] = [];
  for (const repo of project.repos.filter(isManaged)) {
    const commit = await repos.vcs(repo).revision();
    if (commit === undefined) throw notPinned(repo.name);
    pinned.push({ repo, commit });
  }
  const submodules = await submodulesOf(work, pinned);
  const references: Reference[] = [];
  for (const group of groupsOf(pinned, submodules)) {
    stopIfCancelled(session);
    const isHg = group.pinned[0]?.repo.type === "hg";
    references.push(isHg ? await ofHg(work, group) : await ofGit(work, group));
  }
  return {
    repos: pinned.map(({ repo: { id, name, type, url }, commit }): BundledRepo => ({
      id,
      name,
      type,
      url: publicUrl(url).url,
      commit,
    })),
    references,
    submodules: submodules.map(({ directory: _, ...submodule }): Submodule => submodule),
    missing: work.missing,
  };
}

async function submodulesOf(work: Work, pinned: readonly Pinned[]): Promise<FoundSubmodule[]> {
  const found: FoundSubmodule[] = [];
  for (const { repo, commit } of pinned) {
    if (repo.type !== "git") continue;
    const git = new Git(work.tools, repo.path);
    const checkout = work.request.ownPath(repo);
    const around = { repo: repo.id, url: repo.url, commit, git, checkout, below: "" };
    found.push(...await findSubmodules(around, work.missing));
  }
  return found;
}

/** What is of one URL, in the order of the names on the other side. */
function groupsOf(pinned: readonly Pinned[], submodules: readonly FoundSubmodule[]): Group[] {
  const name = (url: string) => referenceName(url)!;
  const ofProject = Map.groupBy(pinned, ({ repo }) => name(repo.url));
  const ofOthers = Map.groupBy(submodules, ({ url }) => name(url));
  return [...new Set([...ofProject.keys(), ...ofOthers.keys()])].sort().map((key) => {
    const group = { pinned: ofProject.get(key) ?? [], submodules: ofOthers.get(key) ?? [] };
    return { ...group, url: publicUrl(group.pinned[0]?.repo.url ?? group.submodules[0]!.url).url };
  });
}

async function ofGit(work: Work, group: Group): Promise<Reference> {
  const { tools, store, progress, request } = work;
  const { url, pinned, submodules } = group;
  const file = join(request.directory, referenceName(url)!);
  const commits = sortedSet([...pinned, ...submodules].map(({ commit }) => commit));
  const sources = [
    ...pinned.map(({ repo }) => join(repo.path, ".git")),
    ...submodules.map(({ directory }) => directory),
  ];
  const git = await collectObjects(tools, `${file}.git`, commits[0]!, sources);
  const refs = await bundledRefs(await wishesOf(work, pinned), {
    isAncestor: async (commit, of) =>
      (await git.run(["merge-base", "--is-ancestor", commit, of])).status === 0,
    tipOf: (branch) =>
      new Git(tools, pinned[0]!.repo.path).resolve(`refs/remotes/origin/${branch}`),
  });
  const tips = sortedSet([...commits, ...Object.values(refs)]);
  const base = request.base?.references.find((each) => isOf(url, each));
  const since = await knownTips(git, base);
  const common = {
    url,
    type: "git",
    refs,
    commits,
    since,
    lfs: await largeFiles(work, group, git, commits),
  } as const;
  if (base !== undefined && tips.every((tip) => since.includes(tip))) {
    return { ...common, pack: null, bytes: 0, shallow: base.shallow };
  }
  const name = pinned[0]?.repo.name ?? submodules[0]!.path;
  const asked = { name, tips, since, depth: request.depth };
  const { sha256, bytes, shallow } = await packGit(git, asked, `${file}.pack`, progress);
  await store.addKnown(`${file}.pack`, { sha256, bytes }, false);
  return { ...common, pack: sha256, bytes, shallow };
}

async function wishesOf({ tools, repos }: Work, pinned: readonly Pinned[]): Promise<RefWish[]> {
  const wishes: RefWish[] = [];
  for (const { repo, commit } of pinned) {
    const tagObject = repo.tag === null ? undefined : await repos.vcs(repo).tagObject();
    const isBranch = repo.refspec !== null &&
      await new Git(tools, repo.path).resolve(`refs/remotes/origin/${repo.refspec}`) !== undefined;
    wishes.push({ repo, commit, tagObject, isBranch });
  }
  return wishes;
}

async function largeFiles(
  { tools, store, request, missing }: Work,
  { pinned }: Group,
  git: Git,
  commits: readonly string[],
): Promise<Content[]> {
  const [first] = pinned;
  if (first === undefined || !tools.isInstalled("git-lfs")) return [];
  const clones = pinned.flatMap(({ repo }) => [repo.path, request.ownPath(repo)]);
  const found = await findLargeFiles(git, first.repo.name, commits, clones);
  missing.push(...found.missing);
  const contents: Content[] = [];
  for (const path of found.paths) contents.push(await store.add(path));
  return contents;
}

const isOf = (url: string, reference: Reference) =>
  referenceName(reference.url) === referenceName(url);

/** The commits and tags that the base of the bundle has, as far as they are here. */
async function knownTips(git: Git, base: Reference | undefined): Promise<string[]> {
  const known: string[] = [];
  for (const tip of sortedSet([...base?.commits ?? [], ...Object.values(base?.refs ?? {})])) {
    if ((await git.run(["cat-file", "-e", tip])).status === 0) known.push(tip);
  }
  return known;
}

async function ofHg({ tools, store, request }: Work, { url, pinned }: Group): Promise<Reference> {
  const { repo } = pinned[0]!;
  const hg = new Hg(tools, repo.path);
  const commits = sortedSet(pinned.map(({ commit }) => commit));
  const base = request.base?.references.find((each) => isOf(url, each))?.commits ?? [];
  const path = join(request.directory, `${referenceName(url)}.hg`);
  const made = await bundleHg(hg, repo, commits, base, path);
  const common = { url, type: "hg", refs: {}, commits, shallow: [], lfs: [] } as const;
  if (made === undefined) return { ...common, pack: null, bytes: 0, since: base };
  const { sha256, bytes } = await store.add(path);
  return { ...common, pack: sha256, bytes, since: made.since };
}

const sortedSet = (texts: readonly string[]) => [...new Set(texts)].sort();
