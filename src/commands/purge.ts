import { flagOption } from "../base/arguments.ts";
import { ALL_CACHES } from "../clean/caches.ts";
import { nothingToPurgeBy, notRemoved } from "../clean/errors.ts";
import type { Kept } from "../clean/kept.ts";
import { purgePlan } from "../clean/purge_plan.ts";
import { nearProject } from "../config/errors.ts";
import { configFiles } from "../config/settings.ts";
import { isManaged } from "../repo/repo.ts";
import { judgeRepos } from "../run/clean/judge_repos.ts";
import { gatherPurgeFacts } from "../run/clean/purge_facts.ts";
import { findProject } from "../run/find_project.ts";
import { perform } from "../run/perform.ts";
import { STEP_NAMES } from "../run/step_names.ts";
import { CLEAN_OPTIONS, type CleanOptions, cleanUp, readCleanOptions } from "./clean.ts";
import { defineCommand } from "./command.ts";
import { openProject, type ProjectRequest } from "./open_project.ts";
import { LOCAL_OPTION, OFFLINE_OPTION, readProjectRequest } from "./setup_options.ts";

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
  options: [
    ...CLEAN_OPTIONS,
    OFFLINE_OPTION,
    LOCAL_OPTION,
    flagOption("preserve-repo-refs", "Keep the reference repositories in KAS_REPO_REF_DIR."),
  ],
  positionals: [{
    name: "config",
    arity: "optional",
    offers: "project",
    help: "Project files, to know the repositories from.",
  }],
  read: (args) => ({
    project: readProjectRequest(args, {
      skip: STEP_NAMES.filter((name) => !NEEDED_STEPS.has(name)),
      warnUnpinned: false,
      // A dry run leaves all as it is.
      reads: args.flag("dry-run"),
      holds: !args.flag("dry-run"),
    }),
    clean: readCleanOptions(args, ALL_CACHES),
    keepReferences: args.flag("preserve-repo-refs"),
  }),
  async run(context, options) {
    const { host, log, settings } = context;
    const [file] = configFiles(options.project.config, settings, host.cwd);
    if (!host.stat(file!)) {
      const near = options.project.config ? undefined : findProject(host);
      throw nothingToPurgeBy(file!, near && nearProject(near, context.line));
    }
    // Read before anything is removed: a broken configuration leaves all as it is.
    const { session, project } = await openProject(context, options.project);
    for (const repo of project.repos.filter((repo) => !isManaged(repo))) {
      log.debug(`Skipping ${repo.name} as not managed by kas`);
    }
    const { clean: { force, dryRun }, keepReferences } = options;
    const judged = await judgeRepos(session, project, {
      force,
      // No network could bring them again.
      keepReferences: keepReferences || settings.imported,
    });
    const plan = purgePlan(await gatherPurgeFacts(host, settings, project, judged, force));
    const caches = ALL_CACHES.filter(({ variable }) => host.env[variable]);
    const cleaned = await cleanUp(context, { ...options.clean, caches }, plan.kept);
    if (dryRun) {
      for (const action of plan.actions) if (action.kind === "log") log.info(action.message);
    } else await perform(session, plan);
    const kept = [...plan.kept, ...cleaned.filter(({ path }) => !isNamed(path, plan.kept))];
    if (kept.length > 0) throw notRemoved(kept);
    return 0;
  },
});

const isNamed = (path: string, kept: readonly Kept[]) => kept.some((each) => each.path === path);
