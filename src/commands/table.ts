import { build } from "./build.ts";
import { checkout } from "./checkout.ts";
import { clean, cleanall, cleansstate } from "./clean.ts";
import type { KasCommand } from "./command.ts";
import { diff } from "./diff.ts";
import { dump } from "./dump.ts";
import { forAllRepos } from "./for_all_repos.ts";
import { lock } from "./lock.ts";
import { menu } from "./menu.ts";
import { purge } from "./purge.ts";
import { shell } from "./shell.ts";

/** All commands of kas, in the order of the help text. */
export const COMMANDS: readonly KasCommand[] = [
  build,
  checkout,
  clean,
  cleansstate,
  cleanall,
  purge,
  diff,
  dump,
  forAllRepos,
  lock,
  menu,
  shell,
];

export const COMMAND_NAMES: readonly string[] = COMMANDS.map((command) => command.name);

/** All spellings of options that take a value, whatever the command. */
export const VALUE_FLAGS: readonly string[] = COMMANDS
  .flatMap((command) => command.options)
  .filter((option) => option.kind !== "flag")
  .flatMap((option) => option.flags);
