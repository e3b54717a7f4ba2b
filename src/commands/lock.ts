import type { Arguments } from "../base/arguments.ts";
import { configFiles } from "../config/settings.ts";
import { formatCommits } from "../report/commit_log.ts";
import { outputColours } from "../run/report/output_colours.ts";
import { BUILD_STEPS } from "../run/step_names.ts";
import { writeLocks } from "../run/lock/write_locks.ts";
import type { CommandContext, KasCommand } from "./command.ts";
import { FORMAT_OPTIONS } from "./format_options.ts";
import {
  CONFIG_POSITIONAL,
  readSetupOptions,
  SETUP_OPTIONS,
  setUpProject,
} from "./setup_options.ts";

export const lock: KasCommand = {
  name: "lock",
  summary: "Pin branches and tags to their commits in lockfiles; with --update, to the newest.",
  options: [...SETUP_OPTIONS, ...FORMAT_OPTIONS],
  positionals: [CONFIG_POSITIONAL],
  run: runLock,
};

/** Also what `dump --lock --inplace` does. */
export async function runLock(context: CommandContext, args: Arguments): Promise<number> {
  const { host, settings } = context;
  const options = readSetupOptions(args, { skip: BUILD_STEPS, warnUnpinned: false });
  const { session, project } = await setUpProject(context, args, options);
  const [topFile] = configFiles(args.text("config"), settings, host.cwd);
  const style = {
    indent: args.number("indent") ?? 2,
    sortKeys: args.flag("sort"),
    rewrite: args.flag("sort") || args.number("indent") !== undefined,
  };
  const colours = outputColours(host);
  await writeLocks(session, project, topFile!, style, (name, commits) => {
    host.print(formatCommits(new Map([[name, commits]]), true, colours));
  });
  return 0;
}
