import { resolve } from "node:path";
import { plan } from "../base/plan.ts";
import { inPlace } from "../check/finding.ts";
import { isKasFileName } from "../config/file_format.ts";
import { reportPage } from "../page/page.ts";
import { checkProject } from "../run/check/check_project.ts";
import { perform } from "../run/perform.ts";
import { pageFacts } from "../run/report/page_facts.ts";
import { BUILD_STEPS } from "../run/step_names.ts";
import { BUILD_OVERRIDE_OPTIONS, readBuildOverrides } from "./build_overrides.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { outputMissing, outputNoFile, outputOfProject } from "./errors.ts";
import { explainFacts } from "./explain_facts.ts";
import { openProject, type ProjectRequest } from "./open_project.ts";
import {
  CONFIG_POSITIONAL,
  LOCAL_OPTION,
  NO_WAIT_OPTION,
  OFFLINE_OPTION,
  readProjectRequest,
} from "./setup_options.ts";

export interface ReportOptions {
  readonly project: ProjectRequest;
  /** Where the page goes, as it was typed; `-` is standard output. */
  readonly output: string;
}

const STDOUT = "-";

export const report = defineCommand<ReportOptions>({
  options: [
    {
      flags: ["-o", "--output"],
      name: "output",
      kind: "text",
      metavar: "FILE",
      help: "Write the page to this file (required); - prints it.",
    },
    ...BUILD_OVERRIDE_OPTIONS,
    OFFLINE_OPTION,
    NO_WAIT_OPTION,
    LOCAL_OPTION,
  ],
  positionals: [CONFIG_POSITIONAL],
  examples: [["kas report kas.yml -o report.html", "One file, which loads nothing."]],
  read(args) {
    const output = args.text("output");
    if (!output) throw outputMissing();
    // As for a dump, what includes need is fetched and checked out; the rest is left alone.
    const skip = [...BUILD_STEPS, "finish_setup_repos", "repos_checkout"] as const;
    return {
      project: {
        ...readProjectRequest(args, { skip, reads: true, warnUnpinned: false }),
        overrides: readBuildOverrides(args),
      },
      output,
    };
  },
  async run(context, { project: request, output }) {
    const { host } = context;
    const file = output === STDOUT ? undefined : outputFile(context, output);
    const opened = await openProject(context, request);
    const { session, project, files } = opened;
    const explained = explainFacts(context, request, opened);
    const checked = await checkProject(session, project.environment, files, project.local);
    const findings = inPlace(checked.findings, checked.files);
    const page = reportPage(await pageFacts(session, project, explained, findings));
    if (file === undefined) host.print(page);
    else await perform(session, plan({ kind: "write_file", path: file, text: page }));
    return 0;
  },
});

/** The file to be written, links followed. @throws UserError if it is none, or a project file */
function outputFile({ host }: CommandContext, output: string): string {
  const path = host.realPath(resolve(host.cwd, output));
  const kind = host.stat(path)?.kind;
  if (kind !== undefined && kind !== "file") throw outputNoFile(output);
  if (isKasFileName(path)) throw outputOfProject(output);
  return path;
}
