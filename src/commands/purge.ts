import { flagOption } from "../base/arguments.ts";
import { ALL_CACHES } from "../clean/caches.ts";
import { nothingToPurgeBy } from "../clean/errors.ts";
import { purgePlan } from "../clean/purge_plan.ts";
import { configFiles } from "../config/settings.ts";
import { isManaged } from "../repo/repo.ts";
import { gatherPurgeFacts } from "../run/clean/purge_facts.ts";
import { perform } from "../run/perform.ts";
import { STEP_NAMES } from "../run/step_names.ts";
import { CLEAN_OPTIONS, type CleanOptions, readCleanOptions, runClean } from "./clean.ts";
import { defineCommand } from "./command.ts";
import { openProject, type ProjectRequest } from "./open_project.ts";
import { readProjectRequest } from "./setup_options.ts";

/** The configuration is read, and the repositories that its includes need; no more. */
const NEEDED_STEPS = new Set(
  ["setup_ssh_agent", "setup_home", "make_non_interactive", "init_setup_repos", "repo_setup_loop"],
);

export interface PurgeOptions {
  readonly project: ProjectRequest;
  readonly clean: CleanOptions;
  /** The reference repositories stay. */
  readonly keepReferences: boolean;
}

export const purge = defineCommand<PurgeOptions>({
  name: "purge",
  summary: "Remove all that kas manages: repositories too.",
  options: [
    ...CLEAN_OPTIONS,
    flagOption("preserve-repo-refs", "Keep the reference repositories in KAS_REPO_REF_DIR."),
  ],
  positionals: [{
    name: "config",
    arity: "optional",
    help: "Project files, to know the repositories from; .config.yaml by default.",
  }],
  read: (args) => ({
    project: readProjectRequest(args, {
      skip: STEP_NAMES.filter((name) => !NEEDED_STEPS.has(name)),
      warnUnpinned: false,
    }),
    clean: readCleanOptions(args, ALL_CACHES),
    keepReferences: args.flag("preserve-repo-refs"),
  }),
  async run(context, options) {
    const { host, log, settings } = context;
    const [file] = configFiles(options.project.config, settings, host.cwd);
    if (!host.stat(file!)) throw nothingToPurgeBy(file!);
    // Read before anything is removed: a broken configuration leaves all as it is.
    const { project } = await openProject(context, options.project);
    for (const repo of project.repos.filter((repo) => !isManaged(repo))) {
      log.debug(`Skipping ${repo.name} as not managed by kas`);
    }
    const plan = purgePlan(gatherPurgeFacts(host, settings, project, options.keepReferences));
    const status = await runClean(context, options.clean);
    if (status !== 0) return status;
    if (!options.clean.dryRun) return await perform(context, plan);
    for (const action of plan.actions) if (action.kind === "log") log.info(action.message);
    return 0;
  },
});
