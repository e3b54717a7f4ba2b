import { publicUrl } from "../base/credentials.ts";
import { hiddenCharacter, quotingMistake } from "../config/names.ts";
import { urlMistake } from "../repo/url.ts";
import type { RepoFacts } from "./facts.ts";

/** What a project file can say of repositories, and the paths that it cannot. */
export function usableRepos(
  found: readonly RepoFacts[],
): { readonly repos: readonly RepoFacts[]; readonly leftOut: readonly string[] } {
  const leftOut: string[] = [];
  const isUsable = (path: string, shown = path) => {
    const usable = quotingMistake(path) === undefined && !/\s/.test(path);
    if (!usable) leftOut.push(shown);
    return usable;
  };
  const repos = found.filter((repo) => repo.isOwn || isUsable(repo.path)).map((repo) => ({
    ...repo,
    ...usableOrigin(repo),
    layers: repo.layers.filter(({ path }) => isUsable(path, `${repo.path}/${path}`)),
  }));
  return { repos, leftOut };
}

/** Where a repository comes from, if another machine can have it from there, without secrets. */
function usableOrigin({ url, branch, commit }: RepoFacts): Pick<RepoFacts, "url" | "branch"> {
  const isText = (text: string) => text !== "" && hiddenCharacter(text) === undefined;
  const isUrl = url !== undefined && isText(url) && !url.startsWith("-") &&
    (url.startsWith("/") || url.includes(":")) && urlMistake(url) === undefined;
  return {
    url: isUrl && commit !== undefined ? publicUrl(url).url : undefined,
    branch: branch !== undefined && isText(branch) && !branch.startsWith("-") ? branch : undefined,
  };
}
