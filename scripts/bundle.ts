// Bundles main.ts into one file: deno compile would otherwise embed every library of
// deno.json, those of the tests and of the build included. Arguments: the file to write, and a file for
// esbuild's list of what is in it.
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

const { metafile } = await build({
  entryPoints: [`${root}main.ts`],
  outfile: Deno.args[0],
  bundle: true,
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
if (Deno.args[1]) Deno.writeTextFileSync(Deno.args[1], JSON.stringify(metafile));
