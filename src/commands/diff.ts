import { flagOption } from "../base/arguments.ts";
import { NO_OVERRIDES } from "../config/build_settings.ts";
import type { ValueMap } from "../config/value.ts";
import { writeJson } from "../config/write_json.ts";
import type { Commit } from "../report/commit_log.ts";
import type { LocalRepos } from "../repo/local_override.ts";
import { anyDiffers, compareConfigs, diffJson, diffText, effectiveConfig } from "../report/diff.ts";
import { outputColours } from "../run/report/output_colours.ts";
import { reposOf } from "../run/repo/repos.ts";
import { BUILD_STEPS } from "../run/step_names.ts";
import { findRevisions } from "../run/repo/revisions.ts";
import type { Session, SetupOptions } from "../run/session.ts";
import type { ReadyProject } from "../run/project.ts";
import { defineCommand } from "./command.ts";
import { openProject } from "./open_project.ts";
import { readLocalRepos, readSetupOptions, SETUP_OPTIONS } from "./setup_options.ts";

export interface DiffOptions {
  /** The older and the newer configuration. */
  readonly configs: readonly [string, string];
  readonly setup: SetupOptions;
  readonly local: LocalRepos;
  readonly json: boolean;
  readonly oneline: boolean;
  readonly commitOnly: boolean;
  readonly contentOnly: boolean;
  /** 1 tells that something differs. */
  readonly exitCode: boolean;
}

export const diff = defineCommand<DiffOptions>({
  options: [
    ...SETUP_OPTIONS,
    {
      flags: ["--format"],
      name: "format",
      kind: "text",
      choices: ["json", "text"],
      help: "Format of the output (default: text).",
    },
    flagOption("oneline", "Show each commit on one line."),
    flagOption("commit-only", "Leave out what differs in the configurations."),
    flagOption("content-only", "Leave out the commits."),
    { ...flagOption("exit-code", "Exit with 1 if anything that is shown differs."), whole: true },
  ],
  positionals: [
    { name: "config1", arity: "one", offers: "project", help: "The older configuration." },
    { name: "config2", arity: "one", offers: "project", help: "The newer configuration." },
  ],
  examples: [
    ["kas diff old.yml new.yml", "Values, and the commits between."],
  ],
  read: (args) => ({
    configs: [args.text("config1")!, args.text("config2")!],
    setup: readSetupOptions(args, {
      // Commits are compared, not files: work trees stay as they are.
      skip: [...BUILD_STEPS, "repos_checkout", "repos_apply_patches"],
      reads: true,
    }),
    local: readLocalRepos(args),
    json: args.text("format") === "json",
    oneline: args.flag("oneline"),
    commitOnly: args.flag("commit-only"),
    contentOnly: args.flag("content-only"),
    exitCode: args.flag("exit-code"),
  }),
  async run(context, options) {
    const { host } = context;
    const { configs, setup, local } = options;
    const open = async (config: string) => {
      const request = { config, setup, overrides: NO_OVERRIDES, local };
      const made = await openProject(context, request);
      return { ...made, revisions: await findRevisions(made.session, made.project) };
    };
    const old = await open(configs[0]);
    // Each set-up takes the work directory for itself.
    old.session.lock.release();
    const now = await open(configs[1]);
    const root = (project: ReadyProject): ValueMap => effectiveConfig(project.config.root);
    const found = {
      changes: compareConfigs(root(old.project), root(now.project)),
      commits: await differingCommits(now.session, now.project, old.revisions, now.revisions),
    };
    const colours = outputColours(context);
    host.print(
      options.json
        ? `${writeJson(diffJson(found), { indent: 4, sortKeys: false })}\n`
        : diffText(configs, found, { ...options, colours }),
    );
    return options.exitCode && anyDiffers(found, options) ? 1 : 0;
  },
});

/** Commits of the repositories whose revision differs: those added, or, if none are, those removed. */
async function differingCommits(
  session: Session,
  project: ReadyProject,
  old: ReadonlyMap<string, string>,
  now: ReadonlyMap<string, string>,
): Promise<Map<string, readonly Commit[]>> {
  const commits = new Map<string, readonly Commit[]>();
  const repos = await reposOf(session, project);
  const found = new Map<string, readonly Commit[]>();
  await repos.each(project.repos, async (vcs, { id }) => {
    const [from, to] = [old.get(id), now.get(id)];
    if (from === undefined || to === undefined || from === to) return;
    const added = await vcs.commitsBetween(from, to);
    found.set(id, added.length > 0 ? added : await vcs.commitsBetween(to, from));
  });
  // In the order of the project, whichever answer came first.
  for (const { id, name } of project.repos) {
    const listed = found.get(id) ?? [];
    if (listed.length > 0) commits.set(name, listed);
  }
  return commits;
}
