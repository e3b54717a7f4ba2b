import { COMMANDS as KAS_COMMANDS, loadCommand } from "../commands/table.ts";
import { LAUNCHER_OPTIONS } from "../container/launcher_options.ts";
import { HELP, KAS_OPTIONS } from "./parse_kas.ts";
import type { Documented } from "./manual.ts";

const COMMAND = { name: "COMMAND", arity: "one", help: "" } as const;

/** kas, as its manual and completion show it. */
export const KAS: Documented = {
  name: "kas",
  summary: "Set up and run bitbake builds; repositories, layers, patches and configuration come " +
    "from a project file.",
  options: KAS_OPTIONS,
  positionals: [COMMAND],
};

/** kas-container, likewise. */
export const LAUNCHER: Documented = {
  name: "kas-container",
  summary: "Start kas in a container, with podman or docker.",
  options: LAUNCHER_OPTIONS,
  positionals: [COMMAND, { name: "kas options and files", arity: "many", help: "" }],
};

/** The commands of both, in the order of the help text. */
export const COMMANDS: readonly Documented[] = await Promise.all(
  KAS_COMMANDS.map(async (entry) => {
    const { name, summary, options, positionals } = await loadCommand(entry);
    return {
      name,
      summary,
      options: [HELP, ...options],
      positionals,
      hostOnly: entry.hostOnly ?? false,
    };
  }),
);
