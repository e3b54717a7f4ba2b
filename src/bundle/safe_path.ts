import { BUNDLE_RECORD, STAGING } from "../config/settings.ts";
import { KEY_CACHE } from "../repo/signature.ts";
import { SITE, SITE_FILES } from "./site_files.ts";

/** Names that only the import itself makes at the root of a site. */
const RESERVED = [BUNDLE_RECORD, STAGING];

/** Characters of a path, and of a name in it (PATH_MAX and NAME_MAX of Linux). */
const LONGEST_PATH = 4000;
const LONGEST_NAME = 255;

/**
 * Why a path of a bundle is refused; undefined if it is not. It lies below the directory that it
 * is seen from, and neither in what git and Mercurial keep nor in what the import does.
 */
export function pathMistake(path: string): string | undefined {
  if (path === "" || path.length > LONGEST_PATH) return "it is no path";
  if (/[\p{Cc}\\]/u.test(path)) return "it has control characters";
  const names = path.split("/");
  if (names.some((name) => name.length > LONGEST_NAME)) return "it is no plain path";
  const mistake = treePathMistake(path);
  if (mistake !== undefined) return mistake;
  if (RESERVED.includes(names[0]!.toLowerCase())) return "its name is the import's own";
  return undefined;
}

/** Why a path in a repository's tree is refused; undefined if it is not. */
export function treePathMistake(path: string): string | undefined {
  if (path.startsWith("/")) return "it is absolute";
  const names = path.split("/");
  if (names.some((name) => name === "" || name === ".")) return "it is no plain path";
  if (names.includes("..")) return "it leads elsewhere";
  return names.some(isAdministration) ? "it is in what git or Mercurial keeps" : undefined;
}

/** Directories that nothing of a project lies in: what git and gpg read there is not data alone. */
const NOT_THE_PROJECTS: readonly string[] = [SITE.references, KEY_CACHE];
/** What is a directory in a site, or what the import writes: a link there would lead it elsewhere. */
const NO_FILES = new Set([...Object.values(SITE).flatMap(withParents), ...SITE_FILES]);

function withParents(path: string): string[] {
  const names = path.split("/");
  return names.map((_, index) => names.slice(0, index + 1).join("/"));
}

/** Why the path of a file of the project is refused; undefined if it is not. */
export function projectPathMistake(path: string): string | undefined {
  const [first] = path.toLowerCase().split("/");
  const isTaken = NOT_THE_PROJECTS.includes(first!) || NO_FILES.has(path.toLowerCase());
  return pathMistake(path) ?? (isTaken ? "its name is the import's own" : undefined);
}

/** As git itself judges names (fsck's hasDotgit): file systems may not tell case apart. */
function isAdministration(name: string): boolean {
  return /^\.(?:git|hg)[. ]*$|^git~\d+$/i.test(
    name.replace(/[\u200c-\u200f\u202a-\u202e\ufeff]/g, ""),
  );
}

/**
 * Why a link is refused; undefined if it is not. Up it leads only at its beginning: what comes
 * behind a name may be another link, from which up is elsewhere.
 * @param path where it is, seen from the directory that it must not lead out of
 */
export function linkMistake(path: string, target: string): string | undefined {
  const names = target.split("/").filter((name) => name !== "" && name !== ".");
  const up = names.findLastIndex((name) => name === "..") + 1;
  const isPlain = names.slice(0, up).every((name) => name === "..");
  if (target === "" || target.startsWith("/") || !isPlain || up >= path.split("/").length) {
    return "it leads elsewhere";
  }
  if (names.some(isAdministration)) return "it leads into what git or Mercurial keeps";
  return undefined;
}
