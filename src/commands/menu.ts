import { dirname, join, resolve } from "node:path";
import { type Arguments, flagOption } from "../base/arguments.ts";
import { UserError } from "../base/errors.ts";
import { parseArguments } from "../base/parse_arguments.ts";
import { didYouMean } from "../base/suggest.ts";
import { DEFAULT_CONFIG } from "../config/settings.ts";
import type { Value } from "../config/value.ts";
import { writeJson } from "../config/write_json.ts";
import type { Kconfig } from "../kconfig/model.ts";
import { typedText } from "../kconfig/values.ts";
import { initialEnvironment } from "../run/bitbake/initial_environment.ts";
import { type LoadedMenu, loadMenu, saveMenu } from "../run/kconfig/load_menu.ts";
import { findRepoRoot } from "../run/repo/repo_root.ts";
import { showMenu } from "../run/kconfig/show_menu.ts";
import { build } from "./build.ts";
import type { CommandContext, KasCommand } from "./command.ts";
import { openSession, readSetupOptions } from "./setup_options.ts";

export const menu: KasCommand = {
  name: "menu",
  summary: "Choose what to build in a menu, save it as .config.yaml, and build it.",
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
  ],
  positionals: [{
    name: "kconfig",
    arity: "optional",
    help: "The Kconfig file; Kconfig by default.",
  }],
  async run(context, args) {
    const { host, log, settings } = context;
    const path = resolve(host.cwd, args.text("kconfig") ?? "Kconfig");
    const configFile = join(settings.workDir, DEFAULT_CONFIG);
    if (args.flag("json") && !args.flag("list")) {
      throw new UserError("--json goes with --list");
    }
    const loaded = loadMenu(host, log, path, configFile);
    setValues(loaded, args.list("set"));
    if (args.flag("list")) {
      host.print(listText(loaded, args.flag("json")));
      return 0;
    }
    const action = args.flag("build")
      ? "build"
      : args.flag("save")
      ? "save"
      : await showMenu(host, context.interrupts, loaded);
    if (action === "exit") return 0;
    const source = {
      directory: await sourceDirectory(context, args, dirname(path)),
      onHost: host.env._KAS_REPO_DIR_HOST,
    };
    saveMenu(host, log, loaded, source, configFile);
    if (action === "save") return 0;
    log.debug("Starting build");
    const syntax = { program: "kas build", ...build };
    return await build.run(context, parseArguments(syntax, []).values);
  },
};

async function sourceDirectory(
  context: CommandContext,
  args: Arguments,
  directory: string,
): Promise<string> {
  const session = openSession(context, readSetupOptions(args));
  return await findRepoRoot(session, initialEnvironment(session), directory) ?? directory;
}

/** Chooses what `--set` says. @throws UserError if a name is unknown or a value has no effect */
function setValues({ kconfig, values }: LoadedMenu, assignments: readonly string[]): void {
  const chosen = assignments.map((assignment) => {
    const [, name, text] = /^([^=]+)=(.*)$/s.exec(assignment) ?? [];
    if (name === undefined) {
      throw new UserError(`--set ${assignment}: write it as NAME=VALUE`);
    }
    const symbol = kconfig.symbols.get(name);
    if (!symbol || symbol.nodes.length === 0) {
      const hint = didYouMean(name, definedNames(kconfig));
      throw new UserError(`--set ${assignment}: there is no symbol ${name}${hint}`);
    }
    const value = typedText(symbol, text!);
    const problem = values.chooseAlone(symbol, value);
    if (problem) throw new UserError(`--set ${assignment}: ${problem}`);
    return { assignment, symbol, value };
  });
  for (const { assignment, symbol, value } of chosen) {
    if (values.text(symbol) === value) continue;
    const range = values.range(symbol);
    const reason = values.visibility(symbol) === 0
      ? "what it depends on is not met, or it has no prompt"
      : values.isPinned(symbol)
      ? "other symbols select it"
      : range
      ? `it must be from ${range[0]} to ${range[1]}`
      : "another symbol of its choice is set";
    throw new UserError(`--set ${assignment} has no effect: ${reason}`);
  }
}

function definedNames(kconfig: Kconfig): string[] {
  return [...kconfig.symbols.values()].filter((symbol) => symbol.nodes.length > 0)
    .map((symbol) => symbol.name);
}

function listText({ kconfig, values }: LoadedMenu, json: boolean): string {
  const symbols = definedNames(kconfig).map((name) => kconfig.symbols.get(name)!);
  if (json) {
    const entries = symbols.map((symbol): [string, Value] => [
      symbol.name,
      new Map<string, Value>([
        ["type", symbol.type],
        ["value", values.text(symbol)],
        ["visibility", values.visibility(symbol)],
      ]),
    ]);
    return `${writeJson(new Map(entries), { indent: 2, sortKeys: false })}\n`;
  }
  return symbols.map((symbol) =>
    `${symbol.name}=${values.text(symbol)}  # ${symbol.type}${
      values.visibility(symbol) ? "" : ", not visible"
    }\n`
  ).join("");
}
