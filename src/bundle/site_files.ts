import { DEFAULT_CONFIG, IMPORTED_DOWNLOADS, IMPORTED_REFERENCES } from "../config/settings.ts";
import { FORMAT_VERSIONS } from "../config/format_versions.ts";
import { writeYaml } from "../config/write_yaml.ts";
import type { Value, ValueMap } from "../config/value.ts";
import { lockfileFor } from "../lock/lockfile.ts";
import type { Manifest } from "./manifest.ts";

/** The project file that says what is different without network. */
export const OFFLINE_CONFIG = "kas-offline.yml";
const LOCKFILE = ".config.lock.yaml";
/** What a project file of the default name is called in a bundle. */
export const OWN_CONFIG = ".config.project.yaml";
/** What an import writes itself, at the root of a site. */
export const SITE_FILES: readonly string[] = [DEFAULT_CONFIG, LOCKFILE, OFFLINE_CONFIG];

/** Directories of a site, seen from its root. */
export const SITE = {
  references: IMPORTED_REFERENCES,
  downloads: IMPORTED_DOWNLOADS,
  sstate: "sstate",
  programs: "bin",
  hashserv: "build/cache",
} as const;

/** The files that make a directory a work directory for the project of a bundle: name → text. */
export function siteFiles(manifest: Manifest): Map<string, string> {
  return new Map([
    [
      DEFAULT_CONFIG,
      yaml(topConfig(manifest), "The project, and what is different without network."),
    ],
    [LOCKFILE, yaml(lockfile(manifest), "The commits that the bundle has.")],
    [OFFLINE_CONFIG, yaml(offlineConfig(manifest), "What is different without network.")],
  ]);
}

function yaml(value: ValueMap, comment: string): string {
  return `# ${comment} Written by kas bundle import.\n${
    writeYaml(value, { indent: 2, sortKeys: false })
  }`;
}

function topConfig({ created_for }: Manifest): ValueMap {
  return map({
    header: map({ version: FORMAT_VERSIONS.last, includes: [...created_for, OFFLINE_CONFIG] }),
  });
}

function lockfile({ repos }: Manifest): ValueMap {
  const commits = new Map(repos.map(({ id, commit }) => [id, commit]));
  return lockfileFor([...commits.keys()], commits);
}

function offlineConfig(manifest: Manifest): ValueMap {
  return map({
    header: map({ version: FORMAT_VERSIONS.last }),
    local_conf_header: map({ "kas-offline": offlineConf(manifest) }),
  });
}

/** Where the site's directories are, seen from bitbake's configuration. */
const fromBuild = (directory: string) => `\${TOPDIR}/../${directory}`;

/** What bitbake's configuration says. */
function offlineConf({ build_system, files, srcrevs }: Manifest): string {
  const has = (...parts: readonly string[]) => files.some(({ part }) => parts.includes(part));
  const isar = [
    // Its packages are no sources that bitbake could take from a mirror.
    `DL_DIR ?= "${fromBuild(SITE.downloads)}"`,
    'ISAR_USE_CACHED_BASE_REPO = "1"',
  ];
  const mirror = [
    'INHERIT += "own-mirrors"',
    `SOURCE_MIRROR_URL ?= "file://${fromBuild(SITE.downloads)}"`,
  ];
  const lines = [
    'BB_NO_NETWORK = "1"',
    ...build_system !== "openembedded" ? isar : has("download", "buildtools") ? mirror : [],
    ...has("sstate") ? [`SSTATE_MIRRORS += "file://.* file://${fromBuild(SITE.sstate)}/PATH"`] : [],
    ...Object.entries(srcrevs).map(([recipe, revision]) => `SRCREV:pn-${recipe} = "${revision}"`),
  ];
  return `${lines.join("\n")}\n`;
}

function map(entries: Readonly<Record<string, Value>>): ValueMap {
  return new Map(Object.entries(entries));
}
