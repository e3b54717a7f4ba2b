import { join } from "node:path";
import { flagOption } from "../base/arguments.ts";
import { COMPATIBLE_KAS } from "../base/version.ts";
import type { Page } from "../manual/page.ts";
import { manualPages } from "../manual/pages.ts";
import { plainText } from "../manual/plain_text.ts";
import { roff } from "../manual/roff.ts";
import { RunDirectory } from "../run/run_directory.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { documentedCommand, KAS, LAUNCHER } from "./documented.ts";
import { unknownTopic } from "./errors.ts";

/** Columns of a page where nothing is known of the reader's. */
const COLUMNS = 80;

export interface ManOptions {
  /** A command or program; undefined asks for the list. */
  readonly page: string | undefined;
  /** Print the source of the page. */
  readonly roff: boolean;
}

export const man = defineCommand<ManOptions>({
  options: [flagOption("roff", "Print the page's source for man(1).")],
  positionals: [{
    name: "page",
    arity: "optional",
    offers: "command",
    help: "A command, kas or kas-container. Without it, the pages are listed.",
  }],
  examples: [
    ["kas man build", "Show the page of kas build, with man(1) on a terminal."],
    ["kas man kas --roff | man -l -", "The same as kas man kas."],
  ],
  read: (args) => ({ page: args.text("page"), roff: args.flag("roff") }),
  async run(context, { page: name, roff: asSource }) {
    const { host } = context;
    const commands = await Promise.all(context.commands.map(documentedCommand));
    const pages = manualPages({ kas: KAS, commands, launcher: LAUNCHER });
    if (name === undefined) {
      const width = Math.max(...[...pages.keys()].map((title) => title.length));
      for (const { title, summary } of pages.values()) {
        host.print(`${title.padEnd(width)}  ${summary}\n`);
      }
      return 0;
    }
    const page = pages.get(name) ?? pages.get(`kas-${name}`);
    if (!page) {
      throw unknownTopic(name, [...commands.map((command) => command.name), ...pages.keys()]);
    }
    if (asSource) host.print(source(page));
    else if (!await shownByMan(context, page)) host.print(plainText(page, COLUMNS));
    return 0;
  },
});

const source = (page: Page) => roff(page, { date: "", version: COMPATIBLE_KAS });

/** Shows a page with man(1), if there is one and somebody to read. */
async function shownByMan(
  { host, log, interrupts, cleanups }: CommandContext,
  page: Page,
): Promise<boolean> {
  if (!host.isTerminal("stdout") || !host.findProgram("man", host.env)) return false;
  const directory = new RunDirectory(host, log, cleanups).make("man");
  const file = join(directory, `${page.title}.1`);
  host.write(file, source(page), 0o600);
  const command = { argv: ["man", "-l", file], cwd: host.cwd, env: host.env };
  return await interrupts.attached(() => host.attach(command, interrupts.signal)) === 0;
}
