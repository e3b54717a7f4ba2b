import assert from "node:assert/strict";
import type { LayerFacts, RepoFacts } from "../../../src/init/facts.ts";
import { firstProject } from "../../../src/init/first_project.ts";
import { seriesBranch } from "../../../src/init/known_repos.ts";
import { parseLayerConf } from "../../../src/init/layer_conf.ts";
import { projectText } from "../../../src/init/project_text.ts";

const layer = (path: string, collection: string, ...depends: string[]): LayerFacts => ({
  path,
  collections: [collection],
  depends,
  series: [],
  machines: [],
  distros: [],
  images: [],
});
const repo = (name: string, layers: LayerFacts[], more: Partial<RepoFacts> = {}): RepoFacts => ({
  name,
  path: name,
  isOwn: false,
  url: `https://x/${name}`,
  branch: "main",
  commit: "a".repeat(40),
  hasOeScript: false,
  hasIsarScript: false,
  hasBitbake: false,
  layers,
  ...more,
});
const OE_CORE = repo("openembedded-core", [layer("meta", "core")], { hasOeScript: true });
const BITBAKE = repo("bitbake", [], { hasBitbake: true });

Deno.test("layer.conf: names, needs without versions, series; nothing is expanded", () => {
  const conf = parseLayerConf(
    'BBPATH .= ":${LAYERDIR}"\n#BBFILE_COLLECTIONS += "not"\nBBFILE_COLLECTIONS += "a"\n' +
      'LAYERDEPENDS_a = "core (>= 12) \\\n  b:4 ${C}"\nLAYERDEPENDS_a:append = " d"\n' +
      "LAYERSERIES_COMPAT_a ?= 'kirkstone scarthgap'\n",
  );
  assert.deepEqual(conf, {
    collections: ["a"],
    depends: ["core", "b", "d"],
    series: ["kirkstone", "scarthgap"],
  });
  assert.equal(seriesBranch(["kirkstone", "scarthgap", "walnascar"]), "scarthgap");
  assert.equal(seriesBranch(["styhead", "walnascar"]), "walnascar");
  assert.equal(seriesBranch(["${X}"]), "scarthgap");
});

Deno.test("OpenEmbedded-Core with bitbake beside it, and without", () => {
  const { repos, distro, missing } = firstProject([OE_CORE, BITBAKE]);
  assert.deepEqual(repos.map(({ id, layers }) => [id, layers]), [
    ["openembedded-core", ["meta"]],
    ["bitbake", []],
  ]);
  assert.deepEqual([distro, missing], ["nodistro", []]);
  assert.match(projectText(firstProject([BITBAKE, OE_CORE])), /bitbake: disabled/);
  assert.equal(firstProject([OE_CORE]).missing[0]?.collection, "bitbake");
});

Deno.test("poky itself: its own layers, and the machine and distro to begin with", () => {
  const meta = { ...layer("meta", "core"), machines: ["a", "qemux86-64"], distros: ["nodistro"] };
  const poky = { ...layer("meta-poky", "yocto", "core"), distros: ["a", "poky"] };
  const own = { isOwn: true, hasOeScript: true, hasBitbake: true, path: "." };
  const found = firstProject([repo("poky", [meta, poky, layer("meta-skeleton", "skeleton")], own)]);
  assert.deepEqual([found.machine, found.distro], ["qemux86-64", "poky"]);
  assert.deepEqual(found.repos.map(({ id, url, layers }) => [id, url, layers]), [
    ["poky", undefined, ["meta", "meta-poky"]],
  ]);
});

Deno.test("ids differ, paths are kept, and what has no usable URL is local", () => {
  const { repos } = firstProject([
    OE_CORE,
    BITBAKE,
    repo("x", [layer("", "a")], { path: "one/x" }),
    repo("x", [layer("", "b")], { path: "two/x" }),
    repo("-y z", [layer("", "c")], { path: "yz", url: "ext::sh -c x" }),
    repo("w", [layer("", "d")], { url: undefined }),
  ]);
  assert.deepEqual(repos.slice(2).map(({ id, path, url }) => [id, path, url]), [
    ["x", "one/x", "https://x/x"],
    ["x-2", "two/x", "https://x/x"],
    ["y_z", "yz", undefined],
    ["w", "w", undefined],
  ]);
});
