// Writes manual pages (man1/) and bash completion (completions/) made from the tables of options.
// Arguments: the directory, the day of the release (2026-01-31).
import { COMPATIBLE_KAS } from "../src/base/version.ts";
import { bashCompletion } from "../src/cli/completion.ts";
import { COMMANDS, KAS, LAUNCHER } from "../src/cli/documented.ts";
import { manualPages } from "../src/cli/manual.ts";

const [directory, date] = Deno.args as [string, string];
const facts = { date, version: COMPATIBLE_KAS, kas: KAS, commands: COMMANDS, launcher: LAUNCHER };
Deno.mkdirSync(`${directory}/man1`, { recursive: true });
Deno.mkdirSync(`${directory}/completions`, { recursive: true });
for (const [page, text] of manualPages(facts)) {
  Deno.writeTextFileSync(`${directory}/man1/${page}.1`, text);
}
Deno.writeTextFileSync(`${directory}/completions/kas`, bashCompletion(KAS, COMMANDS, LAUNCHER));
