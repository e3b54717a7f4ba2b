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
