import { join } from "node:path";
import { type PublicUrl, publicUrl } from "../../../base/credentials.ts";
import { setIniKeys } from "../../../base/ini.ts";
import type { Finished } from "../../../host/host.ts";
import { fetchFailed, hgMissing, notARepository, notAtNewUrl } from "../../../repo/errors.ts";
import { hgDefaultPath, hgIdentifyArgs, hgOnBranchArgs, hgWantedArgs } from "../../../repo/hg.ts";
import { isManaged, type ManagedRepo, wantedRef } from "../../../repo/repo.ts";
import { cloneAside } from "../clone_aside.ts";
import { fromFirst } from "../mirrors.ts";
import { overNetwork } from "../over_network.ts";
import { type Sources, sourcesOf } from "../places.ts";
import { Hg, type HgRepo, withLogin } from "./hg.ts";
import { recover, withRecovery } from "./recover.ts";

interface Fetch extends HgRepo, Sources {
  readonly repo: ManagedRepo;
}

/**
 * Brings a Mercurial repository to disk, with what it is pinned to. Nothing is fetched when
 * that is there already, unless `--update` asks for it, or the URL was changed.
 */
export async function fetchRepo(of: HgRepo & { readonly repo: ManagedRepo }): Promise<void> {
  const { session, hg, repo } = of;
  const { host, log, options } = session;
  if (!hg.tools.isInstalled("hg")) throw hgMissing();
  const it: Fetch = { ...of, ...sourcesOf(session, repo) };
  if (host.lstat(repo.path) === undefined) await session.lock.take();
  // Whoever had the work directory meanwhile may have cloned it.
  const cloned = host.lstat(repo.path) === undefined;
  if (cloned) await clone(it);
  else {
    if (!host.stat(join(repo.path, ".hg"))) throw notARepository(repo);
    await recover(it);
    const origin = readDefaultPath(it);
    if (origin === undefined || !it.urls.some(({ url }) => url === publicUrl(origin).url)) {
      await fetchFromNewUrl(it);
    }
  }
  setDefaultPath(it);
  const wanted = wantedRef(repo);
  if (wanted === null) return;
  // Offline, with nothing to ask, what is there is the newest.
  if (!options.update || repo.commit !== null || it.places.length === 0) {
    const found = await hg.changeset(hgWantedArgs(repo));
    if (found !== undefined) {
      log.info(`Repository ${repo.name} already contains ${wanted} as ${found}`);
      if (repo.branch === null || repo.commit === null) return;
      if (await hg.changeset(hgOnBranchArgs(repo.commit, repo.branch)) !== undefined) return;
    }
  } else if (cloned) return;
  await pull(it);
  log.info(`Repository ${repo.name} updated`);
}

async function clone(it: Fetch): Promise<void> {
  const { session, hg, repo, places } = it;
  await cloneAside(session, repo, async (aside) => {
    // A URL that is a path is seen from there.
    const there = new Hg(hg.tools, session.settings.workDir);
    const args = (url: string) => ["clone", "--noupdate", "--", url, aside];
    const attempt = (from: PublicUrl) => asking(it, there, from, args(from.url));
    const { status, stderr } = await fromFirst(session, repo, places, attempt);
    if (status !== 0) throw fetchFailed(repo, stderr.trim());
  });
}

/** A server that says nothing for so many seconds is not waited for (hg help config.http). */
const TIMEOUT = "--config=http.timeout=60";

/** Runs hg with the network. */
function asking(it: Fetch, hg: Hg, from: PublicUrl, args: string[]): Promise<Finished> {
  return overNetwork(
    it.session,
    it.repo,
    () => withLogin(it, from, (env) => hg.run([TIMEOUT, ...args], env)),
  );
}

async function pull(it: Fetch): Promise<void> {
  const { session, hg, repo, places } = it;
  const attempt = (from: PublicUrl) => asking(it, hg, from, ["pull", "--", from.url]);
  await withRecovery(it, null, async () => {
    const { status, stderr } = await fromFirst(session, repo, places, attempt);
    if (status !== 0) throw fetchFailed(repo, stderr.trim());
  });
}

/**
 * After a repository's URL was changed: what is wanted must be what the new one has.
 * @throws UserError if it is not
 */
async function fetchFromNewUrl(it: Fetch): Promise<void> {
  const { hg, repo, places } = it;
  const wanted = wantedRef(repo);
  if (wanted === null) return;
  const tip = await identify(it, hg, wanted);
  const isThere = async () => await hg.changeset(hgWantedArgs(repo)) === tip;
  if (tip !== undefined && await isThere()) return;
  if (tip !== undefined) await pull(it);
  if (tip === undefined || !await isThere()) throw notAtNewUrl(repo, places.at(-1)!.url);
}

/** What a name stands for at the first URL that answers; undefined if it is not there. */
async function identify(it: Fetch, hg: Hg, name: string): Promise<string | undefined> {
  const attempt = (from: PublicUrl) => asking(it, hg, from, hgIdentifyArgs(from.url, name));
  const { status, stdout, stderr } = await fromFirst(it.session, it.repo, it.places, attempt);
  if (status === 0) return stdout.trim();
  if (stderr.includes("unknown revision")) return undefined;
  throw fetchFailed(it.repo, stderr.trim());
}

/** What a repository's tag or branch stands for at its URL now; undefined if it is not there. */
export async function remoteTip(of: HgRepo): Promise<string | undefined> {
  const { repo, session, hg } = of;
  if (!isManaged(repo)) return undefined;
  const there = new Hg(hg.tools, session.settings.workDir);
  return await identify({ ...of, repo, ...sourcesOf(session, repo) }, there, wantedRef(repo)!);
}

const hgrcOf = (it: Fetch) => join(it.repo.path, ".hg/hgrc");

function readDefaultPath(it: Fetch): string | undefined {
  return hgDefaultPath(it.session.host.readText(hgrcOf(it)) ?? "");
}

/** Points `hg pull` without arguments to the configured URL, as it may have changed. */
function setDefaultPath(it: Fetch): void {
  const { host } = it.session;
  const { url } = it.urls[0]!;
  if (readDefaultPath(it) === url) return;
  const text = host.readText(hgrcOf(it)) ?? "";
  host.write(hgrcOf(it), setIniKeys(text, "paths", { default: url }));
}
