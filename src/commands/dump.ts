import type { Arguments } from "../base/arguments.ts";
import { UserError } from "../base/errors.ts";
import type { Value } from "../config/value.ts";
import { writeJson } from "../config/write_json.ts";
import { writeYaml } from "../config/write_yaml.ts";
import { lockfileFor } from "../lock/lockfile.ts";
import { isManaged } from "../repo/repo.ts";
import { dumpConfig } from "../report/dump.ts";
import { findRevisions, findTracking } from "../run/repo/revisions.ts";
import { BUILD_STEPS } from "../run/step_names.ts";
import type { KasCommand } from "./command.ts";
import { FORMAT_OPTIONS } from "./format_options.ts";
import { runLock } from "./lock.ts";
import {
  CONFIG_POSITIONAL,
  readSetupOptions,
  SETUP_OPTIONS,
  setUpProject,
} from "./setup_options.ts";

export const dump: KasCommand = {
  name: "dump",
  summary: "Print the whole configuration, all includes merged.",
  options: [
    ...SETUP_OPTIONS,
    ...FORMAT_OPTIONS,
    {
      flags: ["--format"],
      name: "format",
      kind: "text",
      choices: ["yaml", "json"],
      help: "Format of the output (default: yaml).",
    },
    {
      flags: ["--resolve-refs"],
      name: "resolve-refs",
      kind: "flag",
      help: "Pin every repository to the commit that its branch or tag stands for.",
    },
    {
      flags: ["--resolve-local"],
      name: "resolve-local",
      kind: "flag",
      help: "Add URL and commit of the project's own repository.",
    },
    {
      flags: ["--resolve-env"],
      name: "resolve-env",
      kind: "flag",
      group: "lock or env",
      help: "Set the values in env to those of the caller's environment.",
    },
    {
      flags: ["--lock"],
      name: "lock",
      kind: "flag",
      group: "lock or env",
      help: "Print a lockfile (see kas lock).",
    },
    { flags: ["-i", "--inplace"], name: "inplace", kind: "flag", hidden: true, help: "" },
  ],
  positionals: [CONFIG_POSITIONAL],
  async run(context, args) {
    checkCombination(args);
    if (args.flag("inplace")) {
      context.log.warning(
        'The --inplace option is deprecated. Migrate to the "lock" command.',
      );
      return runLock(context, args);
    }
    const options = readSetupOptions(args, { skip: BUILD_STEPS });
    const { session, project } = await setUpProject(context, args, options);
    const pinned = args.flag("lock") || args.flag("resolve-refs");
    const revisions = pinned ? await findRevisions(session, project) : new Map();
    if (args.flag("lock")) {
      const ids = project.repos.filter(isManaged).map((repo) => repo.id);
      print(context, args, lockfileFor(ids, revisions));
      return 0;
    }
    const tracking = args.flag("resolve-local") ? await findTracking(session, project) : new Map();
    const dumped = dumpConfig(project.config, project.repos, {
      revisions: pinned ? revisions : undefined,
      tracking,
      env: args.flag("resolve-env") ? context.host.env : undefined,
    });
    print(context, args, dumped);
    return 0;
  },
};

function checkCombination(args: Arguments): void {
  const invalid = args.flag("inplace") && !args.flag("lock")
    ? "--inplace requires --lock"
    : args.flag("resolve-local") && args.flag("lock")
    ? "--resolve-local cannot be used with --lock"
    : undefined;
  if (invalid) throw new UserError(`Invalid combination of arguments: ${invalid}`);
}

function print(context: Parameters<KasCommand["run"]>[0], args: Arguments, value: Value): void {
  const style = { indent: args.number("indent") ?? 2, sortKeys: args.flag("sort") };
  const json = args.text("format") === "json";
  context.host.print(json ? `${writeJson(value, style)}\n` : writeYaml(value, style));
}
