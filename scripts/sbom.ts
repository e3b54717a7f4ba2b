// Writes the SPDX list of what is inside a release to standard output. Arguments: esbuild's
// metafile of the bundle, seconds since 1970, the version of Deno's runtime, the binaries.
import { createHash } from "node:crypto";
import { basename } from "node:path";
import { VERSION } from "../src/base/version.ts";
import { spdxDocument } from "./sbom/spdx.ts";

const root = new URL("../", import.meta.url).pathname;
const [metafile, seconds, runtime, ...binaries] = Deno.args as [string, string, string, string];
const json = (path: string) => JSON.parse(Deno.readTextFileSync(path));

// The validator was bundled before: its comments tell from what.
const texts = [
  ...Object.keys(json(metafile).inputs),
  Deno.readTextFileSync(`${root}src/config/generated/validate.js`),
].join("\n");
const paths = new Set(
  [...texts.matchAll(/node_modules\/\.deno\/([^/\s]+)\/node_modules\/((?:@[^/\s]+\/)?[^/\s]+)\//g)]
    .map(([path]) => path),
);
const lock = json(`${root}deno.lock`).npm;
const libraries = [...paths].sort().map((path) => {
  const { name, version, license } = json(`${root}${path}package.json`);
  return { name, version, license, integrity: lock[`${name}@${version}`].integrity };
});
const document = spdxDocument({
  version: VERSION,
  license: json(`${root}deno.json`).license,
  created: new Date(Number(seconds) * 1000),
  binaries: new Map(binaries.map((path) => [
    basename(path),
    createHash("sha256").update(Deno.readFileSync(path)).digest("hex"),
  ])),
  runtime,
  libraries,
});
console.log(JSON.stringify(document, undefined, 2));
