import { join } from "node:path";
import { redactSecrets } from "../../base/credentials.ts";
import { UserError } from "../../base/errors.ts";
import { describeProblem } from "../../base/problem.ts";
import { lockOf } from "../../config/lock_of.ts";
import { NOT_FETCHED, notARepository, refNotFound } from "../../repo/errors.ts";
import { floatingKind, fullCommitId, isManaged, wantedRef } from "../../repo/repo.ts";
import { absentStatus, type PatchState, type RepoStatus } from "../../repo/repo_status.ts";
import type { Distance, WorkTree } from "../../repo/work_tree.ts";
import type { ReadyProject } from "../project.ts";
import type { Session } from "../session.ts";
import type { Tools } from "../tools.ts";
import { findPatches } from "./find_patches.ts";
import { hasJournal } from "./journal.ts";
import { isWorkTree } from "./nested_repositories.ts";
import { type PatchRecord, readPatchRecord } from "./patch_record.ts";
import { findRepoRoot } from "./repo_root.ts";
import type { Vcs } from "./vcs.ts";
import { verifyInPlace } from "./verify_in_place.ts";

/** The commit that a repository is pinned to, as far as it is known. */
interface Pinned {
  readonly commit: string | undefined;
  readonly branch: string | null;
  readonly fetched: boolean;
}

/** One look at one repository: what fails is a problem that its status tells. */
export class RepoLook {
  readonly #problems = new Set<string>();
  readonly #session: Session;

  constructor(
    private readonly tools: Tools,
    private readonly project: ReadyProject,
    private readonly vcs: Vcs,
    private readonly asksServer: boolean,
  ) {
    this.#session = tools.session;
  }

  async status(): Promise<RepoStatus> {
    const { host } = this.#session;
    const { repo } = this.vcs;
    const absent = absentStatus(repo, lockOf(this.project.config.files, repo.id));
    if (host.stat(repo.path) === undefined) {
      return isManaged(repo) ? absent : { ...absent, problems: ["its directory is not there"] };
    }
    const signed = await this.#isSigned();
    const state = await this.#attempt(() => this.#look());
    const there = state === undefined ? absent : {
      ...absent,
      actual: state.head,
      branch: state.shownBranch,
      distance: state.upstream ?? null,
      changes: state.changeCount,
      stashes: state.stashes,
      ...wantedRef(repo) !== null && isManaged(repo) ? await this.#compare(state) : {},
    };
    return { ...there, signed, problems: [...this.#problems] };
  }

  /** What comes of some work; undefined if it fails, which is told. */
  async #attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const { cwd } = this.#session.host;
      for (const problem of error.problems) {
        this.#problems.add(redactSecrets(describeProblem(problem, cwd)));
      }
      return undefined;
    }
  }

  async #isSigned(): Promise<boolean | null> {
    const { project, vcs: { repo } } = this;
    const session = this.#session;
    if (!repo.allowedSigners) return null;
    try {
      await verifyInPlace(session, project, [repo]);
      return true;
    } catch (error) {
      const unknown = error instanceof UserError &&
        error.problems.every(({ kind }) => kind === "key_not_cached");
      if (unknown) session.log.warning(error.message);
      else await this.#attempt(() => Promise.reject(error));
      return unknown ? null : false;
    }
  }

  /** What is checked out; undefined in a directory outside of version control. */
  async #look(): Promise<WorkTree | undefined> {
    const { vcs } = this;
    const { host } = this.#session;
    const { repo } = vcs;
    if (!isManaged(repo)) return await this.#isVersioned() ? await vcs.state() : undefined;
    if (!isWorkTree(host, repo.path)) throw notARepository(repo);
    if (hasJournal(host, repo)) {
      this.#problems.add("a run of kas has not finished its work on it: kas checkout does");
    }
    const state = await vcs.state();
    if (state.fresh) this.#problems.add("its files are not checked out yet");
    return state;
  }

  async #isVersioned(): Promise<boolean> {
    const { vcs: { repo } } = this;
    const { host } = this.#session;
    const root = await findRepoRoot(this.tools, repo.path);
    // Of a part of a Mercurial repository there is no status of its own.
    return root !== undefined &&
      (isWorkTree(host, repo.path) || host.stat(join(root, ".git")) !== undefined);
  }

  async #compare(state: WorkTree): Promise<Partial<RepoStatus>> {
    const { vcs } = this;
    const session = this.#session;
    const { repo } = vcs;
    const pinned = await this.#attempt(() => this.#pinned(state));
    if (pinned === undefined) return {};
    const { commit, branch, fetched } = pinned;
    const record = repo.patches.length > 0 ? readPatchRecord(session, repo) : undefined;
    const patched = repo.patches.length === 0
      ? null
      : await this.#attempt(() => this.#patchState(commit, state, record)) ?? "missing";
    const hasPatches = patched === "applied" || patched === "amended";
    const target = hasPatches ? record!.head : commit;
    const wantedBranch = patched === null ? branch : vcs.patchedBranch;
    return {
      wanted: commit ?? null,
      fetched,
      wantedBranch,
      patched,
      asWanted: (hasPatches || state.head === commit) && state.branch === wantedBranch,
      distance: await this.#distance(state.head, target, fetched) ?? null,
    };
  }

  async #pinned(state: WorkTree): Promise<Pinned> {
    const { vcs } = this;
    const kind = floatingKind(vcs.repo);
    if (this.asksServer && kind !== undefined) {
      const { commit } = await vcs.serverRefs();
      if (commit === undefined) throw refNotFound(vcs.repo, kind);
      const fetched = await vcs.resolve(commit) !== undefined;
      return { commit, branch: vcs.checkoutBranch, fetched };
    }
    try {
      const { commit, shown, branch } = await vcs.wanted(state);
      return { commit: commit ?? await vcs.resolve(shown), branch, fetched: true };
    } catch (error) {
      const unfetched = error instanceof UserError &&
        error.problems.every(({ kind }) => NOT_FETCHED.includes(kind));
      if (!unfetched) throw error;
      const commit = fullCommitId(wantedRef(vcs.repo)) ?? undefined;
      return { commit, branch: vcs.checkoutBranch, fetched: false };
    }
  }

  async #patchState(
    base: string | undefined,
    { head, branch }: WorkTree,
    record: PatchRecord | undefined,
  ): Promise<PatchState> {
    const { project, vcs } = this;
    const session = this.#session;
    const patches = await findPatches(session, vcs.repo, project.repos, vcs.patchDate);
    if (record?.base !== base || record?.patches !== JSON.stringify(patches)) return "missing";
    if (record?.head === head) return "applied";
    return branch === vcs.patchedBranch ? "amended" : "missing";
  }

  async #distance(
    head: string | null,
    target: string | undefined,
    fetched: boolean,
  ): Promise<Distance | undefined> {
    if (head === null || target === undefined) return undefined;
    if (head === target) return { ahead: 0, behind: 0 };
    if (fetched) return await this.vcs.distance(head, target);
    return this.asksServer ? await this.vcs.distanceToRemote(head, target) : undefined;
  }
}
