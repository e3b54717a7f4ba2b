import { nearest } from "../base/suggest.ts";
import { duplicateKeys } from "../config/duplicate_keys.ts";
import { locate } from "../config/document.ts";
import type { ConfigFile } from "../config/include.ts";
import { isMap, keyText, valueAt } from "../config/value.ts";
import {
  abbreviatedCommit,
  patchRepoMissing,
  signerUnknown,
  tagWithBranch,
} from "../repo/errors.ts";
import {
  isCommitIdStart,
  isFullCommitId,
  isManaged,
  type ManagedRepo,
  type Repo,
} from "../repo/repo.ts";
import type { Draft } from "./draft.ts";
import { commitIsNoId, includeOfUnknown, includeUnread, unusedOverride } from "./errors.ts";
import { errorsOf, type Finding, findingOf, warningsOf } from "./finding.ts";

/**
 * What of a repository is on disk. `exact`: the very files that would be built. `elsewhere`:
 * another commit than the one it is pinned to. `likely`: a branch, a tag or patches, about which
 * only git knows more.
 */
export type Presence = "absent" | "exact" | "elsewhere" | "likely";

/**
 * All that the configuration itself tells of a project, repositories left aside.
 * @param files of the configuration, each once
 */
export function projectFindings(
  draft: Draft,
  files: readonly ConfigFile[],
  repos: readonly Repo[],
  presence: (id: string) => Presence,
): Finding[] {
  return [
    ...duplicateKeys(files).map((problem) => findingOf(problem, "warning")),
    ...includeFindings(draft, files, presence),
    ...unusedOverrides(draft, files),
    ...repos.filter(isManaged).flatMap(pinFindings),
    ...(draft.complete ? repos.flatMap((repo) => unknownNames(draft, repo)) : []),
  ];
}

/** Includes of repositories whose files were not read. */
function includeFindings(
  { config, missingRepos, sound }: Draft,
  files: readonly ConfigFile[],
  presence: (id: string) => Presence,
): Finding[] {
  const { repos } = config;
  // What is not read could tell of any repository.
  const isAllKnown = sound && missingRepos.every((id) => !repos.has(id));
  const offer = offering(repos);
  return files.flatMap(({ file: { document, includes } }) =>
    includes.flatMap(({ repo, file, path }) => {
      if (repo === undefined || !missingRepos.includes(repo)) return [];
      const at = { key: path, place: locate(document, path, "value") };
      const entry = repos.get(repo);
      if (!entry && isAllKnown) return [includeOfUnknown(repo, offer(repo), at)];
      const reason = !entry
        ? "unknown"
        : entry.signed
        ? "signed"
        : presence(repo) === "elsewhere"
        ? "elsewhere"
        : "absent";
      return [includeUnread(repo, file, reason, at)];
    })
  );
}

/** Overrides and locks of repositories that the project does not have. */
function unusedOverrides({ config, complete }: Draft, files: readonly ConfigFile[]): Finding[] {
  const offer = offering(config.repos);
  return files.flatMap(({ file: { document, root }, lockfile }) => {
    const overrides = valueAt(root, ["overrides", "repos"]);
    return [...isMap(overrides) ? overrides.keys() : []].flatMap((id) => {
      if (config.repos.has(keyText(id))) return [];
      const place = locate(document, ["overrides", "repos", id], "key");
      return [unusedOverride(keyText(id), offer(keyText(id)), { lockfile, complete, place })];
    });
  });
}

/** Names that are compared with all others: hostile files have thousands of both. */
const MOST_OFFERED = 20;

/** Offers near names, to the first that are asked for. */
function offering(known: ReadonlyMap<string, unknown>): (name: string) => string | undefined {
  let asked = 0;
  return (name) => asked++ < MOST_OFFERED ? nearest(name, known.keys()) : undefined;
}

/** What is wrong with the pins of a repository, whatever it has. */
function pinFindings(repo: ManagedRepo): Finding[] {
  const { commit, tag, branch } = repo;
  const findings: Finding[] = [];
  if (commit !== null && !isCommitIdStart(commit)) findings.push(commitIsNoId(repo));
  else if (commit !== null && !isFullCommitId(commit)) {
    findings.push(...warningsOf([abbreviatedCommit(repo)]));
  }
  if (tag !== null && branch !== null) findings.push(...errorsOf(tagWithBranch(repo)));
  return findings;
}

/** Repositories of patches, and signers, that the project does not have. */
function unknownNames({ config }: Draft, repo: Repo): Finding[] {
  const patches = repo.patches.filter((patch) =>
    patch.repo !== "" && !config.repos.has(patch.repo)
  );
  const signers = (repo.allowedSigners ?? []).filter((name) => !config.signers.has(name));
  return [
    ...patches.map((patch) =>
      patchRepoMissing(repo, patch.id, patch.repo, [...config.repos.keys()])
    ),
    ...signers.map((name) => signerUnknown(repo, name)),
  ].flatMap(errorsOf);
}
