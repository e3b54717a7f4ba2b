import { flagOption } from "../base/arguments.ts";
import { UserError } from "../base/errors.ts";
import { describeProblem } from "../base/problem.ts";
import { jsonDocument } from "../config/write_json.ts";
import { projectDiffers, type ProjectStatus, statusJson, statusText } from "../report/status.ts";
import { differingConf } from "../run/bitbake/write_conf.ts";
import type { ReadyProject } from "../run/project.ts";
import { repoStatuses } from "../run/repo/status.ts";
import { outputColours } from "../run/report/output_colours.ts";
import type { Session } from "../run/session.ts";
import { LOOKING_STEPS } from "../run/step_names.ts";
import { defineCommand } from "./command.ts";
import { openProject, type ProjectRequest } from "./open_project.ts";
import {
  CONFIG_POSITIONAL,
  LOCAL_OPTION,
  OFFLINE_OPTION,
  readProjectRequest,
} from "./setup_options.ts";

export interface StatusOptions {
  readonly project: ProjectRequest;
  readonly json: boolean;
  /** 1 tells that something differs. */
  readonly exitCode: boolean;
  /** Servers are asked what their branches and tags stand for. */
  readonly fetch: boolean;
}

export const status = defineCommand<StatusOptions>({
  options: [
    flagOption("json", "Print one JSON document: repos, conf, missing, problems, differs."),
    flagOption("exit-code", "Exit with 1 if anything is not as the project wants it."),
    flagOption(
      "fetch",
      "Ask the servers what branches and tags stand for now; else the network is not used.",
    ),
    OFFLINE_OPTION,
    LOCAL_OPTION,
  ],
  positionals: [CONFIG_POSITIONAL],
  examples: [
    ["kas status", "The project of .config.yaml."],
    ["kas status --exit-code kas.yml", "For CI: 1 if anything differs."],
  ],
  read(args) {
    const fetch = args.flag("fetch");
    return {
      project: readProjectRequest(args, {
        skip: fetch ? LOOKING_STEPS : ["setup_ssh_agent", ...LOOKING_STEPS],
        source: "found",
        reads: true,
        warnUnpinned: false,
      }),
      json: args.flag("json"),
      exitCode: args.flag("exit-code"),
      fetch,
    };
  },
  async run(context, { project: request, json, exitCode, fetch }) {
    const { host } = context;
    const { session, project } = await openProject(context, request);
    const found: ProjectStatus = {
      repos: await repoStatuses(session, project, fetch),
      missing: project.missingRepos,
      ...confStatus(session, project),
    };
    const style = {
      colours: outputColours(context),
      columns: host.isTerminal("stdout") ? host.terminalSize().columns : undefined,
      cwd: host.cwd,
    };
    host.print(
      json ? jsonDocument(statusJson(found)) : statusText(found, style),
    );
    return exitCode && projectDiffers(found) ? 1 : 0;
  },
});

/** Which of bitbake's configuration files differ, as far as the configuration is known. */
function confStatus(
  session: Session,
  project: ReadyProject,
): Pick<ProjectStatus, "conf" | "problems"> {
  if (project.missingRepos.length > 0) return { conf: [], problems: [] };
  try {
    return { conf: differingConf(session, project), problems: [] };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { cwd } = session.host;
    return { conf: [], problems: error.problems.map((each) => describeProblem(each, cwd)) };
  }
}
