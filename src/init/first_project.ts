import { nameMistake } from "../config/names.ts";
import { chooseLayers, type ChosenLayer } from "./choose_layers.ts";
import type { LayerFacts, RepoFacts } from "./facts.ts";
import { ISAR, OPENEMBEDDED_REPOS, POKY, seriesBranch } from "./known_repos.ts";
import type { FirstProject } from "./project.ts";
import { projectRepos } from "./project_repos.ts";
import { usableRepos } from "./usable.ts";

/** So many names are offered beside the one that is chosen. */
const MOST_OFFERED = 12;

/** The project that lies there; one to begin with where nothing does. */
export function firstProject(found: readonly RepoFacts[]): FirstProject {
  const { repos: usable, leftOut } = usableRepos(found);
  const isIsar = isIsarProject(usable);
  const repos = usable.filter(({ hasOeScript, hasIsarScript }) =>
    isIsar ? hasIsarScript || !hasOeScript : hasOeScript || !hasIsarScript
  );
  const known = isIsar ? [ISAR] : OPENEMBEDDED_REPOS;
  const { layers, missing } = chooseLayers(repos, baseCollections(repos, isIsar), known);
  const ofOwn = (layer: ChosenLayer) => "isOwn" in layer.of && layer.of.isOwn;
  const own = layers.filter(ofOwn);
  const boards = layers.filter((layer) => isIsar || !isOfCore(layer));
  const hasPoky = layers.some(({ of, facts }) =>
    of === POKY || facts?.collections.includes("yocto")
  );
  const [machine, ...machines] = names(
    "machines",
    [...own, ...boards],
    isIsar ? "qemuamd64" : "qemux86-64",
  );
  const [distro, ...distros] = names(
    "distros",
    isIsar ? [...own, ...layers] : own,
    isIsar ? "debian-bookworm" : hasPoky ? "poky" : "nodistro",
  );
  const [target, ...targets] = names(
    "images",
    own,
    isIsar ? "isar-image-base" : "core-image-minimal",
  );
  const series = seriesOf(own).length > 0 ? seriesOf(own) : seriesOf(layers);
  const lacksBitbake = !isIsar && repos.some(({ hasOeScript }) => hasOeScript) &&
    !repos.some(({ hasBitbake }) => hasBitbake);
  return {
    buildSystem: isIsar ? "isar-privileged" : "openembedded",
    machine: machine!,
    machines,
    distro: distro!,
    distros,
    target: target!,
    targets,
    repos: projectRepos(repos, layers, seriesBranch(series)),
    leftOut,
    missing: [
      ...missing,
      ...lacksBitbake ? [{ collection: "bitbake", neededBy: "the build system" }] : [],
    ],
  };
}

/** Which build system it is, its init script tells; where there is none, what layers need. */
function isIsarProject(repos: readonly RepoFacts[]): boolean {
  const needsIsar = ({ depends }: LayerFacts) => depends.includes("isar");
  const hasOe = repos.some(({ hasOeScript }) => hasOeScript);
  return repos.some(({ isOwn, layers }) => isOwn && layers.some(needsIsar)) ||
    !hasOe && repos.some(({ hasIsarScript }) => hasIsarScript);
}

/** The collections that every build has. */
function baseCollections(repos: readonly RepoFacts[], isIsar: boolean): string[] {
  if (isIsar) return Object.keys(ISAR.layers);
  const isThere = (name: string) =>
    repos.some(({ layers }) => layers.some(({ collections }) => collections.includes(name)));
  const isWhole = !repos.some(({ hasOeScript }) => hasOeScript) || isThere("yocto");
  return isWhole ? Object.keys(POKY.layers) : ["core"];
}

const isOfCore = ({ facts }: ChosenLayer) =>
  facts?.collections.some((name) => ["core", "yocto", "yoctobsp"].includes(name)) ?? true;

const seriesOf = (layers: readonly ChosenLayer[]) =>
  layers.flatMap(({ facts }) => facts?.series ?? []);

/**
 * The names that layers have, the one to begin with first: one of the project's own, or this one,
 * if they have it, or any.
 * @param otherwise the one where there are none
 */
function names(
  key: "machines" | "distros" | "images",
  layers: readonly ChosenLayer[],
  otherwise: string,
): string[] {
  const of = (some: readonly ChosenLayer[]) => some.flatMap(({ facts }) => facts?.[key] ?? []);
  const isOwn = ({ of }: ChosenLayer) =>
    "isOwn" in of && of.isOwn && !of.hasOeScript && !of.hasIsarScript;
  const others = of(layers);
  const all = [
    ...of(layers.filter(isOwn)),
    ...others.includes(otherwise) ? [otherwise] : [],
    ...others,
  ].filter((name) => nameMistake(name) === undefined && !name.startsWith("-"));
  return all.length === 0 ? [otherwise] : [...new Set(all)].slice(0, MOST_OFFERED);
}
