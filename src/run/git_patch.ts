import { createHash } from "node:crypto";
import { isAbsolute, join } from "node:path";
import type { Environment } from "../base/command.ts";
import { UserError } from "../base/errors.ts";
import { checkoutArgs, shortRef } from "../repo/git.ts";
import { mailDate, parseSeries, patchDate, patchIdentity, patchMessage } from "../repo/patches.ts";
import type { Repo } from "../repo/repo.ts";
import { gitStatus } from "./git_checkout.ts";
import { keepLocalCommits } from "./git_keep.ts";
import type { Session } from "./session.ts";
import { git, gitOutput } from "./tools.ts";

/** A patch file, ready to be applied. */
interface PatchFile {
  /** Id of the configuration's entry that it belongs to. */
  readonly id: string;
  readonly path: string;
  readonly strip: number;
  readonly date: string;
  readonly digest: string;
}

/** The local branch that holds the patches. */
export function patchedBranch(repo: Repo): string {
  const { commit, tag, branch, refspec } = repo;
  return `patched-${commit ?? shortRef((tag ?? branch ?? refspec)!)}`;
}

/** What the patched branch was made of, kept in the repository to see that it still is. */
interface PatchRecord {
  readonly base: string;
  readonly patches: string;
  readonly head: string;
}

/**
 * Applies the patches of a repository, one commit each, on a branch of their own. The
 * commits are made beside the work tree, which then changes once or, when it has these
 * patches already, not at all: files keep their times, and bitbake its caches.
 * @param base the commit to patch; undefined for the one that is checked out
 */
export async function patchGit(
  session: Session,
  environment: Environment,
  repo: Repo,
  base: string | undefined,
  repos: readonly Repo[],
  others: readonly string[],
): Promise<void> {
  if (repo.patches.length === 0) return;
  const status = await gitStatus(session, environment, repo, others);
  if (status.changes.length > 0) {
    session.log.warning(`Repo ${repo.name} is dirty - no patching`);
    return;
  }
  const patches = findPatches(session, repo, repos);
  const branch = patchedBranch(repo);
  const wanted = { base: base ?? status.head!, patches: JSON.stringify(patches) };
  const record = readRecord(session, repo);
  const there = status.branch === branch && status.head === record?.head &&
    record.base === wanted.base && record.patches === wanted.patches;
  if (!there) {
    const head = await commitPatches(session, environment, repo, patches, wanted.base);
    if (status.branch !== branch || status.head !== head) {
      await keepLocalCommits(session, environment, repo, branch, head);
      await gitOutput(session, environment, repo.path, checkoutArgs(head, branch, false));
    }
    writeRecord(session, repo, { ...wanted, head });
  }
  for (const patch of patches) {
    session.log.info(
      `Patch applied. (patch path: ${patch.path}, repo: ${repo.name}, patch entry: ${patch.id})`,
    );
  }
}

const recordPath = (repo: Repo) => join(repo.path, ".git", "kas-patched.json");

function readRecord(session: Session, repo: Repo): PatchRecord | undefined {
  try {
    return JSON.parse(session.host.readText(recordPath(repo)) ?? "null") ?? undefined;
  } catch {
    return undefined;
  }
}

function writeRecord(session: Session, repo: Repo, record: PatchRecord): void {
  if (session.host.stat(join(repo.path, ".git"))?.kind !== "directory") return;
  session.host.write(recordPath(repo), JSON.stringify(record));
}

/** All patch files of a repository in the order of their entries, quilt series unfolded. */
function findPatches(session: Session, repo: Repo, repos: readonly Repo[]): PatchFile[] {
  const { host } = session;
  const files: PatchFile[] = [];
  const add = (id: string, path: string, strip: number) => {
    const bytes = host.read(path)!;
    const date = patchDate(new TextDecoder().decode(bytes)) ?? mailDate(host.stat(path)!.modified);
    files.push({ id, path, strip, date, digest: digest(bytes) });
  };
  for (const patch of repo.patches) {
    const holder = repos.find((candidate) => candidate.id === patch.repo);
    if (!holder) {
      throw new UserError(
        `Could not find referenced repo. (missing repo: ${patch.repo}, repo: ${repo.name}, ` +
          `patch entry: ${patch.id})`,
      );
    }
    const path = isAbsolute(patch.path) ? patch.path : join(holder.path, patch.path);
    const series = host.readText(join(path, "series"));
    if (host.stat(path)?.kind === "file") {
      add(patch.id, path, 1);
    } else if (series !== undefined) {
      for (const entry of parseSeries(series)) {
        const file = join(path, entry.file);
        if (host.stat(file)?.kind !== "file") {
          throw new UserError(
            `Could not find patch ${file}, which ${join(path, "series")} names. ` +
              `(repo: ${repo.name}, patch entry: ${patch.id})`,
          );
        }
        add(patch.id, file, entry.strip);
      }
    } else {
      throw new UserError(
        `Could not find patch. (patch path: ${path}, repo: ${repo.name}, ` +
          `patch entry: ${patch.id})`,
      );
    }
  }
  return files;
}

function digest(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Makes one commit for each patch on top of `base`; returns the last. No file of the work tree changes. */
async function commitPatches(
  session: Session,
  environment: Environment,
  repo: Repo,
  patches: readonly PatchFile[],
  base: string,
): Promise<string> {
  const directory = session.host.makeTemporaryDirectory(undefined, "kas-index-");
  const env = { GIT_INDEX_FILE: join(directory, "index") };
  const run = (args: string[], options: { env?: Environment; stdin?: string } = {}) =>
    gitOutput(session, environment, repo.path, args, {
      ...options,
      env: { ...env, ...options.env },
    });
  try {
    await run(["read-tree", base]);
    let head = base;
    for (const patch of patches) {
      const args = [
        "apply",
        "--cached",
        "--whitespace=nowarn",
        `-p${patch.strip}`,
        "--",
        patch.path,
      ];
      const applied = await git(session, environment, repo.path, args, { env });
      if (applied.status !== 0) {
        throw new UserError(
          "Could not apply patch. Please fix repos and patches:\n" +
            `patch path: ${patch.path}, repo: ${repo.name}, patch entry: ${patch.id}\n` +
            applied.stderr.trim(),
        );
      }
      const tree = await run(["write-tree"]);
      head = await run(["commit-tree", tree, "-p", head], {
        stdin: patchMessage(patch.id, patch.path),
        env: patchIdentity(patch.date),
      });
    }
    return head;
  } finally {
    await session.host.removeTree(directory);
  }
}
