import { join, resolve } from "node:path";
import type { Arguments } from "../base/arguments.ts";
import { UserError } from "../base/errors.ts";
import { purgePlan } from "../clean/purge_plan.ts";
import { configFiles, DEFAULT_CONFIG } from "../config/settings.ts";
import { isManaged } from "../repo/repo.ts";
import { qualifiedName } from "../repo/url.ts";
import { perform } from "../run/perform.ts";
import type { ReadyProject } from "../run/project.ts";
import { STEP_NAMES } from "../run/step_names.ts";
import { ALL_CACHES, CLEAN_OPTIONS, mountPoints, preciousPaths, runClean } from "./clean.ts";
import type { CommandContext, KasCommand } from "./command.ts";
import { readSetupOptions, setUpProject } from "./setup_options.ts";
import { HISTORY_FILE } from "./shell.ts";

/** What kas and its commands leave in the work directory, apart from repositories. */
const WORK_FILES = [
  DEFAULT_CONFIG,
  `${DEFAULT_CONFIG}.old`,
  ".kas_gnupg",
  ".kas_ssh-handler",
  HISTORY_FILE,
];
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
    if (!host.stat(file!)) {
      throw new UserError(
        `Purge requires a config file to locate managed repos: ${file} does not exist`,
      );
    }
    const dryRun = args.flag("dry-run");
    const skip = STEP_NAMES.filter((name) => !NEEDED_STEPS.has(name));
    const options = readSetupOptions(args, { skip, warnUnpinned: false });
    // Read before anything is removed: a broken configuration leaves all as it is.
    const { project } = await setUpProject(context, args, options);
    const plan = purgePlan(findPurged(context, args, project));
    const status = await runClean(context, args, ALL_CACHES);
    if (status !== 0) return status;
    if (!dryRun) return await perform(host, log, plan);
    for (const action of plan.actions) if (action.kind === "log") log.info(action.message);
    return 0;
  },
};

function findPurged(context: CommandContext, args: Arguments, project: ReadyProject) {
  const { host, log, settings } = context;
  const isThere = (path: string) => host.lstat(path) !== undefined;
  const local = project.repos.filter((repo) => !isManaged(repo));
  for (const repo of local) log.debug(`Skipping ${repo.name} as not managed by kas`);
  const references = settings.refDir && !args.flag("preserve-repo-refs") ? [settings.refDir] : [];
  const buildtools = host.env.KAS_BUILDTOOLS_DIR;
  return {
    repos: project.repos.filter(isManaged).flatMap((repo) => [
      repo.path,
      ...references.map((directory) => join(directory, qualifiedName(repo.url))),
    ]).filter(isThere),
    buildDir: settings.buildDir,
    buildDirEntries: host.list(settings.buildDir).map((name) => join(settings.buildDir, name)),
    managed: [
      ...(buildtools ? [resolve(host.cwd, buildtools)] : []),
      ...WORK_FILES.map((name) => join(settings.workDir, name)),
      // A build directory of another place is the user's own.
      ...(host.env.KAS_BUILD_DIR ? [] : [settings.buildDir]),
    ].filter(isThere),
    precious: [
      ...preciousPaths(context).filter((path) => path !== host.realPath(settings.buildDir)),
      ...local.map((repo) => host.realPath(repo.path)),
      ...project.config.files.filter((file) =>
        !file.external && file.path !== join(
            settings.workDir,
            DEFAULT_CONFIG,
          )
      ).map((file) => host.realPath(file.path)),
    ],
    mounts: mountPoints(context),
  };
}
