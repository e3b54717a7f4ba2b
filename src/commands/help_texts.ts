import type { Positional } from "../base/arguments.ts";
import { EXIT } from "../base/errors.ts";
import { HELP, KAS_OPTIONS } from "../base/global_options.ts";
import { helpText } from "../base/help_text.ts";
import { wrapText } from "../base/wrap.ts";
import { LAUNCHER_OPTIONS } from "../container/launcher_options.ts";
import type { CommandEntry, KasCommand } from "./command.ts";

const EXIT_CODES =
  `exit codes: ${EXIT.ok} done, ${EXIT.internal} internal error, ${EXIT.user} your ` +
  `error or a program's, ${EXIT.cancelled} stopped`;

const COMMAND: Positional = { name: "COMMAND ...", arity: "one", help: "" };

/** The help of kas itself. */
export function kasHelp(program: string, commands: readonly CommandEntry[]): string {
  return helpText({
    syntax: { program, options: KAS_OPTIONS, positionals: [COMMAND] },
    summary: "kas sets up bitbake builds: repositories, layers, patches and configuration come\n" +
      "from a project file. Two more programs are in this one:\n" +
      "  kas container …   starts kas in a container (also as kas-container)\n" +
      "  kas entrypoint …  first process in that container (also as container-entrypoint)",
    commands,
    examples: [
      ["kas build kas.yml:debug.yml", "Build a project, with a second file on top."],
      ["kas help build", "Tell of a command."],
    ],
    end: [EXIT_CODES, "manual: kas man, kas man COMMAND"],
  });
}

/** The help of a command. */
export function commandHelp(
  program: string,
  { name, summary, options, positionals, examples }: KasCommand,
): string {
  return helpText({
    syntax: { program: `${program} ${name}`, options: [HELP, ...options], positionals },
    summary,
    ...examples && { examples },
    end: [EXIT_CODES, `manual: kas man ${name}; options of all commands: kas --help`],
  });
}

/** The help of kas-container. @param commands names of those that it knows */
export function launcherHelp(commands: readonly string[]): string {
  const list = wrapText(commands.join(", "), 10, 80);
  return helpText({
    syntax: {
      program: "kas-container",
      options: LAUNCHER_OPTIONS,
      positionals: [COMMAND, { name: "kas options and files", arity: "many", help: "" }],
    },
    summary: `Start kas in a container, with podman or docker.\n\ncommands: ${list}\n` +
      "For them and their options: kas-container help COMMAND. There is no -E here.",
    examples: [
      ["kas-container build kas.yml", "Build in a container."],
      ["kas-container -n build kas.yml", "Print the engine's command line only."],
    ],
    end: [
      "KAS_CONTAINER_ENGINE=podman|docker chooses the engine, KAS_CONTAINER_IMAGE or the",
      "file kas-container.env beside the project file the image.",
      `exit codes: ${EXIT.launcher} an error of kas-container's; others are kas's`,
      "manual: kas man kas-container",
    ],
  });
}
