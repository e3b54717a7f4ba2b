import { basename, join, relative } from "node:path";
import type { LayerFacts, RepoFacts } from "../../init/facts.ts";
import { parseLayerConf } from "../../init/layer_conf.ts";
import type { Host } from "../../host/host.ts";
import { readInputText } from "../read_input.ts";
import { findRepoRoot } from "../repo/repo_root.ts";
import type { Tools } from "../tools.ts";
import { findOrigin } from "./find_origin.ts";

/** Directories below each other that are looked into, and how many in all. */
const LEVELS = 5;
const MOST_DIRECTORIES = 5000;

/** A repository on the way: its layers come one by one. */
interface Root {
  readonly path: string;
  readonly layers: LayerFacts[];
}

/**
 * The repositories and layers around a project file: those of its own repository, and of clones
 * below that. Links are not followed.
 * @param directory where the project file will be
 */
export async function findRepos(tools: Tools, directory: string): Promise<RepoFacts[]> {
  const { host } = tools.session;
  const own = await findRepoRoot(tools, directory) ?? directory;
  return await Promise.all(
    findRoots(host, own).map(async ({ path, layers }): Promise<RepoFacts> => {
      const has = (name: string) => host.stat(join(path, name))?.kind === "file";
      const isOwn = path === own;
      return {
        name: basename(path),
        path: relative(directory, path) || ".",
        isOwn,
        ...isOwn ? NO_ORIGIN : await findOrigin(tools, path),
        hasOeScript: has("oe-init-build-env"),
        hasIsarScript: has("isar-init-build-env"),
        hasBitbake: has("bin/bitbake") || has("bitbake/bin/bitbake"),
        layers,
      };
    }),
  );
}

const NO_ORIGIN = { url: undefined, branch: undefined, commit: undefined };

function findRoots(host: Host, own: string): Root[] {
  const first: Root = { path: own, layers: [] };
  const roots = [first];
  let left = MOST_DIRECTORIES;
  let level = [{ path: own, root: first }];
  for (let depth = 0; depth <= LEVELS && level.length > 0; depth++) {
    const next: typeof level = [];
    for (const { path, root } of level) {
      if (left-- <= 0 || isBuildDirectory(host, path)) continue;
      const at = path !== own && host.lstat(join(path, ".git")) ? { path, layers: [] } : root;
      if (at !== root) roots.push(at);
      const layer = readLayer(host, at.path, path);
      if (layer) at.layers.push(layer);
      for (const name of host.list(path)) {
        const child = join(path, name);
        // What a layer holds are recipes, but for layers in it.
        if (name.startsWith(".") || layer && !name.startsWith("meta")) continue;
        if (host.lstat(child)?.kind === "directory") next.push({ path: child, root: at });
      }
    }
    level = next;
  }
  return roots;
}

const isBuildDirectory = (host: Host, path: string) =>
  ["conf/bblayers.conf", "conf/local.conf"].some((file) => host.lstat(join(path, file)));

function readLayer(host: Host, root: string, path: string): LayerFacts | undefined {
  const file = join(path, "conf/layer.conf");
  const text = host.stat(file)?.kind === "file" ? readInputText(host, file) : undefined;
  if (text === undefined) return undefined;
  const named = (directory: string, ending: string) =>
    host.list(join(path, directory)).filter((name) => name.endsWith(ending))
      .map((name) => name.slice(0, -ending.length));
  return {
    ...parseLayerConf(text),
    path: relative(root, path),
    machines: named("conf/machine", ".conf"),
    distros: named("conf/distro", ".conf"),
    images: host.list(path).filter((name) => name.startsWith("recipes-"))
      .flatMap((name) => named(`${name}/images`, ".bb"))
      .map((name) => name.replace(/_[^_]*$/, "")),
  };
}
