import type { Config } from "../../config/config.ts";
import type { LocalRepos } from "../../repo/local_override.ts";
import type { Repo } from "../../repo/repo.ts";
import { resolveRepo } from "../../repo/resolve_repos.ts";
import { accept } from "../accept.ts";
import type { Session } from "../session.ts";

/** Repositories by their ids, as far as the configuration tells of them yet. @throws UserError */
export function resolveKnown(
  { log, settings, options }: Session,
  config: Config,
  local: LocalRepos,
  ids: readonly string[],
): Repo[] {
  return ids.filter((id) => config.repos.has(id)).map((id) =>
    accept(log, resolveRepo(config, id, { settings, ...options, local }))
  );
}
