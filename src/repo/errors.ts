import { basename, join } from "node:path";
import { quoteWord } from "../base/command.ts";
import { UserError, userError } from "../base/errors.ts";
import type { Note } from "../base/log.ts";
import { printableLine } from "../base/printable.ts";
import type { Problem } from "../base/problem.ts";
import { didYouMean, nearest } from "../base/suggest.ts";
import { pathText } from "../config/value.ts";
import type { Layer } from "./layers.ts";
import { meantRef, nearRef, NO_REFS, type RefNames } from "./ref_names.ts";
import type { RefKind, Repo } from "./repo.ts";
import { MOST_CHANGES } from "./work_tree.ts";

// All that can be wrong with a repository, its patches and its signatures.

const LISTED = 10;

/** The first of many names, and how many more there are. */
function listed(names: readonly string[], most = LISTED): string {
  const count = names.length < MOST_CHANGES ? names.length - most : "many";
  const more = names.length > most ? `, and ${count} more` : "";
  return `${names.slice(0, most).map(printableLine).join(", ")}${more}`;
}

/** A problem with one key of a repository's entry, or with the entry. */
export function repoProblem(
  repo: Pick<Repo, "id" | "at">,
  key: string | readonly string[] | undefined,
  kind: string,
  fields: Problem["fields"],
  message: string,
): Problem {
  const keys = key === undefined ? [] : [key].flat();
  const { key: path, place } = repo.at(...keys);
  return {
    kind,
    fields: { repo: repo.id, ...fields },
    message: `${pathText(path)}: ${message}`,
    key: ["repos", repo.id, ...keys],
    ...(place ? { place } : {}),
  };
}

function repoError(
  repo: Repo,
  key: string | readonly string[] | undefined,
  kind: string,
  fields: Problem["fields"],
  message: string,
): UserError {
  return new UserError(repoProblem(repo, key, kind, fields, message));
}

// What is asked for in vain.

export function tagWithBranch(repo: Repo): UserError {
  const { name, tag, branch } = repo;
  return repoError(
    repo,
    "tag",
    "tag_with_branch",
    { tag, branch },
    `Both tag "${tag}" and branch "${branch}" cannot be specified for repository "${name}"`,
  );
}

/** The kinds of `refNotFound`: fetching may bring it. */
export const NOT_FETCHED: readonly string[] = [
  "commit_not_found",
  "tag_not_found",
  "branch_not_found",
  "refspec_not_found",
];

/**
 * @param kind what the repository is pinned to
 * @param refs names that it does have
 */
export function refNotFound(repo: Repo, kind: RefKind, refs: RefNames = NO_REFS): UserError {
  const title = { commit: "Commit", tag: "Tag", branch: "Branch", refspec: "Refspec" }[kind];
  const source = kind === "commit" && repo.type === "git" ? ` (${repo.url})` : "";
  return repoError(
    repo,
    kind,
    `${kind}_not_found`,
    { [kind]: repo[kind], suggestion: nearRef(kind, repo[kind]!, refs) },
    `${title} "${repo[kind]}" cannot be found in repository "${repo.name}"${source}` +
      meantRef(kind, repo[kind]!, refs),
  );
}

/** A commit that only the beginning of its id names. */
export function abbreviatedCommit(repo: Repo): Note {
  const { place } = repo.at("commit");
  return {
    level: "warning",
    message: `${repo.commit} is not a full-length hash for repo "${repo.name}".\n` +
      "This eases supply chain attacks and will be an error in future versions.",
    key: ["repos", repo.id, "commit"],
    ...(place && { place }),
  };
}

/** An entry of `allowed_signers` without a key. */
export const signerUnknown = (repo: Repo, name: string): UserError =>
  badSigners(repo, `Allowed signer "${name}" not found in config`);

/**
 * A configured commit that names another one, as a tag or `HEAD~1` does: who has the server
 * could move it (GHSA-6p9r-86f2-f954). @param found the commit that it stands for
 */
export function commitDiffers(repo: Repo, found: string): UserError {
  const { name, commit } = repo;
  return repoError(
    repo,
    "commit",
    "commit_differs",
    { commit, found },
    `Parsed commit ${found} differs suspiciously from specified ${commit}. Repository "${name}": ` +
      '"commit" takes the id of a commit; "tag" and "branch" take names',
  );
}

/** @param tagged the commit that the tag stands for */
export function tagMismatch(repo: Repo, tagged: string): UserError {
  const { name, tag, commit } = repo;
  return repoError(
    repo,
    "tag",
    "tag_mismatch",
    { tag, commit, tagged },
    `Provided tag "${tag}" ("${tagged}") does not match provided commit "${commit}" in ` +
      `repository "${name}", aborting!`,
  );
}

export function branchLacksCommit(repo: Repo): UserError {
  const { name, branch, commit } = repo;
  return repoError(
    repo,
    "branch",
    "branch_lacks_commit",
    { branch, commit },
    `Branch "${branch}" in repository "${name}" does not contain commit "${commit}"`,
  );
}

// Fetching.

/** @param words what git or hg said of it */
export function fetchFailed(repo: Repo, words: string): UserError {
  return repoError(
    repo,
    "url",
    "fetch_failed",
    { words },
    `Fetching of repo: "${repo.name}" failed: ${words}`,
  );
}

/** What a repository is pinned to, in words; empty for one that is not. */
const pins = (repo: Repo): string =>
  (["commit", "tag", "branch", "refspec"] as const)
    .flatMap((key) => repo[key] === null ? [] : [`${key} "${repo[key]}"`])
    .join(", ");

/** What a repository is pinned to is to be had from servers alone, and none may be asked. */
export function nothingToAsk(repo: Repo): UserError {
  const key = (["commit", "tag", "branch", "refspec"] as const).find((name) => repo[name] !== null);
  const lacking = key === undefined ? "" : `: ${pins(repo)}`;
  return repoError(
    repo,
    key,
    "nothing_to_ask",
    {},
    `Repository "${repo.name}" is not here as it is wanted${lacking}`,
  );
}

/** What only a server could tell, and none may be asked. */
export function serverNotAsked(repo: Repo): UserError {
  return repoError(
    repo,
    "url",
    "server_not_asked",
    {},
    `What the server of repository "${repo.name}" has now is not known`,
  );
}

/** Kinds of problems that the network might have solved. */
const FOR_WANT_OF_NETWORK: readonly string[] = [
  ...NOT_FETCHED,
  "fetch_failed",
  "not_at_new_url",
  "nothing_to_ask",
  "server_not_asked",
];

/** What git says where git-lfs has not got a file. */
const LFS_FAILED = /smudge filter lfs failed/;

/**
 * A problem of an offline run, with what would have been asked if the network had been.
 * @param urls without credentials, at least one
 * @param imported the work directory that a bundle was imported into, if that is why
 */
export function forWantOfNetwork(
  problem: Problem,
  urls: readonly string[],
  imported: string | undefined,
): Problem {
  const { kind, message } = problem;
  if (!FOR_WANT_OF_NETWORK.includes(kind) && !LFS_FAILED.test(message)) return problem;
  const [why, remedy] = imported === undefined
    ? ["--offline", "import a bundle that has it, or go without --offline"]
    : [`a bundle was imported into ${imported}`, "import a bundle that has it"];
  return {
    ...problem,
    kind: "not_here",
    fields: { ...problem.fields, urls },
    message: `${message}; no network is asked (${why}), or it would have been ` +
      `${listed(urls)}: ${remedy}`,
  };
}

/** What an update does not ask for. @param urls without credentials */
export function notAskedForNewer(urls: readonly string[]): string {
  return `No network is asked for newer commits: what is here counts, not what is at ${
    listed(urls)
  }`;
}

/** A repository that a skipped step would have brought. */
export function notFetched(repo: Repo): UserError {
  return repoError(
    repo,
    undefined,
    "not_fetched",
    { path: repo.path },
    `Repository ${repo.name} is not there (${repo.path}): run without --skip finish_setup_repos`,
  );
}

/** Repositories without which what was asked for cannot be done, and which it does not fetch. */
export function reposAbsent(repos: readonly Repo[]): UserError {
  const shown = repos.map(({ name, path }) => `${name} (${path})`);
  return userError(
    "repos_absent",
    { repos: repos.map(({ id }) => id) },
    `Repositories are not there: ${listed(shown)}; kas checkout fetches them`,
  );
}

export function notARepository(repo: Repo): UserError {
  const system = repo.type === "hg" ? "Mercurial" : "git";
  return repoError(
    repo,
    undefined,
    "not_a_repository",
    { path: repo.path },
    `${repo.path} exists, but is not a ${system} repository: move it away, or set another ` +
      `"path" for repository "${repo.name}"`,
  );
}

/** @param link in another repository, where this one is to lie below it */
export function linkedAway(repo: Repo, link: string): UserError {
  return repoError(
    repo,
    "path",
    "linked_away",
    { link },
    `Repository ${repo.name} cannot be cloned to ${repo.path}: ${link} is a link of another ` +
      "repository's; set another path",
  );
}

/** @param command what was run, with its directory @param words what it said */
export function toolFailed(command: string, words: string): UserError {
  return userError("tool_failed", { command, words }, `Command "${command}" failed:\n${words}`);
}

/** The same failure, as one of the repository that the command was for. */
export function toolFailedIn(repo: Repo, { kind, fields, message }: Problem): Problem {
  return repoProblem(repo, undefined, kind, fields, message);
}

/** What is told at once of the first repository that fails, while others may take long. */
export function othersGoOn(repo: Repo, message: string): string {
  return `Repository ${repo.name} failed, the others go on: ${message.split("\n")[0]}`;
}

/** @param first one of them @param ids of the repositories that are not told in full */
export function alikeFailures(first: Problem, ids: readonly string[]): Problem {
  return {
    kind: "alike_failures",
    fields: { of: first.kind, repos: ids },
    message: `${ids.length} more repositories fail alike: ${listed(ids)}`,
  };
}

export function hgMissing(): UserError {
  return userError(
    "hg_missing",
    {},
    "hg is required for Mercurial repositories: install Mercurial",
  );
}

/** A user name or password of a URL that Mercurial's configuration cannot hold. */
export function unsafeLogin(repo: Repo): UserError {
  return repoError(
    repo,
    "url",
    "unsafe_login",
    {},
    `The login in the URL of repository "${repo.name}" has control characters: Mercurial cannot ` +
      "use it",
  );
}

/** @param reason which of the two commits is not there, or what git said */
export function noCommitLog(repo: Repo, reason: string): UserError {
  return repoError(
    repo,
    undefined,
    "no_commit_log",
    { reason },
    `Could not compute diff for repository "${repo.name}": ${reason}`,
  );
}

/** @param who has the lock */
export function workDirBusy(directory: string, who: string): UserError {
  return userError(
    "work_dir_busy",
    { directory, who },
    `${who} works in ${directory}: wait until it has ended, or do without --no-wait`,
  );
}

/** @param who has the lock, and has started this kas */
export function startedByHolder(directory: string, who: string): UserError {
  return userError(
    "started_by_holder",
    { directory, who },
    `${who} works in ${directory} and has started this kas, which would change what is there: ` +
      "use another work directory (KAS_WORK_DIR), or call it after the build",
  );
}

/** What is told of local changes. @param left what is not done because of them */
export function dirtyRepo(
  { name, type, path }: Repo,
  changes: readonly string[],
  left: "checkout" | "patching",
): string {
  const aside = type === "hg"
    ? `hg -R ${quoteWord(path)} shelve -A`
    : `git -C ${quoteWord(path)} stash -u`;
  return `Repo ${name} is dirty - no ${left}: ${listed(changes, 3)}; commit that, put it aside ` +
    `(${aside}), or give it up with --force-checkout`;
}

/** @param doing what the user has begun */
export function unfinishedWork(repo: Repo, doing: string): UserError {
  return repoError(
    repo,
    undefined,
    "unfinished_work",
    { doing },
    `Repository ${repo.name} (${repo.path}) is in the middle of a ${doing}: finish or abort it, ` +
      "or give it up with --force-checkout",
  );
}

/** @param changes files that kas has not changed */
export function interruptedCheckout(repo: Repo, changes: readonly string[]): UserError {
  return repoError(
    repo,
    undefined,
    "interrupted_checkout",
    { changes },
    `An interrupted checkout has left repository ${repo.name} (${repo.path}) half done, and there ` +
      `are local changes: ${listed(changes)}; put them aside (git stash), or give them up with ` +
      "--force-checkout",
  );
}

/** The URL was changed, and what is wanted cannot be had from the new one. */
export function notAtNewUrl(repo: Repo, url: string): UserError {
  return repoError(
    repo,
    "url",
    "not_at_new_url",
    { url },
    `The URL of repository "${repo.name}" was changed, and ${url} does not have ` +
      `"${repo.commit ?? repo.tag ?? repo.branch ?? repo.refspec}": what ${repo.path} holds is ` +
      "from elsewhere",
  );
}

// Patches.

const ofPatch = (repo: Repo, id: string) => `repo: ${repo.name}, patch entry: ${id}`;

/** @param known ids of all repositories */
export function patchRepoMissing(
  repo: Repo,
  id: string,
  missing: string,
  known: readonly string[],
): UserError {
  return repoError(
    repo,
    ["patches", id, "repo"],
    "patch_repo_missing",
    { patch: id, missing },
    `Could not find referenced repo. (missing repo: ${missing}, ${ofPatch(repo, id)})` +
      didYouMean(missing, known),
  );
}

/** @param nearby names in its directory */
export function patchMissing(
  repo: Repo,
  id: string,
  path: string,
  nearby: readonly string[],
): UserError {
  return repoError(
    repo,
    ["patches", id, "path"],
    "patch_missing",
    { patch: id, path },
    `Could not find patch. (patch path: ${path}, ${ofPatch(repo, id)})` +
      didYouMean(basename(path), nearby),
  );
}

/** @param directory what the patch may not lead out of */
export function patchElsewhere(
  repo: Repo,
  id: string,
  path: string,
  directory: string,
): UserError {
  return repoError(
    repo,
    ["patches", id, "path"],
    "patch_elsewhere",
    { patch: id, path, directory },
    `The patch leads out of ${directory}. (patch path: ${path}, ${ofPatch(repo, id)})`,
  );
}

/** @param series the quilt file that names the patch */
export function seriesPatchMissing(
  repo: Repo,
  id: string,
  path: string,
  series: string,
): UserError {
  return repoError(
    repo,
    ["patches", id, "path"],
    "series_patch_missing",
    { patch: id, path, series },
    `Could not find patch ${path}, which ${series} names. (${ofPatch(repo, id)})`,
  );
}

/** @param command what was to apply it @param words what git or hg said of it */
export function patchFailed(
  repo: Repo,
  id: string,
  path: string,
  command: string,
  words: string,
): UserError {
  return repoError(
    repo,
    ["patches", id, "path"],
    "patch_failed",
    { patch: id, path, words },
    "Could not apply patch. Please fix repos and patches:\n" +
      `patch path: ${path}, ${ofPatch(repo, id)}\nvcs command: ${command}\nvcs error:\n${words}`,
  );
}

export function patchesNeedHome(): UserError {
  return userError(
    "patches_need_home",
    {},
    "Invalid combination of arguments: Apply patches requires setup_home",
  );
}

// Signatures.

export const ONLY_GIT_SIGNS = "Only git repositories are supported for signatures";

export function nothingToVerify(repo: Repo): UserError {
  return repoError(
    repo,
    "signed",
    "nothing_to_verify",
    {},
    `Repository ${repo.name} is signed, but no commit, tag or branch says what is to be checked`,
  );
}

/** @param changes paths that are not as the signed commit has them */
export function unsignedChanges(repo: Repo, changes: readonly string[]): UserError {
  return repoError(
    repo,
    "signed",
    "unsigned_changes",
    { changes },
    `Repository ${repo.name} is signed, but ${repo.path} has changes that are not: ` +
      `${listed(changes)}; remove them, or check out with --force-checkout`,
  );
}

/** @param object what was checked, with its kind @param by the key of a good signature */
export function untrusted(repo: Repo, object: string, by: string | undefined): UserError {
  const signedBy = by === undefined ? "" : `: it is signed with ${by}`;
  return repoError(
    repo,
    "signed",
    "untrusted",
    { object, by },
    `Repository ${repo.name} is not signed with a trusted key${signedBy}. (${object})`,
  );
}

/** A tag that is a mere name for a commit: whoever has the server can move it to an old one. */
export function lightweightTag(repo: Repo): UserError {
  return repoError(
    repo,
    "tag",
    "lightweight_tag",
    { tag: repo.tag },
    `Repository ${repo.name}: tag "${repo.tag}" is not an annotated one, so that no signature ` +
      "says which commit it stands for: pin the commit as well",
  );
}

/** Commits that are neither the signed one nor what the project's patches make of it. */
export function patchesDiffer(repo: Repo): UserError {
  return repoError(
    repo,
    "patches",
    "patches_differ",
    {},
    `Repository ${repo.name} is signed, but what is checked out is not that with the project's ` +
      "patches: kas checkout makes it so",
  );
}

/** Objects that are not there, or not what their ids say. */
export function damagedObjects(repo: Repo, commit: string): UserError {
  return repoError(
    repo,
    "signed",
    "damaged_objects",
    { commit },
    `Repository ${repo.name} (${repo.path}): objects of commit ${commit} are missing or are not ` +
      "what their ids say; remove the repository (and its copy in KAS_REPO_REF_DIR, if it has " +
      "one), so that it is fetched anew",
  );
}

/** @param settings keys of its configuration */
export function foreignSettings(repo: Repo, settings: readonly string[]): UserError {
  return repoError(
    repo,
    "signed",
    "foreign_settings",
    { settings },
    `Repository ${repo.name} is signed, but ${join(repo.path, ".git")} has settings that could ` +
      `start programs or hide changes: ${listed(settings)}; remove them (git config --unset)`,
  );
}

/** @param reason what is wrong with the allowed signers as a whole */
export function badSigners(repo: Repo, reason: string): UserError {
  return repoError(
    repo,
    "allowed_signers",
    "bad_signers",
    { reason },
    `Repository ${repo.name}: ${reason}`,
  );
}

/** @param named the name in the tag's object */
export function tagRenamed(repo: Repo, named: string | undefined): UserError {
  return repoError(
    repo,
    "tag",
    "tag_renamed",
    { tag: repo.tag, named },
    `Repository ${repo.name}: tag "${repo.tag}" is not what it says: its object is tag "${named}"`,
  );
}

/** A signer whose key cannot be used. */
export function badKey(signer: string, reason: string): UserError {
  return userError(
    "bad_key",
    { signer, reason },
    `${pathText(["signers", signer])}: Could not import key "${signer}": ${reason}`,
    ["signers", signer],
  );
}

/**
 * The key of a signer that only a key server has yet, where the network stays unused.
 * @param offline the run may not ask it, whatever it does
 */
export function keyNotCached(signer: string, server: string, offline: boolean): UserError {
  const how = offline ? "kas checkout, where the network may be asked," : "kas checkout";
  return userError(
    "key_not_cached",
    { signer, server },
    `The key of signer "${signer}" is not here yet: ${how} gets it from ${server}`,
    ["signers", signer],
  );
}

// What the configuration of a repository cannot say.

type Entry = Pick<Repo, "id" | "name" | "at">;

export const unpinned = (repo: Entry): Problem =>
  repoProblem(
    repo,
    undefined,
    "unpinned",
    {},
    `No commit, tag or branch specified for repository "${repo.name}". ` +
      "This is only allowed for local repositories.",
  );

export const refspecMixed = (repo: Entry): Problem =>
  repoProblem(
    repo,
    "refspec",
    "refspec_mixed",
    {},
    `Unsupported mixture of legacy refspec and commit/tag/branch for repository "${repo.name}"`,
  );

export const signersMissing = (repo: Entry): Problem =>
  repoProblem(
    repo,
    "signed",
    "signers_missing",
    {},
    `Repository "${repo.name}" is signed but no allowed signers specified.`,
  );

export const patchWithoutRepo = (repo: Entry, id: string): Problem =>
  repoProblem(
    repo,
    ["patches", id],
    "patch_without_repo",
    { patch: id },
    `No repo specified for patch entry "${id}" and no default repo specified.`,
  );

export const samePath = (repo: Repo, other: Repo): Problem =>
  repoProblem(
    repo,
    "path",
    "same_path",
    { path: repo.path, other: other.id },
    `Repositories "${other.name}" and "${repo.name}" cannot both be at ${repo.path}: set another ` +
      '"path" for one of them',
  );

/** @param reason why it cannot be a URL to clone from */
export const unsafeUrl = (repo: Entry, url: string, reason: string): Problem =>
  repoProblem(
    repo,
    "url",
    "unsafe_url",
    { url, reason },
    `"${url}" cannot be used: ${reason}`,
  );

/** @param key what names the directory: `name`, `path`, or undefined for the id */
export const unsafeDirectory = (
  repo: Entry,
  key: "name" | "path" | undefined,
  directory: string,
): Problem =>
  repoProblem(
    repo,
    key,
    "unsafe_directory",
    { directory },
    `"${directory}" is no directory for a repository: ` +
      'it cannot be empty, start with "-", nor have ".git" in it; a name cannot be absolute or ' +
      'have ".." either (set "path", if it is to be elsewhere)',
  );

/** @param reason why the path of a layer cannot be used */
export const badLayer = (repo: Entry, { name }: Layer, reason: string): Problem =>
  repoProblem(
    repo,
    ["layers", name],
    "bad_layer",
    { layer: name, reason },
    `layer "${name}" of repository "${repo.name}" ${reason}`,
  );

/** @param nearby layers that the repository does have */
export function layerMissing(repo: Entry, layer: Layer, nearby: readonly string[]): Problem {
  const near = didYouMean(layer.name, nearby);
  const others = nearby.length > 0 ? `; layers there: ${listed(nearby)}` : "";
  const problem = badLayer(repo, layer, `is not there (${layer.path})${near}${others}`);
  return {
    ...problem,
    kind: "layer_missing",
    fields: { ...problem.fields, suggestion: nearest(layer.name, nearby) },
  };
}

/** A value that git or hg would read as an option, or that breaks a line. */
export const unsafeValue = (repo: Entry, key: string, value: string): Problem =>
  repoProblem(
    repo,
    key,
    "unsafe_value",
    { value },
    `"${value}" cannot be used: it starts with "-" or has a line break`,
  );

// Directories of the user's in place of repositories (--local).

export function localNotAssigned(word: string): UserError {
  return userError(
    "local_not_assigned",
    { word },
    `--local ${word}: write it as NAME=PATH, the name of a repository and a directory`,
  );
}

export function localTwice(id: string): UserError {
  return userError(
    "local_twice",
    { repo: id },
    `--local ${id}=…: given twice, and there can be one directory only for a repository`,
  );
}

/** @param path as it was written @param place where that is */
export function localNotADirectory(id: string, path: string, place: string): UserError {
  const tilde = path.startsWith("~")
    ? '; the shell does not expand "~" behind "=": write $HOME'
    : "";
  return userError(
    "local_not_a_directory",
    { repo: id, path },
    `--local ${id}=${path}: ${place} is no directory${tilde}`,
  );
}

/** @param emptied a directory that clean or purge empties */
export function localIsEmptied(id: string, path: string, emptied: string): UserError {
  return userError(
    "local_is_emptied",
    { repo: id, path, emptied },
    `--local ${id}=${path}: kas clean and purge empty ${emptied}: keep your work elsewhere`,
  );
}

/** A repository whose checkout would change the user's directory. */
export function localCheckedOut(id: string, path: string, repo: Repo): UserError {
  return userError(
    "local_checked_out",
    { repo: id, path, other: repo.id },
    `--local ${id}=${path}: kas checks repository "${repo.name}" out in ${repo.path}, which could ` +
      `change it: name a directory elsewhere, or give --local ${repo.id}=${repo.path}, too`,
  );
}

/** @param config the project's repositories: key → name */
export function localUnknown(id: string, known: ReadonlyMap<string, string>): Problem {
  const named = [...known].find(([, name]) => name === id)?.[0];
  const near = named === undefined ? didYouMean(id, known.keys()) : `, did you mean "${named}"?`;
  return {
    kind: "local_unknown",
    fields: { repo: id, known: [...known.keys()] },
    message: `--local ${id}=…: the project has no repository "${id}"${near || ";"} ` +
      `its repositories: ${listed([...known.keys()])}`,
  };
}
