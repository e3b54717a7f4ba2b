import { type Arguments, flagOption } from "../base/arguments.ts";
import type { Value } from "../config/value.ts";
import { writeJson } from "../config/write_json.ts";
import { writeYaml } from "../config/write_yaml.ts";
import { lockfileFor } from "../lock/lockfile.ts";
import { isManaged } from "../repo/repo.ts";
import { dumpConfig } from "../report/dump.ts";
import { BUILD_STEPS } from "../run/step_names.ts";
import { defineCommand } from "./command.ts";
import { invalidCombination, localNotLocked } from "./errors.ts";
import { FORMAT_OPTIONS, type FormatStyle, readFormatStyle } from "./format_options.ts";
import { lock, type LockOptions } from "./lock.ts";
import { openProject, type ProjectRequest } from "./open_project.ts";
import { CONFIG_POSITIONAL, readProjectRequest, SETUP_OPTIONS } from "./setup_options.ts";

export type DumpOptions =
  /** Print the configuration or, with `lock`, a lockfile. */
  | {
    readonly kind: "print";
    readonly project: ProjectRequest;
    readonly lock: boolean;
    readonly resolveRefs: boolean;
    readonly resolveLocal: boolean;
    readonly resolveEnv: boolean;
    readonly json: boolean;
    readonly style: FormatStyle;
  }
  /** The old way to write lockfiles. */
  | { readonly kind: "lock_inplace"; readonly lock: LockOptions };

export const dump = defineCommand<DumpOptions>({
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
    flagOption(
      "resolve-refs",
      "Pin every repository to the commit that its branch or tag stands for.",
    ),
    flagOption("resolve-local", "Add URL and commit of the project's own repository."),
    flagOption(
      "resolve-env",
      "Set the values in env to those of the caller's environment.",
      "lock or env",
    ),
    flagOption("lock", "Print a lockfile (see kas lock).", "lock or env"),
    { flags: ["-i", "--inplace"], name: "inplace", kind: "flag", hidden: true, help: "" },
  ],
  positionals: [CONFIG_POSITIONAL],
  examples: [
    ["kas dump --resolve-refs kas.yml", "With the commits of branches and tags."],
  ],
  read(args) {
    checkCombination(args);
    if (args.flag("inplace")) return { kind: "lock_inplace", lock: lock.read(args) };
    return {
      kind: "print",
      project: readProjectRequest(args, { skip: BUILD_STEPS, reads: true }),
      lock: args.flag("lock"),
      resolveRefs: args.flag("resolve-refs"),
      resolveLocal: args.flag("resolve-local"),
      resolveEnv: args.flag("resolve-env"),
      json: args.text("format") === "json",
      style: readFormatStyle(args),
    };
  },
  async run(context, options) {
    const { host, log } = context;
    if (options.kind === "lock_inplace") {
      log.warning('The --inplace option is deprecated. Migrate to the "lock" command.');
      return lock.run(context, options.lock);
    }
    const { session, project } = await openProject(context, options.project);
    const print = (value: Value) =>
      host.print(
        options.json ? `${writeJson(value, options.style)}\n` : writeYaml(value, options.style),
      );
    const pinned = options.lock || options.resolveRefs;
    const revisions = pinned
      ? await (await resolved()).findRevisions(session, project)
      : new Map<string, string>();
    if (options.lock) {
      print(lockfileFor(project.repos.filter(isManaged).map((repo) => repo.id), revisions));
      return 0;
    }
    print(dumpConfig(project.config, project.repos, {
      revisions: pinned ? revisions : undefined,
      tracking: options.resolveLocal
        ? await (await resolved()).findTracking(session, project)
        : new Map(),
      env: options.resolveEnv ? host.env : undefined,
    }));
    return 0;
  },
});

// Few dumps look at repositories.
const resolved = () => import("../run/repo/revisions.ts");

function checkCombination(args: Arguments): void {
  if (args.flag("inplace") && !args.flag("lock")) {
    throw invalidCombination("--inplace requires --lock");
  }
  if (args.flag("lock") && args.list("local").length > 0) throw localNotLocked();
  if (args.flag("resolve-local") && args.flag("lock")) {
    throw invalidCombination("--resolve-local cannot be used with --lock");
  }
}
