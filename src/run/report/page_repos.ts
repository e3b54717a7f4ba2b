import { join } from "node:path";
import { publicUrl } from "../../base/credentials.ts";
import type { Explainer } from "../../explain/explain.ts";
import type { Explanation } from "../../explain/explanation.ts";
import type { PageRepo } from "../../page/facts.ts";
import type { Host } from "../../host/host.ts";
import { isFullCommitId, isManaged, type Repo } from "../../repo/repo.ts";
import type { Repos } from "../repo/repos.ts";
import type { Vcs } from "../repo/vcs.ts";
import type { Session } from "../session.ts";

/** The last second of the year 9999: what is later is no date that could be written. */
const LAST_TIME = 253_402_300_799;

/** All repositories of a project, in its order, and what is on disk of them. */
export async function pageRepos(
  { host }: Session,
  repos: Repos,
  explainer: Explainer,
): Promise<PageRepo[]> {
  const found = new Map<Repo, Omit<PageRepo, "pin">>();
  await repos.each(repos.all, async (vcs, repo) => {
    found.set(repo, isThere(host, repo) ? await onDisk(vcs) : absent(repo));
  });
  return repos.all.map((repo) => ({ ...found.get(repo)!, pin: pinOf(explainer, repo) }));
}

/** Whether a repository is on disk: a clone has its own history, a local one may lie in another. */
export function isThere(host: Host, repo: Repo): boolean {
  if (!isManaged(repo)) return host.stat(repo.path)?.kind === "directory";
  return [".git", ".hg"].some((name) => host.stat(join(repo.path, name)) !== undefined);
}

async function onDisk(vcs: Vcs): Promise<Omit<PageRepo, "pin">> {
  const { repo } = vcs;
  const tracking = await vcs.tracking();
  const commit = isManaged(repo) ? await vcs.revision() : tracking?.commit;
  const time = commit === undefined ? undefined : await vcs.commitTime(commit);
  const isDate = time !== undefined && time >= 0 && time <= LAST_TIME;
  return {
    ...absent(repo),
    ...(commit === undefined ? {} : { commit }),
    url: shownUrl(repo.replaced ? null : repo.url ?? tracking?.url ?? null),
    present: true,
    date: isDate ? new Date(time * 1000).toISOString().replace(".000", "") : undefined,
    checkedOut: tracking?.commit,
    dirty: tracking?.dirty ?? false,
  };
}

function absent(repo: Repo): Omit<PageRepo, "pin"> {
  const isPinned = repo.commit !== null && isFullCommitId(repo.commit);
  return {
    repo,
    present: false,
    url: shownUrl(repo.url),
    commit: isPinned ? repo.commit! : undefined,
    date: undefined,
    checkedOut: undefined,
    dirty: false,
  };
}

const shownUrl = (url: string | null) => url === null ? undefined : publicUrl(url).url;

function pinOf(explainer: Explainer, repo: Repo): Explanation | undefined {
  const pinned = (["commit", "tag", "branch", "refspec"] as const).find((key) =>
    repo.url !== null && repo[key] !== null
  );
  return pinned && explainer.explainValue(["repos", repo.id, pinned]);
}
