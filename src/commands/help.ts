import { type CommandContext, defineCommand, loadCommand } from "./command.ts";
import { commandHelp, kasHelp } from "./help_texts.ts";
import { unknownTopic } from "./errors.ts";

export interface HelpOptions {
  /** The command to tell of; undefined is kas itself. */
  readonly command: string | undefined;
}

export const help = defineCommand<HelpOptions>({
  options: [],
  positionals: [{
    name: "command",
    arity: "optional",
    offers: "command",
    help: "The command to tell of; all of kas by default.",
  }],
  read: (args) => ({ command: args.text("command") }),
  async run({ host, commands }, { command }) {
    host.print(await textOf(commands, command));
    return 0;
  },
});

async function textOf(
  commands: CommandContext["commands"],
  command: string | undefined,
): Promise<string> {
  if (command === undefined) return kasHelp("kas", commands);
  const entry = commands.find(({ name }) => name === command);
  if (!entry) throw unknownTopic(command, commands.map(({ name }) => name));
  return commandHelp("kas", await loadCommand(entry));
}
