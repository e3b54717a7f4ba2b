import type { Finished } from "../../host/host.ts";
import type { Repo } from "../../repo/repo.ts";
import type { PublicUrl } from "../../base/credentials.ts";
import type { Session } from "../session.ts";

/**
 * Tries one URL after the other until one works; a mirror that does not is warned about.
 * @returns how the last attempt ended
 */
export async function fromFirst(
  session: Session,
  repo: Repo,
  urls: readonly PublicUrl[],
  attempt: (url: PublicUrl) => Promise<Finished>,
): Promise<Finished> {
  for (const url of urls.slice(0, -1)) {
    const finished = await attempt(url);
    if (finished.status === 0) return finished;
    const reason = finished.stderr.trim().split("\n").at(-1) ?? "";
    session.log.warning(
      `Repository ${repo.name} cannot be had from the mirror ${url.url}: ${reason}`,
    );
  }
  return await attempt(urls.at(-1)!);
}
