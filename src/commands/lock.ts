import { flagOption } from "../base/arguments.ts";
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
  /** Nothing is written: 1 tells that something would be. */
  readonly check: boolean;
}

export const lock = defineCommand<LockOptions>({
  options: [
    // It is known only to be refused with the reason.
    ...SETUP_OPTIONS.map((option) =>
      option === LOCAL_OPTION ? { ...option, hidden: true } : option
    ),
    ...FORMAT_OPTIONS,
    flagOption(
      "check",
      "Leave lockfiles as they are; exit with 1 if they are not what they would be.",
    ),
  ],
  positionals: [CONFIG_POSITIONAL],
  examples: [
    ["kas lock --update kas.yml", "Pin the newest commits in kas.lock.yml."],
    ["kas lock --check kas.yml", "For CI: 1 if the lock is not what it would be."],
  ],
  read(args) {
    if (args.list("local").length > 0) throw localNotLocked();
    const check = args.flag("check");
    return {
      project: readProjectRequest(args, {
        // Whoever only checks gets no work tree moved.
        skip: check ? [...BUILD_STEPS, "repos_checkout"] : BUILD_STEPS,
        reads: true,
        holds: true,
        warnUnpinned: false,
      }),
      style: {
        ...readFormatStyle(args),
        rewrite: args.flag("sort") || args.number("indent") !== undefined,
      },
      check,
    };
  },
  async run(context, { project: request, style, check }) {
    const { session, project, files } = await openProject(context, request);
    if (check) {
      const { checkLocks } = await import("../run/lock/check_locks.ts");
      return await checkLocks(session, project, files[0]!) ? 0 : 1;
    }
    // `dump --lock --inplace` comes here, too, and most dumps do not.
    const { writeLocks } = await import("../run/lock/write_locks.ts");
    const colours = outputColours(context);
    await writeLocks(session, project, files[0]!, style, (name, commits) => {
      context.host.print(formatCommits(new Map([[name, commits]]), true, colours));
    });
    return 0;
  },
});
