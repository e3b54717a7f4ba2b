import { HELP, KAS_OPTIONS } from "../base/global_options.ts";
import { LAUNCHER_OPTIONS } from "../container/launcher_options.ts";
import type { Documented } from "../manual/documented.ts";
import { type CommandEntry, loadCommand } from "./command.ts";

const COMMAND = { name: "COMMAND", arity: "one", offers: "command", help: "" } as const;

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

/** A command of both. */
export async function documentedCommand(entry: CommandEntry): Promise<Documented> {
  const { name, summary, options, positionals, examples } = await loadCommand(entry);
  return {
    name,
    summary,
    options: [HELP, ...options],
    positionals,
    ...examples && { examples },
    hostOnly: entry.hostOnly ?? false,
  };
}
