import type { Finished } from "../../host/host.ts";
import type { Repo } from "../../repo/repo.ts";
import { transientFailure } from "../../repo/transient.ts";
import { retrying } from "../retry.ts";
import type { Session } from "../session.ts";

/** Runs git or hg over the network, anew where the connection or the server broke. */
export function overNetwork(
  session: Session,
  repo: Repo,
  attempt: () => Promise<Finished>,
): Promise<Finished> {
  return retrying(
    session,
    `Repository ${repo.name}`,
    attempt,
    ({ status, stderr }) => status === 0 ? undefined : transientFailure(stderr),
  );
}
