/** A repository that many projects need and that everybody can clone. */
export interface KnownRepo {
  readonly id: string;
  readonly url: string;
  /** Its branch, if it has none for each series of OpenEmbedded. */
  readonly branch: string | undefined;
  /** Collections → layers, seen from its root, and the collections that each needs. */
  readonly layers: Readonly<
    Record<string, { readonly path: string; readonly depends: readonly string[] }>
  >;
}

const layer = (path: string, ...depends: string[]) => ({ path, depends });

/** The reference distribution with all that a first build needs: bitbake and OpenEmbedded-Core. */
export const POKY: KnownRepo = {
  id: "poky",
  url: "https://git.yoctoproject.org/poky",
  branch: undefined,
  layers: { core: layer("meta"), yocto: layer("meta-poky", "core") },
};

export const ISAR: KnownRepo = {
  id: "isar",
  url: "https://github.com/ilbers/isar.git",
  branch: "master",
  layers: { core: layer("meta"), isar: layer("meta-isar", "core") },
};

const META_OPENEMBEDDED: KnownRepo = {
  id: "meta-openembedded",
  url: "https://git.openembedded.org/meta-openembedded",
  branch: undefined,
  layers: {
    "openembedded-layer": layer("meta-oe", "core"),
    "meta-python": layer("meta-python", "core", "openembedded-layer"),
    "networking-layer": layer("meta-networking", "core", "openembedded-layer", "meta-python"),
    "filesystems-layer": layer("meta-filesystems", "core", "openembedded-layer"),
    "multimedia-layer": layer("meta-multimedia", "core", "openembedded-layer", "meta-python"),
    "perl-layer": layer("meta-perl", "core", "openembedded-layer"),
    "webserver": layer("meta-webserver", "core", "openembedded-layer", "perl-layer"),
    "meta-initramfs": layer("meta-initramfs", "core"),
  },
};

/** Those of OpenEmbedded that layers depend on without saying where they are. */
export const OPENEMBEDDED_REPOS: readonly KnownRepo[] = [POKY, META_OPENEMBEDDED];

/** The series to begin with, the best first: those with long term support. */
const PREFERRED_SERIES = ["scarthgap", "kirkstone", "dunfell"];

/** The branch of repositories that have one for each series. @param series those that layers go with */
export function seriesBranch(series: readonly string[]): string {
  return PREFERRED_SERIES.find((name) => series.includes(name)) ??
    series.findLast((name) => /^[a-z]+$/.test(name)) ?? PREFERRED_SERIES[0]!;
}
