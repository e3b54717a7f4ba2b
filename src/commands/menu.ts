import { dirname, join, resolve } from "node:path";
import { flagOption } from "../base/arguments.ts";
import { DEFAULT_CONFIG } from "../config/settings.ts";
import { initialEnvironment } from "../run/bitbake/initial_environment.ts";
import { loadMenu, saveMenu } from "../run/kconfig/load_menu.ts";
import { showMenu } from "../run/kconfig/show_menu.ts";
import { findRepoRoot } from "../run/repo/repo_root.ts";
import { Tools } from "../run/tools.ts";
import { build, BUILD_DEFAULTS } from "./build.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { jsonWithoutList } from "./errors.ts";
import { assign, type Assignment, readAssignment } from "./menu_assignments.ts";
import { listText } from "./menu_list.ts";
import { openSession } from "./open_project.ts";
import { OFFLINE_OPTION } from "./setup_options.ts";

export interface MenuOptions {
  /** The Kconfig file, as it was named. */
  readonly kconfig: string;
  readonly assignments: readonly Assignment[];
  /** `ask` shows the menu, in which the user saves or builds. */
  readonly action: "ask" | "save" | "build" | "list";
  /** List as JSON. */
  readonly json: boolean;
  /** The build asks no network. */
  readonly offline: boolean;
}

export const menu = defineCommand<MenuOptions>({
  options: [
    {
      flags: ["--set"],
      name: "set",
      kind: "list",
      help: "Choose a value, as NAME=VALUE; can be given several times.",
    },
    flagOption("save", "Save the configuration, without showing the menu.", "action"),
    flagOption("build", "Save the configuration and build it, without showing the menu.", "action"),
    flagOption("list", "List the symbols and their values.", "action"),
    flagOption("json", "List them as JSON."),
    OFFLINE_OPTION,
  ],
  positionals: [{
    name: "kconfig",
    arity: "optional",
    offers: "kconfig",
    help: "The Kconfig file; Kconfig by default.",
  }],
  examples: [
    ["kas menu --set JOBS=8 --save", "Without a terminal."],
  ],
  read(args) {
    if (args.flag("json") && !args.flag("list")) throw jsonWithoutList();
    return {
      kconfig: args.text("kconfig") ?? "Kconfig",
      assignments: args.list("set").map(readAssignment),
      action: (["list", "build", "save"] as const).find((name) => args.flag(name)) ?? "ask",
      json: args.flag("json"),
      offline: args.flag("offline"),
    };
  },
  async run(context, options) {
    const { host, log, settings } = context;
    const path = resolve(host.cwd, options.kconfig);
    const configFile = join(settings.workDir, DEFAULT_CONFIG);
    const loaded = await loadMenu(host, log, path, configFile);
    assign(loaded.kconfig, loaded.values, options.assignments);
    if (options.action === "list") {
      host.print(listText(loaded.kconfig, loaded.values, options.json));
      return 0;
    }
    const action = options.action === "ask" ? await showMenu(context, loaded) : options.action;
    if (action === "exit") return 0;
    const source = {
      directory: await sourceDirectory(context, dirname(path)),
      onHost: host.env._KAS_REPO_DIR_HOST,
    };
    await saveMenu(host, log, loaded, source, configFile);
    if (action === "save") return 0;
    log.debug("Starting build");
    const { project } = BUILD_DEFAULTS;
    const setup = { ...project.setup, offline: options.offline };
    return await build.run(context, { ...BUILD_DEFAULTS, project: { ...project, setup } });
  },
});

async function sourceDirectory(context: CommandContext, directory: string): Promise<string> {
  const session = openSession(context, BUILD_DEFAULTS.project.setup);
  const tools = new Tools(session, initialEnvironment(session));
  return await findRepoRoot(tools, directory) ?? directory;
}
