import { join } from "node:path";
import { type PublicUrl, publicUrl } from "../../base/credentials.ts";
import { isOnDisk, placesOf } from "../../repo/places.ts";
import type { Repo } from "../../repo/repo.ts";
import { candidateUrls, referenceName } from "../../repo/url.ts";
import type { Session } from "../session.ts";

/** What the configuration says of where a repository comes from, and where it is asked for. */
export interface Sources {
  /** Mirrors in their order, then the URL of the configuration: the first is its origin. */
  readonly urls: readonly PublicUrl[];
  /** Where it is asked for in this run, the first place first; none where all need the network. */
  readonly places: readonly PublicUrl[];
}

type Managed = Pick<Repo, "type"> & { readonly url: string };

export function sourcesOf(session: Session, repo: Managed): Sources {
  const { settings, options: { offline } } = session;
  const candidates = candidateUrls(repo.url, settings.premirrors)
    .map((url) => fromUsersDirectory(session, url));
  const urls = candidates.map(publicUrl);
  if (!offline) return { urls, places: urls };
  const places = placesOf(candidates, offline, presentReference(session, repo));
  return { urls, places: places.map(publicUrl) };
}

/** Where the copy of a repository in KAS_REPO_REF_DIR is or would be; undefined without one. */
export function referencePath({ settings: { refDir } }: Session, url: string): string | undefined {
  const name = refDir && referenceName(url);
  return name && join(refDir, name);
}

/** The copy, if it is there, and is one of the repository's kind. */
function presentReference(session: Session, { type, url }: Managed): string | undefined {
  const path = referencePath(session, url);
  const mark = path && (type === "hg" ? join(path, ".hg") : path);
  return mark && session.host.stat(mark)?.kind === "directory" ? path : undefined;
}

/** A path that is seen from the work directory, where that is not the user's own. */
function fromUsersDirectory({ settings: { localDir } }: Session, url: string): string {
  const isSeen = localDir !== undefined && isOnDisk(url) && !/^(?:\/|file:)/.test(url);
  return isSeen ? join(localDir, url) : url;
}
