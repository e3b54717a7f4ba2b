import { dirname } from "node:path";
import { UserError } from "../../base/errors.ts";
import { firstUnprintable } from "../../base/printable.ts";
import { configFiles, readSettings } from "../../config/settings.ts";
import { isMap, mapAt, type Value, valueAt, type ValueMap } from "../../config/value.ts";
import { findKey } from "../../explain/find_key.ts";
import type { Host } from "../../host/host.ts";
import { knownConfig } from "../config/known_config.ts";
import { projectRoot } from "../container/project_root.ts";

/** What a project's files name. */
export interface ProjectNames {
  readonly targets: readonly string[];
  readonly repos: readonly string[];
  /** Keys of the configuration that begin with a text, as `repos.poky.`: those with more end in a dot. */
  keys(typed: string): readonly string[];
}

const NO_NAMES: ProjectNames = { targets: [], repos: [], keys: () => [] };

/**
 * The names in a project, as far as it is known without fetching anything; none where the files
 * are absent or broken.
 * @param config project files, as a command line has them
 */
export async function projectNames(host: Host, config: string | undefined): Promise<ProjectNames> {
  try {
    const settings = readSettings(host.env, host.cwd, false);
    const files = configFiles(config, settings, host.cwd).map((file) => host.realPath(file));
    const repoDir = await projectRoot(host, dirname(files[0]!));
    const place = { files, repoDir, workDir: host.realPath(settings.workDir), localRepos: [] };
    const { root } = await knownConfig(host, place);
    return {
      targets: shown([root.get("target")].flat()),
      repos: shown([...mapAt(root, "repos").keys()]),
      keys: (typed) => keysFrom(root, typed),
    };
  } catch (error) {
    if (error instanceof UserError) return NO_NAMES;
    throw error;
  }
}

function keysFrom(root: ValueMap, typed: string): string[] {
  const dot = typed.lastIndexOf(".") + 1;
  const path = dot === 0 ? [] : findKey(root, typed.slice(0, dot - 1));
  const map = path && valueAt(root, path);
  if (!isMap(map)) return [];
  const start = typed.slice(dot);
  return shown([...map.keys()]).filter((key) => key.startsWith(start))
    .map((key) => `${typed.slice(0, dot)}${key}${isMap(map.get(key)) ? "." : ""}`);
}

/** Texts on one line each: so a shell's script reads them. */
function shown(values: readonly (Value | undefined)[]): string[] {
  return values.filter((value) =>
    typeof value === "string" && firstUnprintable(value) === undefined
  )
    .map(String);
}
