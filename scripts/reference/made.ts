import { documentedCommand, KAS, LAUNCHER } from "../../src/commands/documented.ts";
import { COMMANDS } from "../../src/commands/table.ts";
import { SETUP_OPTIONS } from "../../src/commands/setup_options.ts";
import type { Option } from "../../src/base/arguments.ts";
import type { Documented } from "../../src/manual/documented.ts";
import { keyTable, TOP_KEYS } from "./keys.ts";
import { optionTable } from "./options.ts";

const isIn = (options: readonly Option[], { flags }: Option) =>
  options.some((other) => other.flags.at(-1) === flags.at(-1));

/** What is told of a command: what is its own, then which options of many it has. */
function ofCommand({ options, positionals }: Documented): string {
  const setUp = SETUP_OPTIONS.filter((option) => isIn(options, option));
  // Others have one or two of the same: they stand in their own tables.
  const setsUp = setUp.some(({ name }) => name === "update");
  const common = [...KAS.options, ...setsUp ? setUp : []];
  const own = optionTable(options.filter((option) => !isIn(common, option)), positionals);
  if (!setsUp) return own;
  const lacking = SETUP_OPTIONS.filter((option) => !isIn(options, option));
  const but = lacking.map(({ flags }) => ` but \`${flags.at(-1)}\``).join("");
  return `${own}\nIt takes the [options of the set-up](#options-of-the-set-up), too${
    but && `, all${but}`
  }.\n`;
}

const commands = await Promise.all(COMMANDS.map(documentedCommand));

/** What can stand in documents, by its name. */
export const MADE: ReadonlyMap<string, string> = new Map([
  ["kas", optionTable(KAS.options)],
  ["set-up", optionTable(SETUP_OPTIONS)],
  ...commands.map((command): [string, string] => [`kas ${command.name}`, ofCommand(command)]),
  ["kas-container", optionTable(LAUNCHER.options)],
  ...TOP_KEYS.map((key): [string, string] => [`keys ${key}`, keyTable(key)]),
]);
