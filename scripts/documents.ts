// Writes manual pages, made from the tables of options (man1/) and from a document (man5/), and
// completion (completions/).
// Arguments: the directory, the day of the release (2026-01-31).
import { COMPATIBLE_KAS } from "../src/base/version.ts";
import { COMPLETION_SCRIPTS } from "../src/commands/completion.ts";
import { documentedCommand, KAS, LAUNCHER } from "../src/commands/documented.ts";
import { COMMANDS } from "../src/commands/table.ts";
import { manualPages } from "../src/manual/pages.ts";
import { roff } from "../src/manual/roff.ts";
import { manPage } from "./reference/man_page.ts";

const [directory, date] = Deno.args as [string, string];
const commands = await Promise.all(COMMANDS.map(documentedCommand));
Deno.mkdirSync(`${directory}/man1`, { recursive: true });
Deno.mkdirSync(`${directory}/completions`, { recursive: true });
for (const page of manualPages({ kas: KAS, commands, launcher: LAUNCHER }).values()) {
  const text = roff(page, { date, version: COMPATIBLE_KAS });
  Deno.writeTextFileSync(`${directory}/man1/${page.title}.1`, text);
}
const project = {
  name: "kas-project",
  section: 5,
  summary: "the project file of kas",
  date,
  version: COMPATIBLE_KAS,
  seeAlso: ["kas(1)", "kas-container(1)"],
};
Deno.mkdirSync(`${directory}/man5`, { recursive: true });
Deno.writeTextFileSync(
  `${directory}/man5/kas-project.5`,
  manPage(Deno.readTextFileSync(new URL("../docs/project-file.md", import.meta.url)), project),
);
/** Names by which the shells find the files. */
const files = { bash: "kas", zsh: "_kas", fish: "kas.fish" } as const;
for (const shell of ["bash", "zsh", "fish"] as const) {
  Deno.writeTextFileSync(`${directory}/completions/${files[shell]}`, COMPLETION_SCRIPTS[shell]);
}
