import { join } from "node:path";
import type { Environment } from "../../base/command.ts";
import { UserError } from "../../base/errors.ts";
import { setIniKeys } from "../../base/ini.ts";
import {
  HG_CHANGES_ARGS,
  hgOnBranchArgs,
  hgPatchedBranch,
  hgResolveArgs,
  hgTagArgs,
  hgWantedArgs,
} from "../../repo/hg.ts";
import { hgPatchDate, patchMessage } from "../../repo/patches.ts";
import {
  branchLacksCommit,
  refuseTagWithBranch,
  tagMismatch,
  tagNotFound,
} from "../../repo/ref_errors.ts";
import { nestedIn, type Repo, wantedRef } from "../../repo/repo.ts";
import { candidateUrls, type PublicUrl } from "../../repo/url.ts";
import type { Finished } from "../../host/host.ts";
import { cloneAside } from "./clone_aside.ts";
import { findPatches, patchError, type PatchFile, tellApplied } from "./find_patches.ts";
import type { Verify } from "./git/checkout.ts";
import { fetchError, fromFirst } from "./mirrors.ts";
import { isPatched, readPatchRecord, writePatchRecord } from "./patch_record.ts";
import { type Session, toolEnvironment } from "../session.ts";
import { runTool } from "../tools.ts";

type ManagedRepo = Repo & { readonly url: string };

/** Runs hg; HGPLAIN keeps the user's aliases and defaults out (hg help environment). */
export function hg(
  session: Session,
  environment: Environment,
  cwd: string,
  args: readonly string[],
): Promise<Finished> {
  const env = { ...toolEnvironment(session, environment), HGPLAIN: "1" };
  return runTool(session, { argv: ["hg", ...args], cwd, env });
}

async function hgOutput(
  session: Session,
  environment: Environment,
  repo: Repo,
  args: readonly string[],
): Promise<string> {
  const { status, stdout, stderr } = await hg(session, environment, repo.path, args);
  if (status === 0) return stdout.trim();
  throw new UserError(`Command "${repo.path}$ hg ${args.join(" ")}" failed:\n${stderr.trim()}`);
}

/** The changeset that a command line of hg prints; undefined if it fails or prints none. */
async function changeset(
  session: Session,
  environment: Environment,
  repo: Repo,
  args: readonly string[],
): Promise<string | undefined> {
  const { status, stdout } = await hg(session, environment, repo.path, args);
  return status === 0 ? stdout.trim().split("\n")[0] || undefined : undefined;
}

/** The changeset that a repository is pinned to; undefined if it is not there. */
export function findHgRevision(
  session: Session,
  environment: Environment,
  repo: Repo,
): Promise<string | undefined> {
  return changeset(session, environment, repo, hgWantedArgs(repo));
}

/** Brings a Mercurial repository to disk, with what it is pinned to. */
export async function fetchHg(
  session: Session,
  environment: Environment,
  repo: ManagedRepo,
): Promise<void> {
  const { host, log } = session;
  if (!host.findProgram("hg", toolEnvironment(session, environment))) {
    throw new UserError("hg is required for Mercurial repositories: install Mercurial");
  }
  // hg has no helper for passwords: its URLs stay as they are.
  const urls = candidateUrls(repo.url, session.settings.premirrors)
    .map((url) => ({ url, env: {} }));
  const cloned = host.lstat(repo.path) === undefined;
  if (cloned) {
    await cloneAside(session, repo, async (aside, parent) => {
      const clone = ({ url }: PublicUrl) =>
        hg(session, environment, parent, ["clone", "--noupdate", "--", url, aside]);
      const { status, stderr } = await fromFirst(session, repo, urls, clone);
      if (status !== 0) throw fetchError(repo, stderr.trim());
    });
  } else if (!host.stat(join(repo.path, ".hg"))) {
    throw new UserError(
      `${repo.path} exists, but is not a Mercurial repository: move it away, or set another ` +
        `"path" for repository "${repo.name}"`,
    );
  }
  setDefaultPath(session, repo, urls[0]!.url);
  const wanted = wantedRef(repo);
  if (wanted === null) return;
  if (!session.options.update || repo.commit !== null) {
    const found = await findHgRevision(session, environment, repo);
    if (found !== undefined) {
      log.info(`Repository ${repo.name} already contains ${wanted} as ${found}`);
      if (repo.branch === null || repo.commit === null) return;
      const args = hgOnBranchArgs(repo.commit, repo.branch);
      if (await changeset(session, environment, repo, args) !== undefined) return;
    }
  } else if (cloned) return;
  const pull = ({ url }: PublicUrl) => hg(session, environment, repo.path, ["pull", "--", url]);
  const { status, stderr } = await fromFirst(session, repo, urls, pull);
  if (status !== 0) throw fetchError(repo, stderr.trim());
  log.info(`Repository ${repo.name} updated`);
}

/** Points `hg pull` without arguments to the configured URL, as it may have changed. */
function setDefaultPath(session: Session, repo: Repo, url: string): void {
  const file = join(repo.path, ".hg/hgrc");
  const text = session.host.readText(file) ?? "";
  const changed = setIniKeys(text, "paths", { default: url });
  if (/^default\s*=\s*(.*)$/m.exec(text)?.[1] !== url) session.host.write(file, changed);
}

/** Paths that differ from what is checked out, but for those inside other repositories. */
async function hgChanges(
  session: Session,
  environment: Environment,
  repo: Repo,
  others: readonly string[],
): Promise<string[]> {
  const nested = nestedIn(repo, others);
  const output = await hgOutput(session, environment, repo, HG_CHANGES_ARGS);
  return output.split("\0").filter((path) =>
    path !== "" && !nested.some((outer) => path === outer || path.startsWith(`${outer}/`))
  );
}

/**
 * Checks out what a Mercurial repository is pinned to, unless it has local changes.
 * @returns the changeset, undefined if nothing was done
 */
export async function checkoutHg(
  session: Session,
  environment: Environment,
  repo: Repo,
  others: readonly string[],
  patchesFollow: boolean,
  verify: Verify,
): Promise<string | undefined> {
  if (wantedRef(repo) === null) return undefined;
  const { forceCheckout } = session.options;
  const changes = await hgChanges(session, environment, repo, others);
  if (changes.length > 0 && !forceCheckout) {
    session.log.warning(`Repo ${repo.name} is dirty - no checkout`);
    session.log.debug(`Changes in ${repo.path}: ${changes.slice(0, 10).join(", ")}`);
    return undefined;
  }
  const wanted = await findWanted(session, environment, repo);
  await verify(repo, wanted);
  const head = await changeset(session, environment, repo, hgResolveArgs("."));
  const record = patchesFollow ? readPatchRecord(session, repo) : undefined;
  const patched = record !== undefined && record.head === head && record.base === wanted;
  if ((head !== wanted && !patched) || changes.length > 0) {
    const clean = forceCheckout ? ["--clean"] : [];
    await hgOutput(session, environment, repo, ["update", ...clean, "--rev", wanted]);
  }
  session.log.info(`Repository ${repo.name} checked out to ${wanted}`);
  return wanted;
}

async function findWanted(
  session: Session,
  environment: Environment,
  repo: Repo,
): Promise<string> {
  const { name, commit, tag, branch } = repo;
  const find = (args: readonly string[]) => changeset(session, environment, repo, args);
  refuseTagWithBranch(repo);
  const found = await findHgRevision(session, environment, repo);
  if (tag !== null) {
    const tagged = await find(hgTagArgs(tag));
    if (tagged === undefined) throw tagNotFound(repo);
    if (commit !== null && tagged !== found) throw tagMismatch(repo, tagged);
  }
  if (commit !== null && branch !== null && found !== undefined) {
    if (await find(hgOnBranchArgs(commit, branch)) === undefined) {
      throw branchLacksCommit(repo);
    }
  }
  if (found !== undefined) return found;
  const kind = commit !== null ? "Commit" : branch !== null ? "Branch" : "Refspec";
  throw new UserError(`${kind} "${wantedRef(repo)}" cannot be found in repository "${name}"`);
}

/** Applies the patches of a Mercurial repository, one commit each, on a branch of their own. */
export async function patchHg(
  session: Session,
  environment: Environment,
  repo: Repo,
  base: string | undefined,
  repos: readonly Repo[],
  others: readonly string[],
): Promise<void> {
  if (repo.patches.length === 0) return;
  if ((await hgChanges(session, environment, repo, others)).length > 0) {
    session.log.warning(`Repo ${repo.name} is dirty - no patching`);
    return;
  }
  const patches = findPatches(session, repo, repos, hgPatchDate);
  const head = await changeset(session, environment, repo, hgResolveArgs("."));
  const wanted = { base: base ?? head!, patches: JSON.stringify(patches) };
  if (!isPatched(session, repo, wanted, head)) {
    const run = (...args: string[]) => hgOutput(session, environment, repo, args);
    if (head !== wanted.base) await run("update", "--rev", wanted.base);
    await run("branch", "--force", "--", hgPatchedBranch(repo));
    for (const patch of patches) await applyPatch(session, environment, repo, patch, others);
    writePatchRecord(session, repo, { ...wanted, head: await run(...hgResolveArgs(".")) });
  }
  tellApplied(session, repo, patches);
}

async function applyPatch(
  session: Session,
  environment: Environment,
  repo: Repo,
  patch: PatchFile,
  others: readonly string[],
): Promise<void> {
  const run = (...args: string[]) => hgOutput(session, environment, repo, args);
  const strip = ["--strip", String(patch.strip)];
  const args = ["import", "--no-commit", ...strip, "--", patch.path];
  const applied = await hg(session, environment, repo.path, args);
  if (applied.status !== 0) {
    // The work tree had no change before: what is there now is half a patch.
    await run("update", "--clean", "--rev", ".");
    for (const left of await hgChanges(session, environment, repo, others)) {
      await session.host.removeTree(join(repo.path, left));
    }
    throw patchError(repo, patch, applied.stderr);
  }
  const message = patchMessage(patch.id, patch.path).trimEnd();
  const user = "kas <kas@example.com>";
  await run("commit", "--user", user, "--date", patch.date, "--message", message);
}

/** URL and changeset of a local Mercurial repository. */
export async function hgTracking(
  session: Session,
  environment: Environment,
  repo: Repo,
  others: readonly string[],
): Promise<{ url: string | null; commit: string; dirty: boolean } | undefined> {
  const commit = await changeset(session, environment, repo, hgResolveArgs("."));
  if (commit === undefined) return undefined;
  const url = await hg(session, environment, repo.path, ["paths", "default"]);
  const changes = await hgChanges(session, environment, repo, others);
  const known = url.status === 0;
  return {
    url: known ? url.stdout.trim() : null,
    commit,
    dirty: !known || changes.length > 0,
  };
}
