import { DEFAULT_CONFIG, IMPORTED_DOWNLOADS, IMPORTED_REFERENCES } from "../config/settings.ts";
import { FORMAT_VERSIONS } from "../config/format_versions.ts";
import { writeYaml } from "../config/write_yaml.ts";
import type { Value, ValueMap } from "../config/value.ts";
import { IMPORTED_PIN_FILE } from "../container/image.ts";
import { lockfileFor } from "../lock/lockfile.ts";
import { loadedTag } from "./image_archive.ts";
import type { Manifest, Part } from "./manifest.ts";

/** The project file that says what is different without network. */
export const OFFLINE_CONFIG = "kas-offline.yml";
const LOCKFILE = ".config.lock.yaml";
/** The submodules that kas checks out, too: only there where there are some. */
export const SUBMODULES = ".kas-submodules.json";
/** What a project file of the default name is called in a bundle. */
export const OWN_CONFIG = ".config.project.yaml";
/** What an import writes itself, at the root of a site. */
export const SITE_FILES: readonly string[] = [
  DEFAULT_CONFIG,
  LOCKFILE,
  OFFLINE_CONFIG,
  SUBMODULES,
  IMPORTED_PIN_FILE,
];

/** Directories of a site, seen from its root. */
export const SITE = {
  references: IMPORTED_REFERENCES,
  downloads: IMPORTED_DOWNLOADS,
  sstate: "sstate",
  programs: "bin",
  hashserv: "hashserv",
} as const;

/** The files that make a directory a work directory for the project of a bundle: name → text. */
export function siteFiles(manifest: Manifest): Map<string, string> {
  const { submodules } = manifest;
  return new Map([
    [
      DEFAULT_CONFIG,
      yaml(topConfig(manifest), "The project, and what is different without network."),
    ],
    [LOCKFILE, yaml(lockfile(manifest), "The commits that the bundle has.")],
    [OFFLINE_CONFIG, yaml(offlineConfig(manifest), "What is different without network.")],
    ...submodules.length === 0 ? [] : [[SUBMODULES, `${JSON.stringify(submodules)}\n`] as const],
    ...imagePin(manifest),
  ]);
}

function yaml(value: ValueMap, comment: string): string {
  return commented(comment, writeYaml(value, { indent: 2, sortKeys: false }));
}

function commented(comment: string, text: string): string {
  return `# ${comment} Written by kas bundle import.\n${text}`;
}

/** What kas-container goes by, whatever image the project itself asks for. */
function imagePin({ image }: Manifest): [string, string][] {
  if (image === null) return [];
  const line = `KAS_CONTAINER_IMAGE=${loadedTag(image)}\n`;
  return [[IMPORTED_PIN_FILE, commented("The image that the bundle has.", line)]];
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

/** bitbake's configuration has these in the order of their names: the last has the last word. */
const LAST = "zz-kas-offline";

function offlineConfig(manifest: Manifest): ValueMap {
  return map({
    header: map({ version: FORMAT_VERSIONS.last }),
    local_conf_header: map({ [LAST]: offlineConf(manifest) }),
  });
}

/** Where the site's directories are, seen from bitbake's configuration. */
const fromBuild = (directory: string) => `\${TOPDIR}/../${directory}`;

/** What bitbake's configuration says. */
function offlineConf(manifest: Manifest): string {
  const has = (part: Part) => manifest.files.some((file) => file.part === part);
  const lines = [
    'BB_NO_NETWORK = "1"',
    // A server that the project names is asked whatever that says.
    'BB_HASHSERVE_UPSTREAM = ""',
    ...manifest.build_system === "openembedded" ? mirrorConf() : isarConf(),
    ...has("sstate") ? [`SSTATE_DIR = "${fromBuild(SITE.sstate)}"`] : [],
    ...has("hashserv") ? [`BB_HASHSERVE_DB_DIR = "${fromBuild(SITE.hashserv)}"`] : [],
    ...Object.entries(manifest.srcrevs).map(([name, revision]) => `${name} = "${revision}"`),
  ];
  return `${lines.join("\n")}\n`;
}

/** bitbake takes from a mirror what its own directory lacks: that may be emptied. */
function mirrorConf(): string[] {
  return ['INHERIT += "own-mirrors"', `SOURCE_MIRROR_URL = "file://${fromBuild(SITE.downloads)}"`];
}

/** Isar has no such class, and its packages are no sources: it must be its own directory. */
function isarConf(): string[] {
  return [`DL_DIR = "${fromBuild(SITE.downloads)}"`, 'ISAR_USE_CACHED_BASE_REPO = "1"'];
}

function map(entries: Readonly<Record<string, Value>>): ValueMap {
  return new Map(Object.entries(entries));
}
