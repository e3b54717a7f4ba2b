import { type Session, stopIfCancelled } from "./session.ts";

/** How long is waited before each further attempt, in milliseconds. */
const DELAYS = [1000, 2000, 4000];

/**
 * Tries something up to three times more while its failure is one that may pass.
 * @param what begins the warning of each failure
 * @param failure why an outcome calls for another attempt; undefined for any other outcome
 * @returns the last outcome
 */
export async function retrying<T>(
  session: Session,
  what: string,
  attempt: () => Promise<T>,
  failure: (outcome: T) => string | undefined,
): Promise<T> {
  for (const delay of DELAYS) {
    const outcome = await attempt();
    const reason = failure(outcome);
    if (reason === undefined) return outcome;
    session.log.warning(`${what}: ${reason}; trying again in ${delay / 1000} s`);
    await session.host.sleep(delay, session.cancel);
    stopIfCancelled(session);
  }
  return await attempt();
}
