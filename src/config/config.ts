import type { Checked, Problem } from "../base/problem.ts";
import { inOrder } from "./config_place.ts";
import type { Path } from "./document.ts";
import { keyNotText } from "./errors.ts";
import type { ConfigFile } from "./include.ts";
import { isMap, type Key, keyText, mapAt, type Value, valueAt, type ValueMap } from "./value.ts";

export type BuildSystem = "openembedded" | "isar-privileged" | "isar-rootless";
export type RepoType = "git" | "hg";

/** A key that is absent (undefined) takes the default; one that is null does not. */
type Optional<T> = T | null | undefined;

/** A repository as the configuration describes it, before defaults and overrides. */
export interface RepoEntry {
  readonly name: string | undefined;
  readonly url: Optional<string>;
  readonly type: RepoType;
  readonly commit: string | undefined;
  readonly branch: Optional<string>;
  readonly tag: Optional<string>;
  readonly refspec: string | undefined;
  readonly path: Optional<string>;
  readonly signed: boolean;
  readonly allowedSigners: readonly string[] | undefined;
  /** Undefined where the key is absent: the root is the one layer. */
  readonly layers: ReadonlyMap<string, LayerEntry> | undefined;
  readonly patches: ReadonlyMap<string, PatchEntry>;
}

export type LayerEntry =
  | { readonly kind: "used"; readonly priority: number }
  /** `deprecated` is the older spelling that was used, as Python shows it. */
  | { readonly kind: "disabled"; readonly deprecated: string | undefined };

export interface PatchEntry {
  readonly repo: string | undefined;
  readonly path: string;
}

export interface RepoDefaults {
  readonly branch: string | undefined;
  readonly tag: string | undefined;
  readonly refspec: string | undefined;
  readonly patchRepo: string | undefined;
}

export interface RepoOverride {
  readonly branch: Optional<string>;
  readonly commit: Optional<string>;
  readonly url: string | undefined;
}

export interface SignerEntry {
  readonly type: "gpg" | "ssh";
  readonly repo: string | undefined;
  readonly path: string | undefined;
  readonly fingerprint: string | undefined;
  readonly keyserver: string | undefined;
}

export interface BuildtoolsEntry {
  readonly version: string;
  readonly sha256sum: string;
  readonly baseUrl: string | undefined;
  readonly filename: string | undefined;
}

/** The merged configuration, with types. Absent keys are undefined: the environment may set them. */
export interface Config {
  readonly root: ValueMap;
  readonly files: readonly ConfigFile[];
  readonly topRepo: string;
  readonly buildSystem: BuildSystem;
  readonly machine: string | undefined;
  readonly distro: string | undefined;
  readonly targets: readonly string[] | undefined;
  readonly task: string | undefined;
  readonly env: ReadonlyMap<string, string | null>;
  readonly repos: ReadonlyMap<string, RepoEntry>;
  readonly repoDefaults: RepoDefaults;
  readonly repoOverrides: ReadonlyMap<string, RepoOverride>;
  readonly localConfHeader: ReadonlyMap<string, string>;
  readonly bblayersConfHeader: ReadonlyMap<string, string>;
  readonly artifacts: ReadonlyMap<string, string>;
  readonly signers: ReadonlyMap<string, SignerEntry>;
  readonly buildtools: BuildtoolsEntry | undefined;
}

/**
 * The typed view of a merged configuration. The schema has been checked on every
 * file, so that only what it cannot express is a problem here: keys that are no strings.
 */
export function decodeConfig(
  root: ValueMap,
  files: readonly ConfigFile[],
  topRepo: string,
): Checked<Config> {
  const layers = [...mapAt(root, "repos").keys()].map((id) => ["repos", id, "layers"]);
  const problems = [["env"], ["repos"], ...layers].flatMap((path) => oddKeys(root, files, path));
  const defaults = mapAt(mapAt(root, "defaults"), "repos");
  const value: Config = {
    root,
    files,
    topRepo,
    buildSystem: buildSystemOf(textAt(root, "build_system")),
    machine: textAt(root, "machine"),
    distro: textAt(root, "distro"),
    targets: targetsOf(root.get("target")),
    task: textAt(root, "task"),
    env: convert(mapAt(root, "env"), (value) => value as string | null),
    repos: convert(mapAt(root, "repos"), (value) => repoEntry(isMap(value) ? value : new Map())),
    repoDefaults: {
      branch: textAt(defaults, "branch"),
      tag: textAt(defaults, "tag"),
      refspec: textAt(defaults, "refspec"),
      patchRepo: textAt(mapAt(defaults, "patches"), "repo"),
    },
    repoOverrides: convert(mapAt(mapAt(root, "overrides"), "repos"), (value) => ({
      branch: optionalText(value as ValueMap, "branch"),
      commit: optionalText(value as ValueMap, "commit"),
      url: textAt(value as ValueMap, "url"),
    })),
    localConfHeader: convert(mapAt(root, "local_conf_header"), (value) => value as string),
    bblayersConfHeader: convert(mapAt(root, "bblayers_conf_header"), (value) => value as string),
    artifacts: convert(mapAt(root, "artifacts"), (value) => value as string),
    signers: convert(mapAt(root, "signers"), (value) => signerEntry(value as ValueMap)),
    buildtools: buildtoolsEntry(root.get("buildtools")),
  };
  return { value, notes: [], problems: inOrder(problems, files) };
}

/** The build system, the older names resolved. */
export function buildSystemOf(name: string | undefined): BuildSystem {
  if (name === "isar" || name === "isar-privileged") return "isar-privileged";
  return name === "isar-rootless" ? "isar-rootless" : "openembedded";
}

/** The keys of one mapping that are no strings. */
function oddKeys(root: ValueMap, files: readonly ConfigFile[], path: Path): Problem[] {
  const map = valueAt(root, path);
  return [...isMap(map) ? map.keys() : []].filter((key) => typeof key !== "string")
    .map((key) => keyNotText(files, [...path, key]));
}

function textAt(map: ValueMap, key: Key): string | undefined {
  const value = map.get(key);
  return typeof value === "string" ? value : undefined;
}

function optionalText(map: ValueMap, key: Key): Optional<string> {
  return map.has(key) ? map.get(key) as string | null : undefined;
}

function convert<T>(map: ValueMap, item: (value: Value, key: string) => T): Map<string, T> {
  return new Map([...map].map(([key, value]) => [keyText(key), item(value, keyText(key))]));
}

function targetsOf(target: Value | undefined): string[] | undefined {
  if (target === undefined) return undefined;
  return typeof target === "string" ? [target] : target as string[];
}

function repoEntry(map: ValueMap): RepoEntry {
  const layers = map.get("layers");
  return {
    name: textAt(map, "name"),
    url: optionalText(map, "url"),
    type: textAt(map, "type") === "hg" ? "hg" : "git",
    commit: textAt(map, "commit"),
    branch: optionalText(map, "branch"),
    tag: optionalText(map, "tag"),
    refspec: textAt(map, "refspec"),
    path: optionalText(map, "path"),
    signed: map.get("signed") === true,
    allowedSigners: map.get("allowed_signers") as string[] | undefined,
    layers: isMap(layers) ? convert(layers, layerEntry) : undefined,
    patches: new Map(
      [...convert(mapAt(map, "patches"), patchEntry)].filter((entry) => entry[1] !== undefined),
    ) as Map<string, PatchEntry>,
  };
}

function layerEntry(value: Value): LayerEntry {
  if (value === null) return { kind: "used", priority: 0 };
  if (isMap(value)) return { kind: "used", priority: Number(value.get("prio") ?? 0) };
  if (value === "disabled") return { kind: "disabled", deprecated: undefined };
  return { kind: "disabled", deprecated: typeof value === "object" ? "0" : keyText(value) };
}

function patchEntry(value: Value): PatchEntry | undefined {
  if (!isMap(value) || value.size === 0) return undefined;
  return { repo: textAt(value, "repo"), path: textAt(value, "path")! };
}

function signerEntry(map: ValueMap): SignerEntry {
  return {
    type: textAt(map, "type") === "ssh" ? "ssh" : "gpg",
    repo: textAt(map, "repo"),
    path: textAt(map, "path"),
    fingerprint: textAt(map, "fingerprint"),
    keyserver: textAt(map, "gpg_keyserver"),
  };
}

function buildtoolsEntry(value: Value | undefined): BuildtoolsEntry | undefined {
  if (!isMap(value)) return undefined;
  return {
    version: textAt(value, "version")!,
    sha256sum: textAt(value, "sha256sum")!,
    baseUrl: textAt(value, "base_url"),
    filename: textAt(value, "filename"),
  };
}
