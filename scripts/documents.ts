// Writes manual pages (man1/), made from the tables of options, and completion (completions/).
// Arguments: the directory, the day of the release (2026-01-31).
import { COMPATIBLE_KAS } from "../src/base/version.ts";
import { COMPLETION_SCRIPTS } from "../src/commands/completion.ts";
import { documentedCommand, KAS, LAUNCHER } from "../src/commands/documented.ts";
import { COMMANDS } from "../src/commands/table.ts";
import { manualPages } from "../src/manual/pages.ts";
import { roff } from "../src/manual/roff.ts";

const [directory, date] = Deno.args as [string, string];
const commands = await Promise.all(COMMANDS.map(documentedCommand));
Deno.mkdirSync(`${directory}/man1`, { recursive: true });
Deno.mkdirSync(`${directory}/completions`, { recursive: true });
for (const page of manualPages({ kas: KAS, commands, launcher: LAUNCHER }).values()) {
  const text = roff(page, { date, version: COMPATIBLE_KAS });
  Deno.writeTextFileSync(`${directory}/man1/${page.title}.1`, text);
}
/** Names by which the shells find the files. */
const files = { bash: "kas", zsh: "_kas", fish: "kas.fish" } as const;
for (const shell of ["bash", "zsh", "fish"] as const) {
  Deno.writeTextFileSync(`${directory}/completions/${files[shell]}`, COMPLETION_SCRIPTS[shell]);
}
