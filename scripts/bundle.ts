// Bundles main.ts: deno compile would otherwise embed every library of deno.json, those of the
// tests and of the build included. What main.ts imports at run time (a face, a command, the YAML
// library) comes into files of its own, so that a run loads only what it needs. Arguments: the
// directory to write into, which is emptied, and a file for esbuild's list of what is in it.
import { build, stop } from "esbuild";

const root = new URL("../", import.meta.url).pathname;

const [directory, list] = Deno.args as [string, string];
Deno.mkdirSync(directory, { recursive: true });
for (const { name } of Deno.readDirSync(directory)) Deno.removeSync(`${directory}/${name}`);
const { metafile } = await build({
  entryPoints: { kas: `${root}main.ts` },
  outdir: directory,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "es2023",
  external: ["node:*"],
  // The library's build for browsers is ES modules: what is not used is left out, and nothing of
  // Node's is loaded. Nor does it print all tokens because of a variable of the caller's.
  alias: { yaml: `${root}node_modules/yaml/browser/index.js` },
  metafile: true,
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "inline",
});
await stop();
Deno.writeTextFileSync(list, JSON.stringify(metafile));
