import { isAbsolute } from "node:path";
import { UserError } from "../../base/errors.ts";
import type { LaunchFacts } from "../../container/facts.ts";
import type { ContainerOptions } from "../../container/options.ts";
import type { Host } from "../../host/host.ts";
import type { ProjectPlace } from "../config/project_place.ts";

/** Which variables the project names, and which are paths here. */
export async function variableFacts(
  host: Host,
  options: ContainerOptions,
  place: ProjectPlace,
): Promise<Pick<LaunchFacts, "projectVariables" | "variablesOfPaths">> {
  // The menu's own file is a Kconfig.
  const hasProject = options.command !== "menu" && host.stat(place.files[0]!) !== undefined;
  const projectVariables = hasProject
    ? await (await import("./project_variables.ts")).projectVariables(host, place)
    : { names: [], missingRepos: [] };
  const variablesOfPaths = [...options.variables, ...projectVariables.names]
    .filter((name) => isPath(host, host.env[name]));
  return { projectVariables, variablesOfPaths };
}

/** Whether a variable's value is the path of something here. */
function isPath(host: Host, value: string | undefined): boolean {
  try {
    return value !== undefined && isAbsolute(value) && host.stat(value) !== undefined;
  } catch (error) {
    // A variable may be longer than the system takes paths.
    if (error instanceof UserError) return false;
    throw error;
  }
}
