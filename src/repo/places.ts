/**
 * Where a repository is asked for, the first place first. Online these are its mirrors and its URL;
 * offline its copy in KAS_REPO_REF_DIR, then those that need no network.
 * @param urls mirrors in their order, then the URL of the configuration
 * @param reference path of the copy, if it is there
 */
export function placesOf(
  urls: readonly string[],
  offline: boolean,
  reference: string | undefined,
): readonly string[] {
  if (!offline) return urls;
  return [...reference === undefined ? [] : [reference], ...urls.filter(isOnDisk)];
}

/** Those of the URLs that an offline run does not ask. */
export function unasked(urls: readonly string[]): string[] {
  return urls.filter((url) => !isOnDisk(url));
}

/**
 * Whether a URL is a path, as git tells it from a server or a helper: no colon before the first
 * slash (git-clone(1), "GIT URLS"), or a URL of a file.
 */
export function isOnDisk(url: string): boolean {
  return /^file:\/\//.test(url) || !/^[^/]*:/.test(url);
}
