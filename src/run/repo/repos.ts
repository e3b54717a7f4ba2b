import { dirname, join } from "node:path";
import type { Environment } from "../../base/command.ts";
import { UserError } from "../../base/errors.ts";
import type { Config, RepoType } from "../../config/config.ts";
import { othersGoOn } from "../../repo/errors.ts";
import { failureOf, RepositoriesFailed } from "../../repo/failures.ts";
import { Neighbours } from "../../repo/neighbours.ts";
import { isManaged, keyHolders, type ManagedRepo, type Repo, wantedRef } from "../../repo/repo.ts";
import { Progress } from "../progress.ts";
import type { Host } from "../../host/host.ts";
import type { Session } from "../session.ts";
import { forEachLimited, parallelism, Tools } from "../tools.ts";
import { checkOut, type Purpose, refuseUnsigned, type Verify } from "./checkout.ts";
import { removeHalfClones } from "./clone_aside.ts";
import { Git, type GitRepo } from "./git/git.ts";
import { isUnsettled, settleIndex } from "./git/settle_index.ts";
import { StatusAhead } from "./git/status_ahead.ts";
import { gitVcs } from "./git/vcs.ts";
import { hasJournal } from "./journal.ts";
import type { hgVcs } from "./hg/vcs.ts";
import type { Vcs } from "./vcs.ts";

/** The repositories of a project, to be worked on together; local ones are only looked at. */
export class Repos {
  readonly #neighbours: Neighbours;
  readonly #session: Session;
  #ahead: StatusAhead | undefined;
  /** Those whose indexes are worth being written anew. */
  readonly #unsettled: ManagedRepo[] = [];

  private constructor(
    private readonly tools: Tools,
    readonly all: readonly Repo[],
    neighbours: Neighbours,
    private readonly mercurial: ReadonlyMap<Repo, typeof hgVcs>,
  ) {
    this.#session = tools.session;
    this.#neighbours = neighbours;
  }

  /** @param directories of further repositories: one inside another is no change of that one */
  static async of(
    tools: Tools,
    all: readonly Repo[],
    directories: readonly string[] = [],
  ): Promise<Repos> {
    const { host, settings } = tools.session;
    const own = all.map((repo) => repo.path);
    const neighbours = new Neighbours([...own, ...directories, settings.buildDir]);
    const ofHg = all.filter((repo) => isMercurial(host, repo));
    // Few projects have one.
    const hg = ofHg.length === 0 ? undefined : await import("./hg/vcs.ts");
    return new Repos(tools, all, neighbours, new Map(ofHg.map((repo) => [repo, hg!.hgVcs])));
  }

  get managed(): readonly ManagedRepo[] {
    return this.all.filter(isManaged);
  }

  /** A repository with what works on it. */
  vcs(repo: Repo): Vcs {
    return this.#vcs(this.tools, repo);
  }

  #vcs(tools: Tools, repo: Repo): Vcs {
    return this.mercurial.get(repo)?.(tools, repo, this.#neighbours.inside(repo)) ??
      gitVcs(this.#git(tools, repo));
  }

  #git(tools: Tools, repo: Repo): GitRepo {
    const git = new Git(tools, repo.path);
    const nested = this.#neighbours.inside(repo);
    return { session: tools.session, git, repo, nested, ahead: this.#ahead };
  }

  /** What a repository is: a local one, what its files say. */
  typeOf(repo: Repo): RepoType {
    return this.mercurial.has(repo) ? "hg" : "git";
  }

  /**
   * Works on some repositories, several at once. If that fails for a reason of one's own, the
   * others go on.
   * @throws RepositoriesFailed at the end, and any other error at once
   */
  async each<T extends Repo>(
    repos: readonly T[],
    work: (vcs: Vcs, repo: T, tools: Tools) => Promise<void>,
  ): Promise<void> {
    const { log, cancel } = this.#session;
    const failures = new Map<Repo, UserError>();
    const problems = () => repos.flatMap((repo) => failures.get(repo)?.problems ?? []);
    let left = repos.length;
    const tolerant = async (repo: T, signal: AbortSignal) => {
      const tools = this.tools.within(signal);
      try {
        await work(this.#vcs(tools, repo), repo, tools);
      } catch (caught) {
        const error = tools.session.options.offline
          ? (await import("./not_here.ts")).notHere(tools.session, repo, caught)
          : caught;
        const failure = failureOf(repo, error);
        if (failure === undefined) throw error;
        if (failures.size === 0 && left > 1) log.warning(othersGoOn(repo, failure.message));
        failures.set(repo, failure);
      } finally {
        left--;
      }
    };
    try {
      await forEachLimited(repos, parallelism(this.#session), cancel, tolerant);
    } catch (error) {
      throw error instanceof UserError ? new UserError([...problems(), ...error.problems]) : error;
    }
    if (failures.size > 0) {
      throw new RepositoriesFailed(problems(), new Set([...failures.keys()].map(({ id }) => id)));
    }
  }

  /** Works on groups of repositories, each of which needs all of those before it. */
  async #eachGroup<T extends Repo>(
    groups: readonly (readonly T[])[],
    work: (vcs: Vcs, repo: T, tools: Tools) => Promise<void>,
  ): Promise<void> {
    for (const [index, group] of groups.entries()) {
      try {
        await this.each(group, work);
      } catch (error) {
        if (!(error instanceof RepositoriesFailed)) throw error;
        const undone = groups.slice(index + 1).flat().map(({ id }) => id);
        throw new RepositoriesFailed(error.problems, error.ids.union(new Set(undone)));
      }
    }
  }

  /** Brings repositories to disk. */
  async fetch(repos: readonly Repo[]): Promise<void> {
    const { log, options } = this.#session;
    const progress = new Progress(log);
    const managed = repos.filter(isManaged);
    if (options.offline && options.update) {
      (await import("./not_here.ts")).tellUnasked(this.#session, managed);
    }
    await removeHalfClones(this.#session, this.#cloneDirectories(managed));
    await this.#eachGroup(this.#byNesting(managed), (vcs) => vcs.fetch(progress));
  }

  /** Where clones of these repositories are made. */
  #cloneDirectories(repos: readonly Repo[]): Set<string> {
    const { refDir } = this.#session.settings;
    return new Set([
      ...repos.map((repo) => dirname(repo.path)),
      ...refDir === undefined ? [] : [refDir],
    ]);
  }

  /** Groups of repositories, so that one which lies inside another comes in a later group. */
  #byNesting<T extends Repo>(repos: readonly T[]): T[][] {
    const groups: T[][] = [];
    for (const repo of repos) (groups[this.#neighbours.depth(repo)] ??= []).push(repo);
    return groups.filter((group) => group !== undefined);
  }

  /**
   * Checks repositories out, signatures verified first.
   * @param keyRepos repositories that hold the keys of signers
   * @param commits where the commits are noted, by repository id
   */
  async checkOut(
    config: Config,
    repos: readonly Repo[],
    keyRepos: readonly Repo[],
    purpose: Purpose,
    commits: Map<string, string>,
  ): Promise<void> {
    const byId = new Map([...repos, ...keyRepos].map((repo) => [repo.id, repo]));
    const verifier = (tools: Tools): Verify => {
      const sources = { tools, config, repos: byId };
      return async (repo, seal) => {
        const { verifySignature } = await import("./verify_signature.ts");
        await verifySignature(sources, repo, seal);
      };
    };
    // kas does not check local repositories out, but a signature can be asked of them, too.
    const signedLocal = repos.filter((repo) => !isManaged(repo) && repo.allowedSigners);
    const groups = [signedLocal, ...byKeys(config, repos.filter(isManaged))];
    try {
      await this.#eachGroup(groups, async (vcs, repo, tools) => {
        if (!isManaged(repo)) return await verifyLocal(vcs, verifier(tools));
        const commit = await checkOut(tools.session, vcs, purpose, verifier(tools));
        if (commit !== undefined) commits.set(repo.id, commit);
      });
    } finally {
      await this.#ahead?.close();
      this.#ahead = undefined;
    }
    await this.#settle();
  }

  /** Makes the next looks at what was asked ahead cheaper, unless somebody else works there. */
  async #settle(): Promise<void> {
    const { lock, options } = this.#session;
    const unsettled = this.#unsettled.splice(0);
    if (unsettled.length === 0 || options.reads || !await lock.takeIfFree()) return;
    await this.each(unsettled, (_vcs, repo, tools) => settleIndex(this.#git(tools, repo)));
  }

  /**
   * Asks what is checked out in those repositories of which that needs no more than git's status:
   * a checkout that follows finds the answers.
   */
  askAhead(): void {
    const { host, cleanups } = this.#session;
    const now = host.now();
    const asked = this.managed.filter((repo) => {
      if (
        repo.type !== "git" || wantedRef(repo) === null || repo.allowedSigners ||
        this.#neighbours.inside(repo).length > 0 || hasJournal(host, repo)
      ) return false;
      const index = host.lstat(join(repo.path, ".git/index"));
      // A clone without files would tell each of them.
      if (index?.kind !== "file") return false;
      if (isUnsettled(index, now)) this.#unsettled.push(repo);
      return true;
    });
    const ahead = new StatusAhead(this.tools, asked.map(({ path }) => path));
    this.#ahead = ahead;
    cleanups.push(() => ahead.close());
  }

  /** Applies the patches of some repositories. @param commits what they are based on, by id */
  async patch(repos: readonly Repo[], commits: ReadonlyMap<string, string>): Promise<void> {
    const { applyPatches } = await import("./apply_patches.ts");
    await this.each(
      repos.filter(isManaged),
      (vcs, repo, { session }) => applyPatches(session, vcs, commits.get(repo.id), this.all),
    );
  }
}

/** Checks the signature of a local repository's commit. @throws UserError also for changes */
async function verifyLocal(vcs: Vcs, verify: Verify): Promise<void> {
  const { repo } = vcs;
  const { head, changes } = await vcs.state();
  refuseUnsigned(repo, changes);
  const seal = await vcs.seal(head ?? "HEAD");
  try {
    await verify(repo, seal);
    refuseUnsigned(repo, await seal.differences(false));
  } finally {
    await seal.close();
  }
}

/** What a local repository is, the configuration does not say. */
function isMercurial(host: Host, repo: Repo): boolean {
  if (isManaged(repo)) return repo.type === "hg";
  const has = (name: string) => host.stat(join(repo.path, name)) !== undefined;
  return has(".hg") && !has(".git");
}

/** Repositories with keys of others come first: a key counts as its repository is pinned. */
function byKeys<T extends Repo>(config: Config, repos: readonly T[]): T[][] {
  const holders = new Set(keyHolders(config, repos));
  return [
    repos.filter((repo) => holders.has(repo.id)),
    repos.filter((repo) => !holders.has(repo.id)),
  ];
}

/** The repositories of a project that is set up. */
export function reposOf(
  session: Session,
  project: { readonly environment: Environment; readonly repos: readonly Repo[] },
): Promise<Repos> {
  return Repos.of(new Tools(session, project.environment), project.repos);
}
