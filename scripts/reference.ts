// Writes anew what is made in the documents: tables of options, from the table of commands, and of
// keys, from the schema. They stand between `<!-- made: NAME -->` and `<!-- end -->`.
import { MADE } from "./reference/made.ts";
import { withMade } from "./reference/markdown.ts";

const docs = new URL("../docs/", import.meta.url).pathname;
for (const { name } of Deno.readDirSync(docs)) {
  if (!name.endsWith(".md")) continue;
  const text = Deno.readTextFileSync(docs + name);
  const now = withMade(text, MADE);
  if (now !== text) Deno.writeTextFileSync(docs + name, now);
}
