import { publicUrl } from "../../base/credentials.ts";
import { UserError } from "../../base/errors.ts";
import { forWantOfNetwork, notAskedForNewer } from "../../repo/errors.ts";
import { unasked } from "../../repo/places.ts";
import { floatingKind, isManaged, type Repo } from "../../repo/repo.ts";
import { candidateUrls } from "../../repo/url.ts";
import type { Session } from "../session.ts";

// What an offline run tells of the network that it does not ask.

/** An error of a repository, with what would have been asked if the network might have helped. */
export function notHere(session: Session, repo: Repo, error: unknown): unknown {
  const urls = serversOf(session, repo);
  if (!(error instanceof UserError) || urls.length === 0) return error;
  const { imported, workDir } = session.settings;
  const problems = error.problems.map((problem) =>
    forWantOfNetwork(problem, urls, imported ? workDir : undefined)
  );
  // Those of a program that the user has started say more than their problems.
  const isOther = problems.every((problem, index) => problem === error.problems[index]);
  return isOther ? error : new UserError(problems);
}

/** Tells which servers an update leaves alone. */
export function tellUnasked(session: Session, repos: readonly Repo[]): void {
  const urls = repos.filter(floatingKind).flatMap((repo) => serversOf(session, repo));
  if (urls.length > 0) session.log.info(notAskedForNewer([...new Set(urls)]));
}

function serversOf({ settings }: Session, repo: Repo): string[] {
  if (!isManaged(repo)) return [];
  return unasked(candidateUrls(repo.url, settings.premirrors)).map((url) => publicUrl(url).url);
}
