import { BUNDLE_RECORD } from "../config/settings.ts";

/** Where what is imported waits until all of it is there. */
export const STAGING = ".kas-import";

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
  if (path.startsWith("/")) return "it is absolute";
  const names = path.split("/");
  if (/[\p{Cc}\\]/u.test(path)) return "it has control characters";
  if (names.some((name) => name === "" || name === "." || name.length > LONGEST_NAME)) {
    return "it is no plain path";
  }
  if (names.includes("..")) return "it leads elsewhere";
  if (names.some(isAdministration)) return "it is in what git or Mercurial keeps";
  if (RESERVED.includes(names[0]!)) return "its name is the import's own";
  return undefined;
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
