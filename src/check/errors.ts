import type { KeyPath, Location } from "../base/problem.ts";
import { shorten } from "../config/value.ts";
import type { ManagedRepo, Repo } from "../repo/repo.ts";
import type { Finding, Level } from "./finding.ts";

// What only a look at the whole project tells; the rest has its messages where kas ends with it.

const offering = (suggestion: string | undefined) =>
  suggestion === undefined ? "" : `, did you mean "${suggestion}"?`;

/**
 * @param lockfile it is a lock
 * @param complete no file is left that could tell of the repository
 */
export function unusedOverride(
  id: string,
  suggestion: string | undefined,
  { lockfile, complete, place }: {
    readonly lockfile: boolean;
    readonly complete: boolean;
    readonly place: Location;
  },
): Finding {
  const subject = lockfile ? "the lock of" : "the override of";
  const read = complete ? "the project has" : "the files that were read tell of";
  return {
    level: complete ? "warning" : "info",
    kind: lockfile ? "unused_lock" : "unused_override",
    key: ["overrides", "repos", id],
    place,
    message: `${subject} "${shorten(id)}" has no effect: ${read} no such repository` +
      offering(suggestion),
    ...(suggestion !== undefined && { suggestion }),
  };
}

/** Why files of a repository are not read. */
const UNREAD = {
  absent: "it is not there",
  elsewhere: "another commit is checked out",
  signed: "its signature is not verified here",
  unknown: "no file that was read tells of it",
} as const;

export function includeUnread(
  repo: string,
  file: string,
  reason: keyof typeof UNREAD,
  at: { readonly key: KeyPath; readonly place: Location },
): Finding {
  const message = `"${shorten(file)}" of repository "${shorten(repo)}" is not looked at: ` +
    UNREAD[reason];
  return { level: "info", kind: "include_unread", message, ...at };
}

export function includeOfUnknown(
  repo: string,
  suggestion: string | undefined,
  at: { readonly key: KeyPath; readonly place: Location },
): Finding {
  return {
    level: "error",
    kind: "repo_unknown",
    message: `the project has no repository "${shorten(repo)}"${offering(suggestion)}`,
    ...at,
    ...(suggestion !== undefined && { suggestion }),
  };
}

/** A finding about one key of a repository. */
function ofRepo(
  repo: Repo,
  key: string,
  level: Level,
  kind: string,
  message: string,
): Finding {
  const { place } = repo.at(key);
  return { level, kind, message, key: ["repos", repo.id, key], ...(place && { place }) };
}

export function commitIsNoId(repo: ManagedRepo): Finding {
  const message = `"${shorten(repo.commit!)}" is no id of a commit: ` +
    'what a tag or branch names goes to "tag" or "branch"';
  return ofRepo(repo, "commit", "error", "commit_no_id", message);
}

// What the servers say.

/** @param url without credentials */
export function commitCannotBeTold(repo: ManagedRepo, url: string): Finding {
  const message = `whether ${url} has commit ${repo.commit ?? repo.refspec} cannot be told: ` +
    "no branch or tag is at it";
  const key = repo.commit === null ? "refspec" : "commit";
  return ofRepo(repo, key, "info", "commit_untold", message);
}

/** @param url without credentials */
export function offlineNotAsked(repo: ManagedRepo, url: string): Finding {
  const message = `whether repository "${repo.name}" has what it is pinned to cannot be told: ` +
    `no network is asked, hence not ${url}`;
  return ofRepo(repo, "url", "info", "not_asked", message);
}

export function mercurialNotAsked(repo: ManagedRepo): Finding {
  const message = `whether repository "${repo.name}" has what it is pinned to cannot be told: ` +
    "servers of Mercurial are not asked";
  return ofRepo(repo, "url", "info", "not_asked", message);
}
