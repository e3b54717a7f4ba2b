import type { Finished } from "../../host/host.ts";
import { nothingToAsk } from "../../repo/errors.ts";
import type { Repo } from "../../repo/repo.ts";
import type { PublicUrl } from "../../base/credentials.ts";
import type { Session } from "../session.ts";

/**
 * Tries one place after the other until one works; a mirror that does not is warned about.
 * @returns how the last attempt ended
 * @throws UserError where none is left to ask without network
 */
export async function fromFirst(
  session: Session,
  repo: Repo,
  places: readonly PublicUrl[],
  attempt: (url: PublicUrl) => Promise<Finished>,
): Promise<Finished> {
  const last = places.at(-1);
  if (last === undefined) throw nothingToAsk(repo);
  for (const url of places.slice(0, -1)) {
    const finished = await attempt(url);
    if (finished.status === 0) return finished;
    const reason = finished.stderr.trim().split("\n").at(-1) ?? "";
    session.log.warning(
      `Repository ${repo.name} cannot be had from the mirror ${url.url}: ${reason}`,
    );
  }
  return await attempt(last);
}
