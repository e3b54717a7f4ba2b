import { packFailed } from "../../bundle/errors.ts";
import { hgCommit, hgResolveArgs } from "../../repo/hg.ts";
import type { Repo } from "../../repo/repo.ts";
import type { Hg } from "../repo/hg/hg.ts";

/**
 * Writes commits of a Mercurial repository, with their history, to a file: the same from each
 * clone. A tag stands in a later commit, the first one of which comes along.
 * @param base commits that the other side has
 * @returns what the file builds on; undefined if the other side has all of it
 */
export async function bundleHg(
  hg: Hg,
  repo: Repo,
  commits: readonly string[],
  base: readonly string[],
  path: string,
): Promise<{ readonly since: readonly string[] } | undefined> {
  const tagged = (commit: string) =>
    hg.changeset(hgResolveArgs(`first(descendants(${hgCommit(commit)}) and file('path:.hgtags'))`));
  const tags = repo.tag === null ? [] : await Promise.all(commits.map(tagged));
  const tips = [...new Set([...commits, ...tags.filter((tag) => tag !== undefined)])].sort();
  const here = (commit: string) => hg.changeset(hgResolveArgs(hgCommit(commit)));
  const since = (await Promise.all(base.map(here))).filter((commit) => commit !== undefined);
  if (tips.every((tip) => since.includes(tip))) return undefined;
  const { status, stderr } = await hg.run([
    "--config=devel.bundle.delta=full",
    "bundle",
    "--quiet",
    "--type=none-v2",
    ...tips.map((tip) => `--rev=${tip}`),
    ...(since.length > 0 ? since : ["null"]).map((commit) => `--base=${commit}`),
    "--",
    path,
  ]);
  if (status !== 0) throw packFailed(repo.name, stderr.trim());
  return { since };
}
