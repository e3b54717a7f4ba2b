import { relative } from "node:path";
import type { BuildSystem } from "../config/config.ts";
import { type Layer, sortLayers } from "../repo/layers.ts";

/** The header blocks of a conf file: each with its id as a comment, in the order of the ids. */
function header(blocks: ReadonlyMap<string, string>): string {
  return [...blocks.keys()].sort().map((id) => `# ${id}\n${blocks.get(id)}\n`).join("");
}

/** Text of conf/local.conf. */
export function localConf(build: {
  readonly header: ReadonlyMap<string, string>;
  readonly machine: string;
  readonly distro: string;
  readonly multiconfigs: readonly string[];
  readonly buildSystem: BuildSystem;
}): string {
  return [
    header(build.header),
    `MACHINE ??= "${build.machine}"\n`,
    `DISTRO ??= "${build.distro}"\n`,
    `BBMULTICONFIG ?= "${build.multiconfigs.join(" ")}"\n`,
    ...(build.buildSystem === "isar-rootless" ? ['ISAR_ROOTLESS ?= "1"\n'] : []),
  ].join("");
}

/**
 * Text of conf/bblayers.conf. Layers are named relative to the build directory, so that
 * the same build in another place (a container) reads the same text.
 */
export function bblayersConf(build: {
  readonly header: ReadonlyMap<string, string>;
  readonly layers: readonly Layer[];
  readonly buildDir: string;
}): string {
  const paths = sortLayers(build.layers)
    .map((layer) => `\${TOPDIR}/${relative(build.buildDir, layer.path) || "."}`);
  return [
    header(build.header),
    `BBLAYERS ?= " \\\n    ${paths.join(" \\\n    ")}"\n`,
    'BBPATH ?= "${TOPDIR}"\n',
    'BBFILES ??= ""\n',
  ].join("");
}
