// Checks the rules of the code's layout (scripts/layers/rules.ts) on main.ts and src/.
import { layerFaults } from "./layers/faults.ts";

const root = new URL("../", import.meta.url).pathname;

function* sources(folder: string): Generator<string> {
  for (const entry of Deno.readDirSync(root + folder)) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory && entry.name !== "generated") yield* sources(path);
    else if (path.endsWith(".ts")) yield path;
  }
}

const files = ["main.ts", ...sources("src")].sort()
  .map((path) => [path, Deno.readTextFileSync(root + path)] as const);
const faults = layerFaults(new Map(files));
for (const { path, line, message } of faults) console.error(`${path}:${line}: ${message}`);
if (faults.length > 0) Deno.exit(1);
