import { flagOption } from "../base/arguments.ts";
import { exitCode, type Finding, inPlace } from "../check/finding.ts";
import { findingsText } from "../check/text.ts";
import { NO_OVERRIDES } from "../config/build_settings.ts";
import { configFiles } from "../config/settings.ts";
import type { Value } from "../config/value.ts";
import { jsonDocument } from "../config/write_json.ts";
import type { LocalRepos } from "../repo/local_override.ts";
import { checkProject } from "../run/check/check_project.ts";
import { findLocalRepos } from "../run/repo/local_repos.ts";
import type { SetupOptions } from "../run/session.ts";
import { ENVIRONMENT_STEPS } from "../run/step_names.ts";
import { setUpEnvironment } from "../run/steps.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { openSession } from "./open_project.ts";
import {
  CONFIG_POSITIONAL,
  LOCAL_OPTION,
  OFFLINE_OPTION,
  readLocalRepos,
  readSetupOptions,
} from "./setup_options.ts";

type Format = "text" | "json" | "gitlab";

export interface ValidateOptions {
  /** Project files, separated by colons; undefined is .config.yaml in the work directory. */
  readonly config: string | undefined;
  readonly setup: SetupOptions;
  readonly local: LocalRepos;
  readonly format: Format;
  /** Warnings make the exit code 1. */
  readonly strict: boolean;
  /** Servers are asked, too. */
  readonly remote: boolean;
}

export const validate = defineCommand<ValidateOptions>({
  options: [
    { ...flagOption("json", "Print JSON, as --format json does."), group: "format" },
    {
      flags: ["--format"],
      name: "format",
      kind: "text",
      choices: ["text", "json", "gitlab"],
      group: "format",
      help: "Format of the output (default: text); gitlab is a code quality report.",
    },
    flagOption("strict", "End with 1 if there are warnings. (Errors: 2.)"),
    flagOption(
      "remote",
      "Ask the servers, too, whether branches, tags and commits are there.",
    ),
    OFFLINE_OPTION,
    LOCAL_OPTION,
  ],
  positionals: [CONFIG_POSITIONAL],
  examples: [["kas validate --strict kas.yml", "For CI: 1 if there are warnings, 2 if errors."]],
  read: (args) => ({
    config: args.text("config"),
    setup: readSetupOptions(args, { reads: true }),
    local: readLocalRepos(args),
    format: args.flag("json") ? "json" : (args.text("format") ?? "text") as Format,
    strict: args.flag("strict"),
    remote: args.flag("remote"),
  }),
  async run(context, { config, setup, local: named, format, strict, remote }) {
    const { host, settings } = context;
    const session = openSession(context, setup);
    const files = configFiles(config, settings, host.cwd);
    const local = findLocalRepos(host, named, settings.buildDir, host.env);
    const request = { configFiles: files, overrides: NO_OVERRIDES, local };
    // Only servers ask for keys.
    const steps = ENVIRONMENT_STEPS.filter((step) => remote || step !== "setup_ssh_agent");
    const environment = await setUpEnvironment(session, request, steps);
    const checked = await checkProject(session, environment, files, local);
    const findings = inPlace([
      ...checked.findings,
      ...remote ? await (await servers()).askRemotes(session, environment, checked.repos) : [],
    ], checked.files);
    if (format === "text") host.print(findingsText(findings, checked.files.length, host.cwd));
    else await printJson(context, format, findings, files[0]!);
    if (settings.managed === "GitHub Actions") {
      const { githubAnnotations } = await import("../check/github.ts");
      host.printError(githubAnnotations(findings, host.cwd));
    }
    return exitCode(findings, strict);
  },
});

// What few runs need is loaded by them.
const servers = () => import("../run/check/ask_remotes.ts");

async function printJson(
  { host }: CommandContext,
  format: Exclude<Format, "text">,
  findings: readonly Finding[],
  main: string,
): Promise<void> {
  const print = (value: Value) => host.print(jsonDocument(value));
  if (format === "json") {
    const { findingsJson } = await import("../check/json.ts");
    return print(findingsJson(findings));
  }
  const { gitlabReport } = await import("../check/gitlab.ts");
  print(gitlabReport(findings, host.env.CI_PROJECT_DIR ?? host.cwd, main));
}
