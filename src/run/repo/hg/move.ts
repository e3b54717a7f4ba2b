import { hgUpdateArgs } from "../../../repo/hg.ts";
import type { WorkTree } from "../../../repo/work_tree.ts";
import { sourcesOf } from "../places.ts";
import { type HgRepo, withLogin } from "./hg.ts";
import { withRecovery } from "./recover.ts";

/** Checks a commit out. @throws UserError if a file that is not tracked is in the way */
export async function moveTo(it: HgRepo, commit: string, state: WorkTree): Promise<void> {
  const { hg, repo, session } = it;
  await session.lock.take();
  const { urls, places } = sourcesOf(session, { ...repo, url: repo.url ?? "" });
  const origin = places[0] ?? urls[0]!;
  const url = repo.url === null ? null : origin.url;
  const args = hgUpdateArgs(commit, url, session.options.forceCheckout);
  const target = state.changes.length === 0 ? commit : null;
  await withRecovery(it, target, () => withLogin(it, origin, (env) => hg.output(args, env)));
}
