import { join } from "node:path";
import { publicUrl } from "../../base/credentials.ts";
import { bundledRefs, type RefWish } from "../../bundle/refs.ts";
import type {
  BundledRepo,
  Content,
  Manifest,
  Reference,
  Submodule,
} from "../../bundle/manifest.ts";
import { notPinned } from "../../bundle/errors.ts";
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
import { packGit } from "./pack_git.ts";
import { bundleHg } from "./bundle_hg.ts";
import { findLargeFiles } from "./large_files.ts";

/** What a bundle has of repositories, and what of them it could not have. */
export interface GatheredRepos
  extends Pick<Manifest, "repos" | "references" | "submodules" | "missing"> {}

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

/** Packs the repositories of a project at their pins, those of one URL together. */
export async function gatherRepos(
  session: Session,
  project: ReadyProject,
  store: BlobStore,
  request: RepoRequest,
): Promise<GatheredRepos> {
  const tools = new Tools(session, project.environment);
  const repos = await reposOf(session, project);
  const pinned: Pinned[] = [];
  for (const repo of project.repos.filter(isManaged)) {
    const commit = await repos.vcs(repo).revision();
    if (commit === undefined) throw notPinned(repo.name);
    pinned.push({ repo, commit });
  }
  const groups = Map.groupBy(pinned, ({ repo }) => referenceName(repo.url)!);
  const references: Reference[] = [];
  const missing: string[] = [];
  const progress = new Progress(session.log);
  for (const name of [...groups.keys()].sort()) {
    stopIfCancelled(session);
    const group = groups.get(name)!;
    const work = { tools, repos, group, store, progress, request };
    references.push(
      group[0]!.repo.type === "git" ? await ofGit(work, missing) : await ofHg(work),
    );
  }
  return {
    repos: pinned.map(({ repo, commit }): BundledRepo => {
      const { id, name, type, url } = repo;
      return { id, name, type, url: publicUrl(url).url, commit };
    }),
    references,
    submodules: [] as Submodule[],
    missing,
  };
}

interface Work {
  readonly tools: Tools;
  readonly repos: Repos;
  /** Repositories of one URL. */
  readonly group: readonly Pinned[];
  readonly store: BlobStore;
  readonly progress: Progress;
  readonly request: RepoRequest;
}

async function ofGit(work: Work, missing: string[]): Promise<Reference> {
  const { tools, repos, group, store, progress, request } = work;
  const { session } = tools;
  const { repo } = group[0]!;
  const git = new Git(tools, repo.path);
  borrow(session, group);
  const wishes: RefWish[] = [];
  for (const { repo, commit } of group) {
    const tagObject = repo.tag === null ? undefined : await repos.vcs(repo).tagObject();
    const isBranch = repo.refspec !== null &&
      await new Git(tools, repo.path).resolve(`refs/remotes/origin/${repo.refspec}`) !== undefined;
    wishes.push({ repo, commit, tagObject, isBranch });
  }
  const refs = await bundledRefs(wishes, {
    isAncestor: async (commit, of) =>
      (await git.run(["merge-base", "--is-ancestor", commit, of])).status === 0,
    tipOf: (branch) => git.resolve(`refs/remotes/origin/${branch}`),
  });
  const commits = [...new Set(group.map(({ commit }) => commit))].sort();
  const tips = [...new Set([...commits, ...Object.values(refs)])].sort();
  const known = await knownCommits(git, repo, request.base);
  const own = group.map((each) => request.ownPath(each.repo));
  const lfs = await findLargeFiles(git, repo.name, commits, own);
  missing.push(...lfs.missing);
  const large: Content[] = [];
  for (const path of lfs.paths) large.push(await store.add(path));
  const common = {
    url: publicUrl(repo.url).url,
    type: repo.type,
    refs,
    commits,
    since: known,
    lfs: large,
  };
  if (tips.every((tip) => known.includes(tip))) {
    const shallow = request.base!.references.find((each) => isOf(repo, each))!.shallow;
    return { ...common, pack: null, bytes: 0, shallow };
  }
  const path = join(request.directory, `${referenceName(repo.url)}.pack`);
  const asked = { name: repo.name, tips, since: known, depth: request.depth };
  const { sha256, bytes, shallow } = await packGit(git, asked, path, progress);
  await store.addKnown(path, { sha256, bytes }, false);
  return { ...common, pack: sha256, bytes, shallow };
}

/** The first clone of several finds the objects of the others, too. */
function borrow({ host }: Session, group: readonly Pinned[]): void {
  const [first, ...others] = group.map(({ repo }) => join(repo.path, ".git/objects"));
  if (others.length === 0) return;
  const file = join(first!, "info/alternates");
  host.write(file, `${host.readText(file) ?? ""}${others.map((path) => `${path}\n`).join("")}`);
}

const isOf = ({ url }: ManagedRepo, reference: Reference) =>
  referenceName(reference.url) === referenceName(url);

/** The commits and tags that the base of the bundle has, as far as they are here. */
async function knownCommits(
  git: Git,
  repo: ManagedRepo,
  base: Manifest | undefined,
): Promise<string[]> {
  const reference = base?.references.find((each) => isOf(repo, each));
  const known: string[] = [];
  for (
    const tip of new Set([...reference?.commits ?? [], ...Object.values(reference?.refs ?? {})])
  ) {
    if ((await git.run(["cat-file", "-e", tip])).status === 0) known.push(tip);
  }
  return known.sort();
}

async function ofHg({ tools, group, store, request }: Work): Promise<Reference> {
  const { repo } = group[0]!;
  const hg = new Hg(tools, repo.path);
  const commits = [...new Set(group.map(({ commit }) => commit))].sort();
  const base = request.base?.references.find((each) => isOf(repo, each))?.commits ?? [];
  const path = join(request.directory, `${referenceName(repo.url)}.hg`);
  const made = await bundleHg(hg, repo, commits, base, path);
  const common = { url: publicUrl(repo.url).url, type: repo.type, refs: {}, commits, shallow: [] };
  if (made === undefined) return { ...common, pack: null, bytes: 0, since: base, lfs: [] };
  const { sha256, bytes } = await store.add(path);
  return { ...common, pack: sha256, bytes, since: made.since, lfs: [] };
}
