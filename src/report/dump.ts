import type { Environment } from "../base/command.ts";
import { configEnvironment } from "../config/build_settings.ts";
import type { Config } from "../config/config.ts";
import { isMap, type Value, type ValueMap } from "../config/value.ts";
import { isManaged, type Repo } from "../repo/repo.ts";

/** Where a local repository comes from. */
export interface Tracking {
  readonly url: string | null;
  readonly commit: string;
}

export interface DumpOptions {
  /** Commits by repository id, to pin to; undefined leaves the references as they are. */
  readonly revisions: ReadonlyMap<string, string> | undefined;
  /** URL and commit of local repositories, by id. */
  readonly tracking: ReadonlyMap<string, Tracking>;
  /** Environment whose values replace those of `env`. */
  readonly env: Environment | undefined;
}

/** The merged configuration without its includes, resolved as far as the options ask. */
export function dumpConfig(
  config: Config,
  repos: readonly Repo[],
  options: DumpOptions,
): ValueMap {
  const root: ValueMap = new Map(config.root);
  const header = new Map(root.get("header") as ValueMap);
  header.delete("includes");
  root.set("header", header);
  if (options.revisions || options.tracking.size > 0) {
    root.set("repos", resolvedRepos(root.get("repos"), repos, options));
  }
  // Pinned repositories have the overrides in them.
  if (options.revisions) root.delete("overrides");
  if (options.env && root.has("env")) {
    root.set("env", new Map(configEnvironment(config, options.env)));
  }
  return root;
}

function resolvedRepos(
  entries: Value | undefined,
  repos: readonly Repo[],
  options: DumpOptions,
): ValueMap {
  const resolved: ValueMap = new Map(isMap(entries) ? entries : []);
  for (const repo of repos) {
    const revision = options.revisions?.get(repo.id);
    const tracking = options.tracking.get(repo.id);
    if (revision === undefined && tracking === undefined) continue;
    const entry: ValueMap = new Map((resolved.get(repo.id) as ValueMap | null) ?? []);
    if (revision !== undefined && isManaged(repo)) {
      entry.set(repo.refspec === null ? "commit" : "refspec", revision);
    }
    if (tracking) entry.set("url", tracking.url).set("commit", tracking.commit);
    resolved.set(repo.id, entry);
  }
  return resolved;
}
