import type { Presence } from "../../check/project_findings.ts";
import type { Host } from "../../host/host.ts";
import { isManaged, type Repo } from "../../repo/repo.ts";
import { RefFiles } from "../repo/git/ref_files.ts";

/** What is on disk of a repository, as its files tell. */
export function presenceOf(host: Host, repo: Repo): Presence {
  if (host.stat(repo.path)?.kind !== "directory") return "absent";
  if (!isManaged(repo)) return "exact";
  const head = repo.type === "git" ? new RefFiles(host, repo.path).head() : undefined;
  // Patches are commits of kas's own on top of that one.
  if (repo.commit === null || head === undefined || repo.patches.length > 0) return "likely";
  return head === repo.commit.toLowerCase() ? "exact" : "elsewhere";
}
