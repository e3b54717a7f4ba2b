import { mapAt } from "../../config/value.ts";
import type { ProjectVariables } from "../../container/facts.ts";
import type { Host } from "../../host/host.ts";
import { knownConfig } from "../config/known_config.ts";
import type { ProjectPlace } from "../config/project_place.ts";

/**
 * The names below `env` in the project, as far as it is known. Broken files are for the
 * container's kas to complain about: that may be another version than this.
 */
export async function projectVariables(host: Host, place: ProjectPlace): Promise<ProjectVariables> {
  const { root, missingRepos } = await knownConfig(host, place);
  const names = [...mapAt(root, "env").keys()].filter((key) => typeof key === "string");
  return { names, missingRepos };
}
