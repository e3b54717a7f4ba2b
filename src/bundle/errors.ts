import { UserError, userError } from "../base/errors.ts";
import { printableLine } from "../base/printable.ts";

const LISTED = 20;

/** The first of many names, and how many more there are. */
function listed(names: readonly string[]): string {
  const more = names.length > LISTED ? `, and ${names.length - LISTED} more` : "";
  return `${names.slice(0, LISTED).map(printableLine).join(", ")}${more}`;
}

const short = (digest: string) => digest.slice(0, 12);

export function invalidSize(text: string): UserError {
  return userError(
    "invalid_size",
    { text },
    `"${text}" is no size: write bytes, or a number with K, M or G, as in 650M or 4.3G`,
  );
}

export function volumeTooSmall(limit: number, least: number): UserError {
  return userError(
    "volume_too_small",
    { limit, least },
    `volumes of ${limit} bytes are too small: each has the manifest in it, so that ${least} bytes ` +
      "are the least (--max-size)",
  );
}

/** A file that is no bundle, or not the one that was made. */
export function brokenBundle(file: string, reason: string): UserError {
  return userError(
    "broken_bundle",
    { file, reason },
    `${file}: the bundle is refused: ${reason}. Nothing was imported: have it sent again`,
  );
}

/** Several files that are not of one delivery. */
export function otherBundle(file: string, first: string): UserError {
  return userError(
    "other_bundle",
    { file, first },
    `${file} is not of the same bundle as ${first}: import the volumes of one at a time`,
  );
}

export function volumeTwice(file: string, first: string, volume: number): UserError {
  return userError(
    "volume_twice",
    { file, first, volume },
    `${file} and ${first} are both volume ${volume} of the bundle: give each once`,
  );
}

/** @param known a file of the bundle */
export function volumesMissing(known: string, missing: readonly number[], of: number): UserError {
  const names = listed(missing.map(String));
  return userError(
    "volumes_missing",
    { known, missing, of },
    `${known}: the bundle has ${of} volumes, and ${
      missing.length === 1 ? `volume ${names} is` : `volumes ${names} are`
    } missing: give all of them, in any order`,
  );
}

export function brokenManifest(file: string, reason: string): UserError {
  // The middle is what somebody wrote, and of any length.
  const shown = reason.length > 400 ? `${reason.slice(0, 200)} … ${reason.slice(-200)}` : reason;
  return brokenBundle(file, `its manifest cannot be trusted: ${shown}`);
}

export function zstdMissing(): UserError {
  return userError(
    "zstd_missing",
    {},
    "zstd is not installed, by which bundles are compressed: install it (apt-get install zstd)",
  );
}

export function zstdFailed(path: string, words: string): UserError {
  return userError("zstd_failed", { path }, `${path} cannot be compressed: ${words}`);
}

export function changedMeanwhile(path: string): UserError {
  return userError(
    "changed_meanwhile",
    { path },
    `${path} has changed while it was bundled: let whatever writes to it end, and try again`,
  );
}

/** @param name of a repository */
export function shallowSource(name: string): UserError {
  return userError(
    "shallow_source",
    { name },
    `the clone of repository ${name} is shallow, so that its history cannot be bundled: get the ` +
      "rest (git fetch --unshallow in it), or bundle what is there with --depth 1",
  );
}

export function historyTooShort(name: string, has: number, wanted: number): UserError {
  return userError(
    "history_too_short",
    { name, has, wanted },
    `the clone of repository ${name} is shallow and has ${has} commits of history, not ${wanted}: ` +
      `get the rest (git fetch --unshallow in it), or ask for --depth ${has}`,
  );
}

export function packFailed(name: string, words: string): UserError {
  return userError("pack_failed", { name }, `repository ${name} cannot be packed: ${words}`);
}

export function notPinned(name: string): UserError {
  return userError(
    "not_pinned",
    { name },
    `repository ${name} is not at what it is pinned to: check it out first (kas checkout)`,
  );
}

/** An option of `kas bundle` that another action has. */
export function optionOfOther(flag: string, action: string, given: string): UserError {
  return userError(
    "option_of_other",
    { flag, action, given },
    `${flag} is for kas bundle ${action}, not for kas bundle ${given}`,
  );
}

export function signersNotNamed(): UserError {
  return userError(
    "signers_not_named",
    {},
    "--require-signature: say whose signature it must be, by --allowed-signers FILE",
  );
}

/** @param files project files as words of their own */
export function oneProject(files: readonly string[]): UserError {
  return userError(
    "one_project",
    { files },
    `a bundle is made for one project: join its files by colons, as in ${files.join(":")}`,
  );
}

export function outputMissing(): UserError {
  return userError(
    "output_missing",
    {},
    "name the bundle to write, as in kas bundle create kas.yml -o site.tar",
  );
}

export function outputNoDirectory(file: string): UserError {
  return userError(
    "output_no_directory",
    { file },
    `${file} cannot be written: its directory is not there`,
  );
}

export function depthNotPositive(depth: number): UserError {
  return userError(
    "depth_not_positive",
    { depth },
    `--depth ${depth}: each repository has one commit at least`,
  );
}

/** A local repository that no place of a site stands for. */
export function localElsewhere(name: string, path: string, workDir: string): UserError {
  return userError(
    "local_elsewhere",
    { name, path, workDir },
    `repository ${name} is the directory ${path}, which has no place on the other side: give it a ` +
      `url, or a relative path below ${workDir}, or no path if it is the project's own`,
  );
}

/** A patch that is named by an absolute path. */
export function patchOutside(name: string, patch: string, path: string): UserError {
  return userError(
    "patch_outside",
    { name, patch, path },
    `repository ${name}: patch ${patch} has the absolute path ${path}, which is not there on the ` +
      "other side: name it relative to a repository",
  );
}

export function signingFailed(key: string, words: string): UserError {
  return userError(
    "signing_failed",
    { key },
    `ssh-keygen cannot sign with ${key}: ${words}. A key with a passphrase must be in an ssh ` +
      "agent: name its public key then",
  );
}

export function signersMissing(file: string): UserError {
  return userError("signers_missing", { file }, `there is no file of signers ${file}`);
}

export function notSigned(file: string): UserError {
  return userError(
    "not_signed",
    { file },
    `${file} is refused: it is not signed. Whoever makes it signs it by kas bundle create --sign KEY`,
  );
}

export function notSignedByAllowed(file: string, allowed: string): UserError {
  return userError(
    "not_signed_by_allowed",
    { file, allowed },
    `${file} is refused: its signature is of nobody in ${allowed}, or of something else`,
  );
}

/** A bundle builds on a repository that is not here, or lacks what it builds on. */
export function baseLacks(file: string, url: string): UserError {
  return userError(
    "base_lacks",
    { file, url },
    `${file}: the bundle builds on commits of ${url} that are not here: import the bundle first that it was ` +
      "made on top of (--since), or have one made without",
  );
}

/** What git or hg says of a pack. */
export function packRefused(file: string, url: string, words: string): UserError {
  return userError(
    "pack_refused",
    { file, url },
    `${file}: the bundle is refused: what it has of ${url} is not sound: ${words}. Nothing was imported`,
  );
}

/** @param names of variables that name directories */
export function storesMissing(names: readonly string[]): UserError {
  return userError(
    "stores_missing",
    { names },
    `the bundle needs directories that nobody names: set ${names.join(", ")}, or make a work ` +
      "directory of it by --into DIR",
  );
}

/** @param base digest of a manifest */
export function baseNotImported(file: string, base: string, root: string): UserError {
  return userError(
    "base_not_imported",
    { file, base, root },
    `${file} is only what came after the bundle with the manifest ${base}, which has not been ` +
      `imported into ${root}: import that one first`,
  );
}

/** A file that an earlier import has brought is gone, or another one. */
export function baseGone(file: string, path: string, base: string): UserError {
  return userError(
    "base_gone",
    { file, path, base },
    `${file}: ${path} is not what the bundle with the manifest ${
      short(base)
    } brought, and this one builds ` +
      "on it: import that one again",
  );
}

/** Files that the user has changed since an import, or that were there before. */
export function filesInTheWay(paths: readonly string[]): UserError {
  return userError(
    "files_in_the_way",
    { paths },
    `nothing was imported: these files are not as the last import left them, and would be ` +
      `replaced: ${listed(paths)}. Move them away, and import again`,
  );
}

/** A directory in which project files would be looked for elsewhere. */
export function insideWorkTree(directory: string, root: string): UserError {
  return userError(
    "inside_work_tree",
    { directory, root },
    `${directory} lies in the work tree of ${root}, where kas would look for the project's files: ` +
      "import into a directory outside",
  );
}

export function importTarget(directory: string): UserError {
  return userError("import_target", { directory }, `${directory} is no directory to import into`);
}

export function keyRefused(file: string, path: string, words: string): UserError {
  return userError(
    "key_refused",
    { file, path },
    `${file}: the bundle is refused: its key ${path} cannot be taken: ${words}`,
  );
}

export function bundleNotNamed(action: string): UserError {
  return userError(
    "bundle_not_named",
    { action },
    `name the bundle, as in kas bundle ${action} site.tar`,
  );
}

export function oneBundle(): UserError {
  return userError(
    "one_bundle",
    {},
    "one bundle is listed at a time, or any one volume of it: each has the whole manifest",
  );
}

export function notAnImage(reference: string): UserError {
  return userError(
    "not_an_image",
    { reference },
    `--image: ${JSON.stringify(reference)} is no image: name it as in REGISTRY/PATH:TAG, or ` +
      "REGISTRY/PATH@sha256:…",
  );
}

/** @param words the engine's own */
export function engineUnusable(engine: string, reference: string, words: string): UserError {
  return userError(
    "engine_unusable",
    { engine, reference },
    `${engine} cannot be asked for the image ${reference}: ${words}`,
  );
}

export function imageNotPulled(engine: string, reference: string, words: string): UserError {
  return userError(
    "image_not_pulled",
    { engine, reference },
    `the image ${reference} is not here, and ${engine} pull ${reference} fails: ${words}. Get it, ` +
      "or name one that is here by --image=REF",
  );
}

export function imageNotSaved(engine: string, reference: string, reason: string): UserError {
  return userError(
    "image_not_saved",
    { engine, reference },
    `the image ${reference} cannot be had from ${engine}: ${reason}`,
  );
}

export function imageNotLoaded(engine: string, reference: string, words: string): UserError {
  return userError(
    "image_not_loaded",
    { engine, reference },
    `${engine} cannot load the image ${reference} of the bundle: ${words}. Nothing else was ` +
      "imported: import it again when that is mended",
  );
}

/** An image that the bundle builds on is not in the engine. */
export function baseImageGone(engine: string, reference: string): UserError {
  return userError(
    "base_image_gone",
    { engine, reference },
    `${engine} has not the image ${reference} that the bundle builds on: import the bundle again ` +
      "that brought it, or have one made without --since",
  );
}

/** Kinds of errors by which a bundle is refused, whatever is tried again. */
const REFUSALS = [
  "broken_bundle",
  "pack_refused",
  "base_lacks",
  "base_gone",
  "base_not_imported",
  "key_refused",
];

/** Whether an error says that a bundle is refused: nothing of it is kept then. */
export function isRefusal(error: unknown): boolean {
  return error instanceof UserError && error.problems.some(({ kind }) => REFUSALS.includes(kind));
}

export function recordUnreadable(file: string): UserError {
  return userError(
    "record_unreadable",
    { file },
    `${file} is no record of imports as kas writes it: move it away, and import all bundles again`,
  );
}

/** A directory in which a bundle would wait, and which somebody else could change. */
export function stagingOfOthers(directory: string): UserError {
  return userError(
    "staging_of_others",
    { directory },
    `${directory} is not a directory of yours, and bundles wait there while they are imported: ` +
      "remove it",
  );
}
