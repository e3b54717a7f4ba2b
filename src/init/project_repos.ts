import { type ChosenLayer, isForBuilds } from "./choose_layers.ts";
import type { RepoFacts } from "./facts.ts";
import type { KnownRepo } from "./known_repos.ts";
import type { ProjectRepo } from "./project.ts";

/**
 * The entries of the repositories whose layers are chosen.
 * @param series the branch of known repositories that have one for each series
 */
export function projectRepos(
  repos: readonly RepoFacts[],
  layers: readonly ChosenLayer[],
  series: string,
): ProjectRepo[] {
  const used = (of: ChosenLayer["of"]) =>
    layers.filter((layer) => layer.of === of).map(({ path }) => path || ".");
  const there = repos.flatMap((repo) => foundRepo(repo, used(repo)));
  const known = new Set(layers.map(({ of }) => of).filter((of) => "id" in of));
  return withIds([...there, ...[...known].map((repo) => knownRepo(repo, used(repo), series))]);
}

function foundRepo(repo: RepoFacts, used: readonly string[]): ProjectRepo[] {
  if (used.length === 0 && (repo.isOwn || !repo.hasBitbake)) return [];
  const id = repo.name.replace(/[^\w.+-]/g, "_").replace(/^[^A-Za-z0-9]+/, "") || "project";
  const isRoot = used.length === 1 && used[0] === ".";
  const others = repo.layers.filter(isForBuilds).map(({ path }) => path || ".")
    .filter((path) => !used.includes(path));
  const entry = { id, layers: isRoot ? undefined : used, others };
  const { url, branch, commit } = repo;
  if (repo.isOwn) {
    const note = "The repository of this file.";
    return [{
      ...entry,
      note,
      url: undefined,
      path: undefined,
      branch: undefined,
      commit: undefined,
    }];
  }
  const from = url === undefined
    ? { url, branch: undefined, commit: undefined, note: "It has no remote: only you have it." }
    : { url, branch, commit, note: branch === undefined ? NOT_PUSHED : "" };
  const isDefault = url !== undefined && repo.path === id;
  return [{ ...entry, ...from, path: isDefault ? undefined : repo.path }];
}

const NOT_PUSHED = "No branch of its remote has this commit: push it, or others cannot clone it.";

function knownRepo(repo: KnownRepo, layers: readonly string[], series: string): ProjectRepo {
  const { id, url, branch = series } = repo;
  const note = '"kas lock" pins its branch to a commit.';
  return { id, note, url, branch, commit: undefined, path: undefined, layers, others: [] };
}

/** The same, with ids that differ. */
function withIds(repos: readonly ProjectRepo[]): ProjectRepo[] {
  const taken = new Set<string>();
  return repos.map((repo) => {
    let id = repo.id;
    for (let count = 2; taken.has(id); count++) id = `${repo.id}-${count}`;
    taken.add(id);
    // Its directory was told by its id.
    const path = id === repo.id ? repo.path : repo.path ?? (repo.commit ? repo.id : undefined);
    return { ...repo, id, path };
  });
}
