import { flagOption } from "../base/arguments.ts";
import type { MatrixEntry } from "../matrix/entry.ts";
import { gitlabPipeline } from "../matrix/gitlab_pipeline.ts";
import { githubMatrix, matrixJson, matrixTable } from "../matrix/matrix_text.ts";
import { digestNotes, githubNotes } from "../matrix/notes.ts";
import { findEntries } from "../run/matrix/find_entries.ts";
import type { SetupOptions } from "../run/session.ts";
import { defineCommand } from "./command.ts";
import { openSession } from "./open_project.ts";
import { readSetupOptions } from "./setup_options.ts";

export interface MatrixOptions {
  readonly patterns: readonly string[];
  /** Machines that each project is built for; empty for its own. */
  readonly machines: readonly string[];
  readonly form: keyof typeof FORMS;
  readonly setup: SetupOptions;
}

/** What the entries are printed as. */
const FORMS = {
  table: matrixTable,
  json: matrixJson,
  github: githubMatrix,
  gitlab: gitlabPipeline,
} satisfies Record<string, (entries: readonly MatrixEntry[]) => string>;

export const matrix = defineCommand<MatrixOptions>({
  options: [
    {
      flags: ["--machine"],
      name: "machine",
      kind: "list",
      help: "Build every project for this machine, not for its own; can be given several times.",
    },
    flagOption("json", "Print a JSON array of name, config, machine and digest.", "form"),
    flagOption("github", "Print one line of JSON for strategy.matrix of GitHub Actions.", "form"),
    flagOption("gitlab", "Print a child pipeline of GitLab CI, with a job for each.", "form"),
  ],
  positionals: [
    {
      name: "pattern",
      arity: "one",
      offers: "project",
      help:
        "Project files, or patterns of them with *, ?, [...] and ** in quotes, several joined " +
        "by a colon: 'base.yml:boards/*.yml'. Nothing is fetched.",
    },
    { name: "pattern", arity: "many", offers: "project", help: "" },
  ],
  examples: [
    ["kas matrix 'boards/*.yml' --json", "For a program."],
  ],
  read: (args) => ({
    patterns: args.list("pattern"),
    machines: args.list("machine"),
    form: (["json", "github", "gitlab"] as const).find((name) => args.flag(name)) ?? "table",
    setup: readSetupOptions(args, { reads: true, warnUnpinned: false }),
  }),
  async run(context, { patterns, machines, form, setup }) {
    const { host, log } = context;
    const session = openSession(context, setup);
    await session.temporary.tidy();
    const entries = await findEntries(session, patterns, machines);
    log.notes([...digestNotes(entries), ...form === "github" ? githubNotes(entries) : []]);
    host.print(FORMS[form](entries));
    return 0;
  },
});
