import { defineCommand } from "./command.ts";
import { openProject } from "./open_project.ts";
import { CONFIG_POSITIONAL, readProjectRequest, SETUP_OPTIONS } from "./setup_options.ts";

export const checkout = defineCommand({
  options: SETUP_OPTIONS,
  positionals: [CONFIG_POSITIONAL],
  examples: [
    ["kas checkout --update kas.yml", "Move branches to their newest commit."],
  ],
  read: (args) => readProjectRequest(args),
  async run(context, project) {
    await openProject(context, project);
    return 0;
  },
});
