import { dirname, join } from "node:path";
import type { Environment } from "../../base/command.ts";
import type { Config } from "../../config/config.ts";
import { Neighbours } from "../../repo/neighbours.ts";
import { isManaged, keyHolders, type ManagedRepo, type Repo, wantedRef } from "../../repo/repo.ts";
import { Progress } from "../progress.ts";
import type { Session } from "../session.ts";
import { forEachLimited, parallelism, Tools } from "../tools.ts";
import { applyPatches } from "./apply_patches.ts";
import { checkOut, type Purpose, refuseUnsigned, type Verify } from "./checkout.ts";
import { removeHalfClones } from "./clone_aside.ts";
import { Git } from "./git/git.ts";
import { StatusAhead } from "./git/status_ahead.ts";
import { gitVcs } from "./git/vcs.ts";
import { hgVcs } from "./hg/vcs.ts";
import { hasJournal } from "./journal.ts";
import type { Vcs } from "./vcs.ts";
import { verifySignature } from "./verify_signature.ts";

/** The repositories of a project, to be worked on together; local ones are only looked at. */
export class Repos {
  readonly #neighbours: Neighbours;
  readonly #session: Session;
  #ahead: StatusAhead | undefined;

  /** @param directories of further repositories: one inside another is no change of that one */
  constructor(
    private readonly tools: Tools,
    readonly all: readonly Repo[],
    directories: readonly string[] = [],
  ) {
    this.#session = tools.session;
    const own = all.map((repo) => repo.path);
    this.#neighbours = new Neighbours([...own, ...directories, tools.session.settings.buildDir]);
  }

  get managed(): readonly ManagedRepo[] {
    return this.all.filter(isManaged);
  }

  /** A repository with what works on it. */
  vcs(repo: Repo): Vcs {
    return this.#vcs(this.tools, repo);
  }

  #vcs(tools: Tools, repo: Repo): Vcs {
    const nested = this.#neighbours.inside(repo);
    if (this.#isMercurial(repo)) return hgVcs(tools, repo, nested);
    const git = new Git(tools, repo.path);
    return gitVcs({ session: tools.session, git, repo, nested, ahead: this.#ahead });
  }

  /** What a local repository is, the configuration does not say. */
  #isMercurial(repo: Repo): boolean {
    if (isManaged(repo)) return repo.type === "hg";
    const has = (name: string) => this.#session.host.stat(join(repo.path, name)) !== undefined;
    return has(".hg") && !has(".git");
  }

  /** Works on some repositories, several at once. */
  async each<T extends Repo>(
    repos: readonly T[],
    work: (vcs: Vcs, repo: T, tools: Tools) => Promise<void>,
  ): Promise<void> {
    const limit = parallelism(this.#session);
    await forEachLimited(repos, limit, this.#session.cancel, (repo, signal) => {
      const tools = this.tools.within(signal);
      return work(this.#vcs(tools, repo), repo, tools);
    });
  }

  /** Brings repositories to disk. */
  async fetch(repos: readonly Repo[]): Promise<void> {
    const { log, host } = this.#session;
    const progress = new Progress(log, host.isTerminal("stderr"));
    const managed = repos.filter(isManaged);
    await removeHalfClones(this.#session, this.#cloneDirectories(managed));
    for (const group of this.#byNesting(managed)) {
      await this.each(group, (vcs) => vcs.fetch(progress));
    }
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
   * @returns the commits by repository id
   */
  async checkOut(
    config: Config,
    repos: readonly Repo[],
    keyRepos: readonly Repo[],
    purpose: Purpose,
  ): Promise<Map<string, string>> {
    const byId = new Map([...repos, ...keyRepos].map((repo) => [repo.id, repo]));
    const verifier = (tools: Tools): Verify => {
      const sources = { tools, config, repos: byId };
      return (repo, seal) => verifySignature(sources, repo, seal);
    };
    // kas does not check local repositories out, but a signature can be asked of them, too.
    const signedLocal = repos.filter((repo) => !isManaged(repo) && repo.allowedSigners);
    await this.each(signedLocal, async (vcs, repo, tools) => {
      const { head, changes } = await vcs.state();
      refuseUnsigned(repo, changes);
      const seal = await vcs.seal(head ?? "HEAD");
      try {
        await verifier(tools)(repo, seal);
        refuseUnsigned(repo, await seal.differences(false));
      } finally {
        await seal.close();
      }
    });
    const commits = new Map<string, string>();
    await using _ahead = this.#askAhead(repos.filter(isManaged));
    for (const group of byKeys(config, repos.filter(isManaged))) {
      await this.each(group, async (vcs, repo, tools) => {
        const commit = await checkOut(tools.session, vcs, purpose, verifier(tools));
        if (commit !== undefined) commits.set(repo.id, commit);
      });
    }
    return commits;
  }

  /** Asks what is checked out in those repositories of which that needs no more than git's status. */
  #askAhead(repos: readonly ManagedRepo[]): AsyncDisposable {
    const { host } = this.#session;
    const asked = repos.filter((repo) =>
      repo.type === "git" && wantedRef(repo) !== null && !repo.allowedSigners &&
      this.#neighbours.inside(repo).length === 0 && !hasJournal(host, repo) &&
      // A clone without files would tell each of them.
      host.lstat(join(repo.path, ".git/index"))?.kind === "file"
    );
    const ahead = new StatusAhead(this.tools, asked.map(({ path }) => path));
    this.#ahead = ahead;
    return {
      [Symbol.asyncDispose]: async () => {
        this.#ahead = undefined;
        await ahead.close();
      },
    };
  }

  /** Applies the patches of all repositories. @param commits what they are based on, by id */
  async patch(commits: ReadonlyMap<string, string>): Promise<void> {
    await this.each(
      this.managed,
      (vcs, repo, { session }) => applyPatches(session, vcs, commits.get(repo.id), this.all),
    );
  }
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
): Repos {
  return new Repos(new Tools(session, project.environment), project.repos);
}
