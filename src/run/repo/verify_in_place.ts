import { patchesDiffer } from "../../repo/errors.ts";
import { isManaged, keyHolders, type Repo } from "../../repo/repo.ts";
import { resolveRepo } from "../../repo/resolve_repos.ts";
import { accept } from "../accept.ts";
import type { Project } from "../project.ts";
import type { Session } from "../session.ts";
import { refuseUnsigned } from "./checkout.ts";
import { findPatches } from "./find_patches.ts";
import { readPatchRecord } from "./patch_record.ts";
import type { Repos } from "./repos.ts";
import type { Vcs } from "./vcs.ts";
import type { KeySources } from "./signing_keys.ts";

/**
 * Checks that what is checked out of those repositories that must be signed, and of those with
 * their keys, is what was signed, with the project's patches at most. Nothing is moved.
 * @param caches whether Python's compiled files, which would be run, are removed or left
 * @throws UserError if one is not
 */
export async function verifyInPlace(
  session: Session,
  project: Project,
  repos: readonly Repo[],
  caches: "removed" | "left" = session.options.source === "disk" ? "removed" : "left",
): Promise<void> {
  const config = project.config!;
  const { settings, options } = session;
  const signed = repos.filter((repo) => repo.allowedSigners);
  // Few projects have one.
  if (signed.length === 0) return;
  const { reposOf } = await import("./repos.ts");
  const resolved = [...config.repos.keys()].map((id) =>
    accept(session.log, resolveRepo(config, id, { settings, ...options, local: project.local }))
  );
  const holders = new Set(keyHolders(config, signed));
  const keyRepos = resolved.filter(({ id, allowedSigners }) => allowedSigners && holders.has(id));
  const others = keyRepos.filter(({ id }) => !signed.some((repo) => repo.id === id));
  const all = await reposOf(session, { ...project, repos: resolved });
  const byId = new Map(resolved.map((repo) => [repo.id, repo]));
  await all.each([...others, ...signed], async (vcs, _repo, tools) => {
    await verifyOne(session, all, vcs, { tools, config, repos: byId }, caches);
  });
}

async function verifyOne(
  session: Session,
  all: Repos,
  vcs: Vcs,
  sources: KeySources,
  caches: "removed" | "left",
): Promise<void> {
  const { verifySignature } = await import("./verify_signature.ts");
  const { repo } = vcs;
  const { head, branch, changes } = await vcs.state();
  refuseUnsigned(repo, changes);
  const isPatched = isManaged(repo) && repo.patches.length > 0 && branch === vcs.patchedBranch;
  const base = isPatched ? readPatchRecord(session, repo)?.base : head;
  const seal = await vcs.seal(base ?? "HEAD");
  try {
    await verifySignature(sources, repo, seal);
    if (!isPatched) refuseUnsigned(repo, await seal.differences(isManaged(repo), caches));
  } finally {
    await seal.close();
  }
  if (!isPatched) return;
  const patches = await findPatches(session, repo, all.all, vcs.patchDate);
  // What the record says others could have written.
  if (await vcs.patchedCommit(base!, patches) !== head) throw patchesDiffer(repo);
  const patched = await vcs.seal(head!);
  try {
    refuseUnsigned(repo, await patched.differences(true, caches));
  } finally {
    await patched.close();
  }
}
