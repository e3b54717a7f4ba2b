import type { Finding } from "../check/finding.ts";
import type { Repo } from "../repo/repo.ts";

// What only a look at the disk tells; the rest has its messages where kas ends with it.

/** @param names of repositories that are not in the work directory */
export function reposAbsent(names: readonly string[]): Finding {
  return {
    level: "info",
    kind: "repos_absent",
    message: `not in the work directory: ${names.join(", ")}; of their commits, dates and layers ` +
      'more is told here after "kas checkout"',
  };
}

/** @param state how what is on disk differs from what the project says */
export function otherOnDisk(repo: Repo, state: string): Finding {
  const { place } = repo.at();
  const message = `repository "${repo.name}": ${state}`;
  return { level: "warning", kind: "other_on_disk", message, ...(place && { place }) };
}
