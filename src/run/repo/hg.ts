import { join } from "node:path";
import { setIniKeys } from "../../base/ini.ts";
import type { Finished } from "../../host/host.ts";
import { RecordSplitter } from "../../host/output.ts";
import {
  badSigners,
  branchLacksCommit,
  fetchFailed,
  hgMissing,
  notARepository,
  ONLY_GIT_SIGNS,
  patchFailed,
  refNotFound,
  tagMismatch,
  tagWithBranch,
  toolFailed,
} from "../../repo/errors.ts";
import {
  HG_CHANGES_ARGS,
  hgOnBranchArgs,
  hgPatchedBranch,
  hgResolveArgs,
  hgStateArgs,
  hgTagArgs,
  hgWantedArgs,
} from "../../repo/hg.ts";
import { hgPatchDate, patchMessage } from "../../repo/patches.ts";
import { isManaged, type ManagedRepo, type Repo, wantedRef } from "../../repo/repo.ts";
import type { PublicUrl } from "../../base/credentials.ts";
import { candidateUrls } from "../../repo/url.ts";
import { MOST_CHANGES, type Wanted, type WorkTree } from "../../repo/work_tree.ts";
import type { ToolOptions, Tools } from "../tools.ts";
import { cloneAside } from "./clone_aside.ts";
import type { PatchFile } from "./find_patches.ts";
import { fromFirst } from "./mirrors.ts";
import { overNetwork } from "./over_network.ts";
import type { Vcs } from "./vcs.ts";

/** A server that says nothing for so many seconds is not waited for (hg help config.http). */
const TIMEOUT = ["--config=http.timeout=60"];

/** A Mercurial repository. @param nested directories inside it that are not its own */
export function hgVcs(tools: Tools, repo: Repo, nested: readonly string[]): Vcs {
  const hg = new Hg(tools, repo.path);
  const it: HgRepo = { tools, hg, repo, nested };
  return {
    repo,
    get patchedBranch() {
      return hgPatchedBranch(repo);
    },
    patchDate: hgPatchDate,
    fetch: async () => isManaged(repo) ? await fetchRepo({ ...it, repo }) : undefined,
    state: () => readWorkTree(it),
    wanted: () => findWanted(it),
    resolve: (revision) => hg.changeset(hgResolveArgs(revision)),
    seal: () => Promise.reject(badSigners(repo, ONLY_GIT_SIGNS)),
    async moveTo(wanted) {
      const clean = tools.session.options.forceCheckout ? ["--clean"] : [];
      await hg.output(["update", ...clean, "--rev", wanted.commit!]);
    },
    commitPatches: (base, patches, state) => commitPatches(it, base, patches, state),
    revision: () => hg.changeset(hgWantedArgs(repo)),
    tagObject: () => Promise.resolve(undefined),
    async tracking() {
      const commit = await hg.changeset(hgResolveArgs("."));
      if (commit === undefined) return undefined;
      const { status, stdout } = await hg.run(["paths", "default"]);
      const url = status === 0 ? stdout.trim() : null;
      return { url, commit, dirty: url === null || (await readChanges(it)).length > 0 };
    },
    tracks: async (file) => (await hg.run(["files", "--", file])).status === 0,
    async changes(from, to, asked) {
      let found = false;
      const args = ["status", "--no-status", "--print0", "--rev", from, "--rev", to];
      await hg.records(args, (path) => found ||= asked(path));
      return found;
    },
    commitsBetween: () => Promise.resolve([]),
  };
}

/** hg in one directory. */
class Hg {
  constructor(private readonly tools: Tools, private readonly directory: string) {}

  /** Runs hg; HGPLAIN keeps the user's aliases and defaults out (hg help environment). */
  run(args: readonly string[], options: ToolOptions = {}): Promise<Finished> {
    const env = { HGPLAIN: "1" };
    return this.tools.run(["hg", ...args], this.directory, { ...options, env });
  }

  /** Runs hg and reads the records that it prints, each with a NUL at its end: none is kept. */
  async records(args: readonly string[], onRecord: (record: string) => void): Promise<void> {
    const splitter = new RecordSplitter(onRecord);
    const onText = (text: string) => splitter.add(text);
    const { status, stderr } = await this.run(args, { collect: "tail", onText });
    if (status !== 0) throw toolFailed(`${this.directory}$ hg ${args.join(" ")}`, stderr.trim());
  }

  async output(args: readonly string[]): Promise<string> {
    const { status, stdout, stderr } = await this.run(args);
    if (status === 0) return stdout.trim();
    throw toolFailed(`${this.directory}$ hg ${args.join(" ")}`, stderr.trim());
  }

  /** The changeset that a command line prints; undefined if it fails or prints none. */
  async changeset(args: readonly string[]): Promise<string | undefined> {
    const { status, stdout } = await this.run(args);
    return status === 0 ? stdout.trim().split("\n")[0] || undefined : undefined;
  }
}

interface HgRepo {
  readonly tools: Tools;
  readonly hg: Hg;
  readonly repo: Repo;
  readonly nested: readonly string[];
}

async function fetchRepo(it: HgRepo & { readonly repo: ManagedRepo }): Promise<void> {
  const { tools, hg, repo } = it;
  const { session } = tools;
  if (!tools.isInstalled("hg")) throw hgMissing();
  // hg has no helper for passwords: its URLs stay as they are.
  const urls = candidateUrls(repo.url, session.settings.premirrors)
    .map((url) => ({ url, env: {} }));
  const cloned = session.host.lstat(repo.path) === undefined;
  if (cloned) {
    await cloneAside(session, repo, async (aside, parent) => {
      const clone = ({ url }: PublicUrl) =>
        overNetwork(
          session,
          repo,
          () => new Hg(tools, parent).run([...TIMEOUT, "clone", "--noupdate", "--", url, aside]),
        );
      const { status, stderr } = await fromFirst(session, repo, urls, clone);
      if (status !== 0) throw fetchFailed(repo, stderr.trim());
    });
  } else if (!session.host.stat(join(repo.path, ".hg"))) throw notARepository(repo);
  setDefaultPath(it, urls[0]!.url);
  const wanted = wantedRef(repo);
  if (wanted === null) return;
  if (!session.options.update || repo.commit !== null) {
    const found = await hg.changeset(hgWantedArgs(repo));
    if (found !== undefined) {
      session.log.info(`Repository ${repo.name} already contains ${wanted} as ${found}`);
      if (repo.branch === null || repo.commit === null) return;
      if (await hg.changeset(hgOnBranchArgs(repo.commit, repo.branch)) !== undefined) return;
    }
  } else if (cloned) return;
  const pull = ({ url }: PublicUrl) =>
    overNetwork(session, repo, () => hg.run([...TIMEOUT, "pull", "--", url]));
  const { status, stderr } = await fromFirst(session, repo, urls, pull);
  if (status !== 0) throw fetchFailed(repo, stderr.trim());
  session.log.info(`Repository ${repo.name} updated`);
}

/** Points `hg pull` without arguments to the configured URL, as it may have changed. */
function setDefaultPath({ tools, repo }: HgRepo, url: string): void {
  const { host } = tools.session;
  const file = join(repo.path, ".hg/hgrc");
  const text = host.readText(file) ?? "";
  if (/^default\s*=\s*(.*)$/m.exec(text)?.[1] === url) return;
  host.write(file, setIniKeys(text, "paths", { default: url }));
}

async function readWorkTree(it: HgRepo): Promise<WorkTree> {
  const state = await it.hg.run(hgStateArgs());
  const [head, branch] = state.status === 0 ? state.stdout.split("\n") : [];
  return {
    head: head || null,
    // Named branches are part of changesets: only that of the patches is kas's to choose.
    branch: wantedRef(it.repo) !== null && branch === hgPatchedBranch(it.repo) ? branch : null,
    changes: await readChanges(it),
    fresh: false,
  };
}

async function readChanges({ hg, nested }: HgRepo): Promise<string[]> {
  const changes: string[] = [];
  await hg.records(HG_CHANGES_ARGS, (path) => {
    if (nested.some((outer) => path === outer || path.startsWith(`${outer}/`))) return;
    if (changes.length < MOST_CHANGES) changes.push(path);
  });
  return changes;
}

async function findWanted({ hg, repo }: HgRepo): Promise<Wanted> {
  const { commit, tag, branch } = repo;
  if (tag !== null && branch !== null) throw tagWithBranch(repo);
  const found = await hg.changeset(hgWantedArgs(repo));
  if (tag !== null) {
    const tagged = await hg.changeset(hgTagArgs(tag));
    if (tagged === undefined) throw refNotFound(repo, "tag");
    if (commit !== null && tagged !== found) throw tagMismatch(repo, tagged);
  }
  if (commit !== null && branch !== null && found !== undefined) {
    const contained = await hg.changeset(hgOnBranchArgs(commit, branch));
    if (contained === undefined) throw branchLacksCommit(repo);
  }
  if (found !== undefined) return { commit: found, shown: found, branch: null };
  throw refNotFound(repo, commit !== null ? "commit" : branch !== null ? "branch" : "refspec");
}

async function commitPatches(
  it: HgRepo,
  base: string,
  patches: readonly PatchFile[],
  state: WorkTree,
): Promise<string> {
  const { hg, repo } = it;
  if (state.head !== base) await hg.output(["update", "--rev", base]);
  await hg.output(["branch", "--force", "--", hgPatchedBranch(repo)]);
  for (const patch of patches) await applyPatch(it, patch);
  return await hg.output(hgResolveArgs("."));
}

async function applyPatch(it: HgRepo, { id, path, strip, date }: PatchFile): Promise<void> {
  const { tools, hg, repo } = it;
  const applied = await hg.run(["import", "--no-commit", "--strip", String(strip), "--", path]);
  if (applied.status !== 0) {
    // The work tree had no change before: what is there now is half a patch.
    await hg.output(["update", "--clean", "--rev", "."]);
    for (let left = await readChanges(it); left.length > 0; left = await readChanges(it)) {
      for (const path of left) await tools.session.host.removeTree(join(repo.path, path));
    }
    throw patchFailed(repo, id, path, applied.stderr.trim());
  }
  const message = patchMessage(id, path).trimEnd();
  const user = "kas <kas@example.com>";
  await hg.output(["commit", "--user", user, "--date", date, "--message", message]);
}
