import { isAbsolute, join } from "node:path";
import { badSigners, ONLY_GIT_SIGNS } from "../../../repo/errors.ts";
import {
  hgChangedFilesArgs,
  hgCommit,
  hgCommitTimeArgs,
  hgDefaultPath,
  hgLackingArgs,
  hgPatchedBranch,
  hgResolveArgs,
  hgWantedArgs,
} from "../../../repo/hg.ts";
import { hgPatchDate } from "../../../repo/patches.ts";
import { isManaged, type Repo } from "../../../repo/repo.ts";
import type { Tools } from "../../tools.ts";
import type { Vcs } from "../vcs.ts";
import { fetchRepo, remoteTip } from "./fetch.ts";
import { Hg, type HgRepo } from "./hg.ts";
import { moveTo } from "./move.ts";
import { hgOwnWork } from "./own_work.ts";
import { makePatchCommits } from "./patch.ts";
import { recover } from "./recover.ts";
import { findWanted } from "./wanted.ts";
import { readChanges, readWorkTree } from "./work_tree.ts";

/** A Mercurial repository. @param nested directories inside it that are not its own */
export function hgVcs(tools: Tools, repo: Repo, nested: readonly string[]): Vcs {
  const { session } = tools;
  const hg = new Hg(tools, repo.path);
  const it: HgRepo = { session, hg, repo, nested };
  return {
    repo,
    get patchedBranch() {
      return hgPatchedBranch(repo);
    },
    checkoutBranch: null,
    patchDate: hgPatchDate,
    async fetch() {
      if (isManaged(repo)) await fetchRepo({ ...it, repo });
    },
    async state() {
      if (isManaged(repo) && session.options.source === "fetched") await recover(it);
      return await readWorkTree(it);
    },
    wanted: () => findWanted(it),
    async distance(from, to) {
      const count = async (args: readonly string[]) =>
        (await hg.output(args)).split("\n").filter((line) => line !== "").length;
      const there = await count(hgResolveArgs(`${hgCommit(from)} or ${hgCommit(to)}`));
      if (there < (from === to ? 1 : 2)) return undefined;
      const ahead = await count(hgLackingArgs(from, to));
      return { ahead, behind: await count(hgLackingArgs(to, from)) };
    },
    distanceToRemote: () => Promise.resolve(undefined),
    async serverRefs() {
      return { commit: await remoteTip(it), tagObject: undefined, tags: null };
    },
    resolve: (revision) => hg.changeset(hgResolveArgs(hgCommit(revision))),
    seal: () => Promise.reject(badSigners(repo, ONLY_GIT_SIGNS)),
    moveTo: (wanted, state) => moveTo(it, wanted.commit!, state),
    async commitPatches(base, patches, state) {
      const commit = await makePatchCommits(it, patches, base);
      // A work tree that has these patches stays as it is: files keep their times, and bitbake its caches.
      if (state.head !== commit) await moveTo(it, commit, state);
      return commit;
    },
    patchedCommit: () => Promise.reject(badSigners(repo, ONLY_GIT_SIGNS)),
    revision: () => hg.changeset(hgWantedArgs(repo)),
    async commitTime(commit) {
      const seconds = await hg.changeset(hgCommitTimeArgs(commit));
      return seconds === undefined ? undefined : Number(seconds);
    },
    tagObject: () => Promise.resolve(undefined),
    async tracking() {
      const commit = await hg.changeset(hgResolveArgs("."));
      if (commit === undefined) return undefined;
      const path = hgDefaultPath(session.host.readText(join(repo.path, ".hg/hgrc")) ?? "") ?? null;
      const isRelative = path !== null && !isAbsolute(path) && !path.includes(":");
      const url = isRelative ? join(repo.path, path) : path;
      return { url, commit, dirty: (await readChanges(it)).length > 0 };
    },
    tracks: async (file) => (await hg.run(["files", "--", file])).status === 0,
    async changes(from, to, asked) {
      const names = await hg.output(hgChangedFilesArgs(from, to));
      return names.split("\0").some((name) => name !== "" && asked(name));
    },
    commitsBetween: () => Promise.resolve([]),
    ownWork: () => hgOwnWork(it),
  };
}
