import { isAbsolute, join, relative } from "node:path";
import type { Note } from "../base/log.ts";
import { type Config, configError, type RepoType } from "../config/config.ts";
import type { Path } from "../config/document.ts";
import type { Settings } from "../config/settings.ts";
import { type Layer, resolveLayers } from "./layers.ts";

/** A repository with defaults and overrides applied: what kas works on. */
export interface Repo {
  /** Key below `repos`. */
  readonly id: string;
  readonly name: string;
  readonly type: RepoType;
  /** Where it is cloned from; null for a local repository, which kas never changes. */
  readonly url: string | null;
  /** Absolute path of the work tree. */
  readonly path: string;
  readonly commit: string | null;
  readonly tag: string | null;
  readonly branch: string | null;
  /** Deprecated form of the three above. */
  readonly refspec: string | null;
  readonly layers: readonly Layer[];
  readonly patches: readonly RepoPatch[];
  /** Names of accepted signers; undefined where no signature is asked for. */
  readonly allowedSigners: readonly string[] | undefined;
}

/** One entry of a repository's `patches`. */
export interface RepoPatch {
  readonly id: string;
  /** Key of the repository that holds the patch. */
  readonly repo: string;
  /** A file or a quilt directory, seen from that repository's root. */
  readonly path: string;
}

export interface RepoOptions {
  readonly settings: Pick<Settings, "workDir">;
  /** `--update` was asked for. */
  readonly update: boolean;
  /** Whether to warn of repositories that are not pinned to a commit. */
  readonly warnUnpinned: boolean;
}

export interface Resolved<T> {
  readonly value: T;
  readonly notes: readonly Note[];
}

/** What a repository is pinned to: commit, tag, branch or refspec, in that order. */
export function wantedRef(repo: Repo): string | null {
  return repo.commit ?? repo.tag ?? repo.branch ?? repo.refspec;
}

/** Those of the directories that lie inside a repository, as seen from its root. */
export function nestedIn(repo: Repo, directories: readonly string[]): string[] {
  return directories
    .map((path) => relative(repo.path, path))
    .filter((path) => path !== "" && !path.startsWith(".."));
}

/** Whether kas clones and checks out this repository (it never touches local ones). */
export function isManaged(repo: Repo): repo is Repo & { readonly url: string } {
  return repo.url !== null;
}

/** Ids of the repositories that hold keys for the signatures of these, and for their own. */
export function keyHolders(config: Config, repos: readonly Repo[]): string[] {
  const holders = new Set<string>();
  const add = (signers: readonly string[]) => {
    for (const name of signers) {
      const id = config.signers.get(name)?.repo;
      if (id === undefined || holders.has(id)) continue;
      holders.add(id);
      const entry = config.repos.get(id);
      if (entry?.signed) add(entry.allowedSigners ?? []);
    }
  };
  for (const repo of repos) add(repo.allowedSigners ?? []);
  return [...holders];
}

/** All repositories of the configuration, in its order. @throws UserError */
export function resolveRepos(config: Config, options: RepoOptions): Resolved<Repo[]> {
  const resolved = [...config.repos.keys()].map((id) => resolveRepo(config, id, options));
  return {
    value: resolved.map((repo) => repo.value),
    notes: resolved.flatMap((repo) => repo.notes),
  };
}

/**
 * One repository of the configuration, with defaults and overrides applied.
 * @throws UserError for contradictory or missing references and for unsafe values
 */
export function resolveRepo(config: Config, id: string, options: RepoOptions): Resolved<Repo> {
  const entry = config.repos.get(id)!;
  const defaults = config.repoDefaults;
  const override = config.repoOverrides.get(id);
  const place = ["repos", id];
  const notes: Note[] = [];
  const warn = (message: string) => notes.push({ level: "warning", message });

  const name = entry.name ?? id;
  let url = entry.url ?? null;
  let commit = entry.commit ?? null;
  let branch = (entry.branch === undefined ? defaults.branch : entry.branch) ?? null;
  const tag = (entry.tag === undefined ? defaults.tag : entry.tag) ?? null;
  let refspec = entry.refspec ?? defaults.refspec ?? null;

  if (url !== null && commit === null && tag === null && branch === null && refspec === null) {
    throw configError(
      config,
      place,
      `No commit, tag or branch specified for repository "${name}". ` +
        "This is only allowed for local repositories.",
    );
  }
  if (refspec === null) {
    if (override?.commit !== undefined) commit = override.commit;
    if (override?.branch !== undefined) branch = override.branch;
    if (override?.url !== undefined) url = override.url;
    if (commit !== null && options.update) {
      warn(
        `Update of "${name}" requested, but repo is pinned to a fixed commit. Not updating.`,
      );
    }
  } else {
    warn(
      `Using deprecated refspec for repository "${name}". ` +
        "You should migrate to commit/tag/branch.",
    );
    if (commit !== null || tag !== null || branch !== null) {
      throw configError(
        config,
        [...place, "refspec"],
        `Unsupported mixture of legacy refspec and commit/tag/branch for repository "${name}"`,
      );
    }
    refspec = override?.commit ?? refspec;
  }
  if (url !== null && commit === null && options.warnUnpinned) {
    if (tag !== null) {
      warn(
        `Using tag without commit for repository "${name}" is unsafe as tags are mutable.`,
      );
    } else if (branch !== null) {
      warn(
        `Using branch without commit for repository "${name}" is unsafe. ` +
          "Either add a commit or use a lock file.",
      );
    }
  }
  if (entry.type === "git" && commit !== null && !isFullCommitId(commit)) {
    warn(
      `${commit} is not a full-length hash for repo "${name}". ` +
        "This will be an error in future versions.",
    );
  }
  refuseOptions(config, place, { url, commit, tag, branch, refspec });

  const signers = entry.signed ? entry.allowedSigners : undefined;
  if (entry.signed && !signers?.length) {
    throw configError(
      config,
      [...place, "signed"],
      `Repository "${name}" is signed but no allowed signers specified.`,
    );
  }
  const path = repoPath(entry.path ?? null, url, name, config.topRepo, options.settings.workDir);
  if (entry.path == null && url === null) {
    notes.push({ level: "info", message: `Using ${path} as root for repository ${name}` });
  }
  const layers = resolveLayers(entry.layers, name, path);
  return {
    value: {
      id,
      name,
      type: entry.type,
      url,
      path,
      commit,
      tag,
      branch,
      refspec,
      layers: layers.value,
      patches: resolvePatches(config, id),
      allowedSigners: signers,
    },
    notes: [...notes, ...layers.notes],
  };
}

/** Whether the text is a whole SHA-1 or SHA-256 object id, in either case. */
export function isFullCommitId(text: string): boolean {
  return /^(?:[0-9a-fA-F]{40}|[0-9a-fA-F]{64})$/.test(text);
}

function repoPath(
  path: string | null,
  url: string | null,
  name: string,
  topRepo: string,
  workDir: string,
): string {
  if (path === null) return url === null ? topRepo : join(workDir, name);
  return isAbsolute(path) ? path : join(workDir, path);
}

function resolvePatches(config: Config, id: string): RepoPatch[] {
  const patches = config.repos.get(id)!.patches;
  return [...patches.keys()].sort().map((patchId) => {
    const entry = patches.get(patchId)!;
    const repo = entry.repo ?? config.repoDefaults.patchRepo;
    if (repo === undefined) {
      throw configError(
        config,
        ["repos", id, "patches", patchId],
        `No repo specified for patch entry "${patchId}" and no default repo specified.`,
      );
    }
    return { id: patchId, repo, path: entry.path };
  });
}

/** A URL or reference that starts with "-" would be read as an option by git or hg. */
function refuseOptions(
  config: Config,
  place: Path,
  values: Readonly<Record<string, string | null>>,
): void {
  for (const [key, value] of Object.entries(values)) {
    if (value === null || !(value.startsWith("-") || /[\0\n]/.test(value))) continue;
    throw configError(
      config,
      [...place, key],
      `${
        place.join(".")
      }.${key}: "${value}" cannot be used: it starts with "-" or has a line break`,
    );
  }
}
