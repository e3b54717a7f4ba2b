import { flagOption } from "../base/arguments.ts";
import { NO_OVERRIDES } from "../config/build_settings.ts";
import type { ValueMap } from "../config/value.ts";
import { writeJson } from "../config/write_json.ts";
import { PLAIN } from "../report/colours.ts";
import type { Commit } from "../report/commit_log.ts";
import { compareConfigs, diffJson, diffText, effectiveConfig } from "../report/diff.ts";
import { commitsBetween } from "../run/report/commits_between.ts";
import { outputColours } from "../run/report/output_colours.ts";
import { findRevisions } from "../run/repo/revisions.ts";
import type { Session } from "../run/session.ts";
import type { ReadyProject } from "../run/steps.ts";
import type { KasCommand } from "./command.ts";
import { readSetupOptions, SETUP_OPTIONS, setUpProject } from "./setup_options.ts";

export const diff: KasCommand = {
  name: "diff",
  summary: "Compare two configurations, and the commits of their repositories.",
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
    flagOption("no-color", "Do without colours (they are used on a terminal only)."),
    flagOption("commit-only", "Leave out what differs in the configurations."),
    flagOption("content-only", "Leave out the commits."),
  ],
  positionals: [
    { name: "config1", arity: "one", help: "The older configuration." },
    { name: "config2", arity: "one", help: "The newer configuration." },
  ],
  async run(context, args) {
    const names = [args.text("config1")!, args.text("config2")!] as const;
    const options = readSetupOptions(args, { skip: ["setup_environ", "write_bbconfig"] });
    const setUp = async (config: string) => {
      const made = await setUpProject(context, args, options, { config, overrides: NO_OVERRIDES });
      return { ...made, revisions: await findRevisions(made.session, made.project) };
    };
    const old = await setUp(names[0]);
    const now = await setUp(names[1]);
    const root = (project: ReadyProject): ValueMap => effectiveConfig(project.config.root);
    const found = {
      changes: compareConfigs(root(old.project), root(now.project)),
      commits: await differingCommits(now.session, now.project, old.revisions, now.revisions),
    };
    const { host } = context;
    if (args.text("format") === "json") {
      host.print(`${writeJson(diffJson(found), { indent: 4, sortKeys: false })}\n`);
      return 0;
    }
    host.print(diffText(names, found, {
      colours: args.flag("no-color") ? PLAIN : outputColours(host),
      oneline: args.flag("oneline"),
      commitOnly: args.flag("commit-only"),
      contentOnly: args.flag("content-only"),
    }));
    return 0;
  },
};

/** Commits of the repositories whose revision differs: those added, or, if none are, those removed. */
async function differingCommits(
  session: Session,
  project: ReadyProject,
  old: ReadonlyMap<string, string>,
  now: ReadonlyMap<string, string>,
): Promise<Map<string, readonly Commit[]>> {
  const commits = new Map<string, readonly Commit[]>();
  for (const repo of project.repos) {
    const [from, to] = [old.get(repo.id), now.get(repo.id)];
    if (from === undefined || to === undefined || from === to) continue;
    const added = await commitsBetween(session, project.environment, repo, from, to);
    const listed = added.length > 0
      ? added
      : await commitsBetween(session, project.environment, repo, to, from);
    if (listed.length > 0) commits.set(repo.name, listed);
  }
  return commits;
}
