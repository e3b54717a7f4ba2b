import { isAbsolute, normalize, relative } from "node:path";
import type { Note } from "../base/log.ts";
import type { Checked, KeyPath, Problem } from "../base/problem.ts";
import type { Config, RepoDefaults } from "../config/config.ts";
import { locateKey } from "../config/config_place.ts";
import type { Settings } from "../config/settings.ts";
import { quotingMistake, stepsUp } from "../config/names.ts";
import {
  badLayer,
  localUnknown,
  patchWithoutRepo,
  refspecMixed,
  samePath,
  signersMissing,
  unpinned,
  unsafeDirectory,
  unsafeUrl,
  unsafeValue,
} from "./errors.ts";
import { resolveLayers } from "./layers.ts";
import type { LocalRepos } from "./local_override.ts";
import { isManaged, type Repo } from "./repo.ts";
import { repoPath } from "./repo_path.ts";
import { urlMistake } from "./url.ts";

export interface RepoOptions {
  readonly settings: Pick<Settings, "workDir" | "localDir">;
  /** `--update` was asked for. */
  readonly update: boolean;
  /** Whether to warn of repositories that are not pinned to a commit. */
  readonly warnUnpinned: boolean;
  /** What the configuration has been given by `withLocalRepos`. */
  readonly local: LocalRepos;
}

/** All repositories of the configuration, in its order. */
export function resolveRepos(config: Config, options: RepoOptions): Checked<Repo[]> {
  const resolved = [...config.repos.keys()].map((id) => resolveRepo(config, id, options));
  return {
    value: resolved.map((repo) => repo.value),
    notes: resolved.flatMap((repo) => repo.notes),
    problems: [
      ...unknownLocals(config, options.local),
      ...resolved.flatMap((repo) => repo.problems),
      ...samePaths(resolved.map((repo) => repo.value).filter(isManaged)),
    ],
  };
}

/** What is no mistake as long as files that are included are missing: they may say it. */
const ABSENCES = ["unpinned", "patch_without_repo", "signers_missing", "local_unknown"];

/** Repositories of a configuration that is not complete, without problems that come from that. */
export function withoutAbsences(checked: Checked<Repo[]>): Checked<Repo[]> {
  return { ...checked, problems: checked.problems.filter(({ kind }) => !ABSENCES.includes(kind)) };
}

function unknownLocals({ repos }: Config, local: LocalRepos): Problem[] {
  const known = () => new Map([...repos].map(([id, { name }]) => [id, name ?? id]));
  return [...local.keys()].filter((id) => !repos.has(id)).map((id) => localUnknown(id, known()));
}

/** Two repositories cannot be cloned to one path. */
function samePaths(repos: readonly Repo[]): Problem[] {
  const first = new Map<string, Repo>();
  return repos.flatMap((repo) => {
    const path = normalize(repo.path);
    const other = first.get(path);
    if (other !== undefined) return [samePath(repo, other)];
    first.set(path, repo);
    return [];
  });
}

/** What is no clone has no branch and no tag of the project's. */
const NO_DEFAULTS: Omit<RepoDefaults, "patchRepo"> = {
  branch: undefined,
  tag: undefined,
  refspec: undefined,
};

/** One repository of the configuration, with defaults and overrides applied. */
export function resolveRepo(config: Config, id: string, options: RepoOptions): Checked<Repo> {
  const entry = config.repos.get(id)!;
  const replaced = options.local.has(id);
  const defaults = replaced ? NO_DEFAULTS : config.repoDefaults;
  const override = config.repoOverrides.get(id);
  const notes: Note[] = [];
  const problems: Problem[] = [];
  const name = entry.name ?? id;
  const at = (key?: string, ...below: readonly string[]) => {
    const path = [...keyPath(config, id, key), ...below];
    return { key: path, place: locateKey(config.files, path) };
  };
  const self = { id, name, at };
  const warn = (message: string, key: string) =>
    notes.push({ level: "warning", message, key: ["repos", id, key] });
  let url = entry.url ?? null;
  let commit = entry.commit ?? null;
  let branch = (entry.branch === undefined ? defaults.branch : entry.branch) ?? null;
  const tag = (entry.tag === undefined ? defaults.tag : entry.tag) ?? null;
  let refspec = entry.refspec ?? defaults.refspec ?? null;

  if (url !== null && commit === null && tag === null && branch === null && refspec === null) {
    problems.push(unpinned(self));
  }
  if (refspec === null) {
    if (override?.commit !== undefined) commit = override.commit;
    if (override?.branch !== undefined) branch = override.branch;
    if (override?.url !== undefined) url = override.url;
    if (commit !== null && options.update) {
      warn(
        `Update of "${name}" requested, but repo is pinned to a fixed commit. Not updating.`,
        "commit",
      );
    }
  } else {
    warn(
      `Using deprecated refspec for repository "${name}". ` +
        "You should migrate to commit/tag/branch.",
      "refspec",
    );
    if (commit !== null || tag !== null || branch !== null) {
      problems.push(refspecMixed(self));
    }
    refspec = override?.commit ?? refspec;
  }
  if (url && commit === null && refspec === null && options.warnUnpinned) {
    if (tag !== null) {
      warn(
        `Using tag without commit for repository "${name}" is unsafe as tags are mutable.`,
        "tag",
      );
    } else if (branch !== null) {
      warn(
        `Using branch without commit for repository "${name}" is unsafe. ` +
          "Either add a commit or use a lock file.",
        "branch",
      );
    }
  }
  for (const [key, value] of Object.entries({ url, commit, tag, branch, refspec })) {
    // A URL or reference that starts with "-" would be read as an option by git or hg.
    if (value !== null && (value.startsWith("-") || /[\0\n]/.test(value))) {
      problems.push(unsafeValue(self, key, value));
    }
  }
  const mistake = url === null ? undefined : urlMistake(url);
  if (mistake !== undefined) problems.push(unsafeUrl(self, url!, mistake));
  const directory = entry.path ?? name;
  const key = entry.path != null ? "path" : entry.name !== undefined ? "name" : undefined;
  // A path may be elsewhere, if it says so; a name is one below the work directory.
  const usable = isDirectory(directory) && (key === "path" || isBelow(directory));
  if (url !== null && !usable) problems.push(unsafeDirectory(self, key, directory));

  const signers = entry.signed ? entry.allowedSigners : undefined;
  if (entry.signed && !signers?.length) {
    problems.push(signersMissing(self));
  }
  const { workDir, localDir = workDir } = options.settings;
  const path = repoPath(
    { path: entry.path ?? null, url, name },
    config.topRepo,
    url === null ? localDir : workDir,
  );
  if (entry.path == null && url === null) {
    notes.push({ level: "info", message: `Using ${path} as root for repository ${name}` });
  }
  const layers = resolveLayers(entry.layers, name, path);
  for (const layer of layers.value) {
    const found = quotingMistake(layer.name);
    if (found !== undefined) {
      problems.push(badLayer(self, layer, `cannot have ${found} in its path`));
    }
    const leadsOut = !isAbsolute(layer.name) && stepsUp(layer.name) &&
      relative(path, layer.path).split("/")[0] === "..";
    if (leadsOut) {
      problems.push(badLayer(self, layer, "leads out of the repository"));
    }
  }
  const patches = [...entry.patches].sort(([a], [b]) => a < b ? -1 : 1).map(([patchId, patch]) => ({
    id: patchId,
    repo: patch.repo ?? config.repoDefaults.patchRepo,
    path: patch.path,
  }));
  for (const patch of patches) {
    if (patch.repo === undefined) problems.push(patchWithoutRepo(self, patch.id));
  }
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
      patches: patches.map((patch) => ({ ...patch, repo: patch.repo ?? "" })),
      allowedSigners: signers,
      replaced,
      at,
    },
    notes: [
      ...notes,
      ...layers.notes.map(({ layer, ...note }): Note => ({
        ...note,
        key: ["repos", id, "layers", layer],
      })),
    ],
    problems,
  };
}

/** The key that has the last word on a value of a repository: an override's, its own, a default's. */
function keyPath(config: Config, id: string, key: string | undefined): KeyPath {
  if (key === undefined) return ["repos", id];
  const has = (entry: object | undefined) =>
    (entry as Readonly<Record<string, unknown>> | undefined)?.[key] !== undefined;
  if (has(config.repoOverrides.get(id))) return ["overrides", "repos", id, key];
  if (!has(config.repos.get(id)) && has(config.repoDefaults)) return ["defaults", "repos", key];
  return ["repos", id, key];
}

/** Whether a text can be the path of a repository, and not of what git or hg keep in one. */
function isDirectory(path: string): boolean {
  return path !== "" && !path.startsWith("-") &&
    !path.toLowerCase().split("/").some((part) => /^\.(?:git|hg)$/.test(part));
}

function isBelow(path: string): boolean {
  return path !== "." && !isAbsolute(path) && !stepsUp(path);
}
