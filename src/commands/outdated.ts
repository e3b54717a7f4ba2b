import { flagOption } from "../base/arguments.ts";
import { jsonDocument } from "../config/write_json.ts";
import { outdatedJson, outdatedText } from "../report/outdated.ts";
import { findOutdated } from "../run/lock/outdated.ts";
import { outputColours } from "../run/report/output_colours.ts";
import { LOOKING_STEPS } from "../run/step_names.ts";
import { defineCommand } from "./command.ts";
import { openProject, type ProjectRequest } from "./open_project.ts";
import { CONFIG_POSITIONAL, OFFLINE_OPTION, readProjectRequest } from "./setup_options.ts";

export interface OutdatedOptions {
  readonly project: ProjectRequest;
  readonly json: boolean;
  /** 1 tells that something would move. */
  readonly exitCode: boolean;
}

export const outdated = defineCommand<OutdatedOptions>({
  options: [
    flagOption("json", "Print one JSON document: repos, missing."),
    flagOption("exit-code", "Exit with 1 if anything would move."),
    OFFLINE_OPTION,
  ],
  positionals: [CONFIG_POSITIONAL],
  examples: [["kas outdated kas.yml", "What kas lock --update would move."]],
  read: (args) => ({
    project: readProjectRequest(args, {
      skip: LOOKING_STEPS,
      source: "found",
      // As lock --update reads it.
      useLocks: false,
      reads: true,
      warnUnpinned: false,
    }),
    json: args.flag("json"),
    exitCode: args.flag("exit-code"),
  }),
  async run(context, { project: request, json, exitCode }) {
    const { host, log } = context;
    const { session, project } = await openProject(context, request);
    const repos = await findOutdated(session, project);
    const { missingRepos } = project;
    if (json) {
      const document = outdatedJson(repos, missingRepos);
      host.print(jsonDocument(document));
    } else {
      host.print(outdatedText(repos, outputColours(context), host.cwd));
      if (missingRepos.length > 0) {
        log.warning(`The rest is not known: includes need ${missingRepos.join(", ")}`);
      } else if (repos.length === 0) log.info("Nothing is outdated");
    }
    return exitCode && repos.length > 0 ? 1 : 0;
  },
});
