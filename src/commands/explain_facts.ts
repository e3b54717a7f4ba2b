import type { ExplainFacts } from "../explain/explanation.ts";
import type { CommandContext } from "./command.ts";
import type { OpenProject, ProjectRequest } from "./open_project.ts";

/** What decides on the values of an open project. */
export function explainFacts(
  { host, settings }: CommandContext,
  { overrides }: ProjectRequest,
  { project: { config, local }, files }: OpenProject,
): ExplainFacts {
  const { premirrors } = settings;
  return { config, topPaths: files, env: host.env, overrides, local, premirrors };
}
