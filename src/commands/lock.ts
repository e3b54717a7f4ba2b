import type { LockStyle } from "../lock/edit_lockfile.ts";
import { formatCommits } from "../report/commit_log.ts";
import { outputColours } from "../run/report/output_colours.ts";
import { BUILD_STEPS } from "../run/step_names.ts";
import { defineCommand } from "./command.ts";
import { localNotLocked } from "./errors.ts";
import { FORMAT_OPTIONS, readFormatStyle } from "./format_options.ts";
import { openProject, type ProjectRequest } from "./open_project.ts";
import {
  CONFIG_POSITIONAL,
  LOCAL_OPTION,
  readProjectRequest,
  SETUP_OPTIONS,
} from "./setup_options.ts";

export interface LockOptions {
  readonly project: ProjectRequest;
  readonly style: LockStyle;
}

export const lock = defineCommand<LockOptions>({
  options: [
    // It is known only to be refused with the reason.
    ...SETUP_OPTIONS.map((option) =>
      option === LOCAL_OPTION ? { ...option, hidden: true } : option
    ),
    ...FORMAT_OPTIONS,
  ],
  positionals: [CONFIG_POSITIONAL],
  examples: [
    ["kas lock --update kas.yml", "Pin the newest commits in kas.lock.yml."],
  ],
  read(args) {
    if (args.list("local").length > 0) throw localNotLocked();
    return {
      project: readProjectRequest(args, {
        skip: BUILD_STEPS,
        reads: true,
        holds: true,
        warnUnpinned: false,
      }),
      style: {
        ...readFormatStyle(args),
        rewrite: args.flag("sort") || args.number("indent") !== undefined,
      },
    };
  },
  async run(context, { project: request, style }) {
    const { session, project, files } = await openProject(context, request);
    // `dump --lock --inplace` comes here, too, and most dumps do not.
    const { writeLocks } = await import("../run/lock/write_locks.ts");
    const colours = outputColours(context);
    await writeLocks(session, project, files[0]!, style, (name, commits) => {
      context.host.print(formatCommits(new Map([[name, commits]]), true, colours));
    });
    return 0;
  },
});
