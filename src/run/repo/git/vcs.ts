import { commitTimeArgs, localBranch, patchedBranch, tagObjectArgs } from "../../../repo/git.ts";
import { patchDate } from "../../../repo/patches.ts";
import { isManaged } from "../../../repo/repo.ts";
import type { Vcs } from "../vcs.ts";
import { fetchRepo } from "./fetch.ts";
import { orFirstFiles } from "./first_files.ts";
import type { GitRepo } from "./git.ts";
import { recover } from "./recover.ts";
import { refuseForeignSettings } from "./settings.ts";
import { findWanted } from "./wanted.ts";
import { readWorkTree } from "./work_tree.ts";

// Most runs find every repository as it is to be: what only others need is loaded by them.
const commits = () => import("./commits.ts");
const server = () => import("./server_refs.ts");
const move = () => import("./move.ts");

/** A git repository. */
export function gitVcs(it: GitRepo): Vcs {
  const { git, repo } = it;
  return {
    repo,
    get patchedBranch() {
      return patchedBranch(repo);
    },
    checkoutBranch: repo.tag !== null || repo.branch === null ? null : localBranch(repo.branch),
    patchDate,
    async fetch(progress) {
      if (!isManaged(repo)) return;
      if (repo.allowedSigners) await refuseForeignSettings(it);
      await fetchRepo({ ...it, repo }, progress);
    },
    async state() {
      if (repo.allowedSigners && isManaged(repo)) await refuseForeignSettings(it);
      if (it.session.options.source === "fetched") await recover(it);
      return await it.ahead?.take(repo.path) ?? await readWorkTree(it);
    },
    wanted: (state) =>
      it.session.options.source === "fetched"
        ? orFirstFiles(it, () => findWanted(it, state))
        : findWanted(it, state),
    distance: async (from, to) =>
      await (await import("./distance.ts")).countDistance(git, from, to),
    distanceToRemote: async (from, to) =>
      isManaged(repo)
        ? await (await server()).distanceToRemote(git.tools, repo, from, to)
        : undefined,
    serverRefs: async () =>
      isManaged(repo)
        ? await (await server()).readServerRefs(git.tools, repo)
        : { commit: undefined, tagObject: undefined, tags: null },
    resolve: (revision) => git.resolve(revision),
    async seal(commit) {
      const tag = repo.tag === null ? undefined : await git.ask(tagObjectArgs(repo.tag));
      const { Seal } = await import("./seal.ts");
      return await Seal.of(it, commit, tag === commit ? undefined : tag);
    },
    async moveTo(wanted, state) {
      await (await move()).moveTo(it, wanted, state);
    },
    async commitPatches(base, patches, state) {
      const { makePatchCommits } = await import("./patch.ts");
      const commit = await makePatchCommits(it, patches, base);
      // A work tree that has these patches stays as it is: files keep their times, and bitbake its caches.
      const branch = patchedBranch(repo);
      if (state.branch !== branch || state.head !== commit) {
        await (await move()).moveTo(it, { commit, shown: commit, branch }, state);
      }
      return commit;
    },
    async patchedCommit(base, patches) {
      const { makePatchCommits } = await import("./patch.ts");
      return await makePatchCommits(it, patches, base, false);
    },
    revision: async () => await (await commits()).findRevision(it),
    async commitTime(commit) {
      const line = await git.ask(commitTimeArgs(commit));
      return line === undefined ? undefined : Number(line.split(" ")[0]);
    },
    tagObject: async () => repo.tag === null ? undefined : await git.ask(tagObjectArgs(repo.tag)),
    async tracking() {
      if (it.session.host.stat(repo.path)?.kind !== "directory") return undefined;
      const commit = await git.resolve("HEAD");
      if (commit === undefined) return undefined;
      const url = await git.ask(["remote", "get-url", "origin"]) ?? null;
      const { changes } = await readWorkTree(it);
      return { url, commit, dirty: changes.length > 0 };
    },
    tracks: async (file) =>
      await git.ask(["ls-files", "--error-unmatch", "--", file]) !== undefined,
    async changes(from, to, asked) {
      let found = false;
      const args = ["diff-tree", "-r", "-z", "--name-only", from, to, "--"];
      await git.records(args, (path) => found ||= asked(path));
      return found;
    },
    commitsBetween: async (from, to) => await (await commits()).commitsBetween(it, from, to),
    ownWork: async () => await (await import("./own_work.ts")).ownWork(it),
  };
}
