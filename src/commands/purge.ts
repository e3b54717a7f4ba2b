import { ALL_CACHES } from "../clean/caches.ts";
import { nothingToPurgeBy } from "../clean/errors.ts";
import { purgePlan } from "../clean/purge_plan.ts";
import { configFiles } from "../config/settings.ts";
import { isManaged } from "../repo/repo.ts";
import { gatherPurgeFacts } from "../run/clean/purge_facts.ts";
import { perform } from "../run/perform.ts";
import { STEP_NAMES } from "../run/step_names.ts";
import { CLEAN_OPTIONS, runClean } from "./clean.ts";
import type { KasCommand } from "./command.ts";
import { readSetupOptions, setUpProject } from "./setup_options.ts";

/** The configuration is read, and the repositories that its includes need; no more. */
const NEEDED_STEPS = new Set(
  ["setup_ssh_agent", "setup_home", "make_non_interactive", "init_setup_repos", "repo_setup_loop"],
);

export const purge: KasCommand = {
  name: "purge",
  summary: "Remove all that kas manages: repositories too.",
  options: [...CLEAN_OPTIONS, {
    flags: ["--preserve-repo-refs"],
    name: "preserve-repo-refs",
    kind: "flag",
    help: "Keep the reference repositories in KAS_REPO_REF_DIR.",
  }],
  positionals: [{
    name: "config",
    arity: "optional",
    help: "Project files, to know the repositories from; .config.yaml by default.",
  }],
  async run(context, args) {
    const { host, log, settings } = context;
    const [file] = configFiles(args.text("config"), settings, host.cwd);
    if (!host.stat(file!)) throw nothingToPurgeBy(file!);
    const dryRun = args.flag("dry-run");
    const skip = STEP_NAMES.filter((name) => !NEEDED_STEPS.has(name));
    const options = readSetupOptions(args, { skip, warnUnpinned: false });
    // Read before anything is removed: a broken configuration leaves all as it is.
    const { project } = await setUpProject(context, args, options);
    for (const repo of project.repos.filter((repo) => !isManaged(repo))) {
      log.debug(`Skipping ${repo.name} as not managed by kas`);
    }
    const keepReferences = args.flag("preserve-repo-refs");
    const plan = purgePlan(gatherPurgeFacts(host, settings, project, keepReferences));
    const status = await runClean(context, args, ALL_CACHES);
    if (status !== 0) return status;
    if (!dryRun) return await perform(host, log, plan);
    for (const action of plan.actions) if (action.kind === "log") log.info(action.message);
    return 0;
  },
};
