// Bundles main.ts: deno compile would otherwise embed every library of deno.json, those of the
// tests and of the build included. What main.ts imports at run time (a face, a command, the YAML
// library) comes into files of its own, so that a run loads only what it needs. Arguments: the
// directory to write into, which is emptied, and a file for esbuild's list of what is in it.
import { build, type Plugin, stop } from "esbuild";
import { builtinModules } from "node:module";

const root = new URL("../", import.meta.url).pathname;

/** Dependencies name Node's modules without the prefix that Deno wants. */
const nodePrefix: Plugin = {
  name: "node-prefix",
  setup(builder) {
    const names = new Set(builtinModules);
    builder.onResolve(
      { filter: /^[a-z_/]+$/ },
      ({ path }) => names.has(path) ? { path: `node:${path}`, external: true } : undefined,
    );
  },
};

/** A variable of the caller's would make the library print all tokens on standard output. */
const quietYaml: Plugin = {
  name: "quiet-yaml",
  setup(builder) {
    builder.onLoad(
      { filter: /\/yaml\/dist\/(?:parse\/parser|compose\/composer)\.js$/ },
      ({ path }) => {
        const debugging = /node_process\.env\.LOG_(?:STREAM|TOKENS)/;
        const text = Deno.readTextFileSync(path);
        if (!debugging.test(text)) throw new Error(`${path} does not debug any more: drop this`);
        return { contents: text.replace(debugging, "false"), loader: "js" };
      },
    );
  },
};

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
  plugins: [nodePrefix, quietYaml],
  metafile: true,
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "inline",
  banner: {
    js:
      'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
  },
});
await stop();
Deno.writeTextFileSync(list, JSON.stringify(metafile));
