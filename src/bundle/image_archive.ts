// The archive that podman and docker save and load: members, and manifest.json that names them.
// https://github.com/moby/docker-image-spec/blob/main/v1.2.md#combined-image-json--filesystem-changeset-format

import { isImageTagged } from "../container/image_reference.ts";
import type { BundledImage, Content } from "./manifest.ts";

export const ARCHIVE_MANIFEST = "manifest.json";

/** Bytes of an image's configuration, at most: a large one has a hundred thousand. */
export const LARGEST_CONFIG = 8 << 20;

/** Names of members of an archive. */
export interface ImageMembers {
  readonly config: string;
  /** The lowest first. */
  readonly layers: readonly string[];
}

/** Reads the manifest of an archive; undefined unless it is of one image. */
export function imageMembers(text: string): ImageMembers | undefined {
  const images = parsed(text);
  const [image] = Array.isArray(images) && images.length === 1 ? images : [];
  const { Config: config, Layers: layers } = image ?? {};
  return typeof config === "string" && isTexts(layers) ? { config, layers } : undefined;
}

/** Why an image is none: its configuration names its layers by their digests; undefined if it is. */
export function imageMistake(config: string, layers: readonly Content[]): string | undefined {
  const value = parsed(config) as { rootfs?: { diff_ids?: unknown } } | null | undefined;
  if (typeof value !== "object" || value === null) return "its configuration is no JSON object";
  const named = value.rootfs?.diff_ids;
  if (!isTexts(named)) return "its configuration names no layers";
  const isSame = named.length === layers.length &&
    named.every((digest, index) => digest === `sha256:${layers[index]!.sha256}`);
  return isSame ? undefined : "its configuration names other layers than those that it has";
}

/** What an image is called where it was loaded: by its own name if an image can be given that. */
export function loadedTag({ reference, config }: BundledImage): string {
  return isImageTagged(reference)
    ? reference
    : `localhost/kas-bundle:${config.sha256.slice(0, 12)}`;
}

/** Names of the members of an archive that is to be loaded. */
export const configMember = ({ sha256 }: Content): string => `${sha256}.json`;
export const layerMember = ({ sha256 }: Content): string => `${sha256}.tar`;

/** The manifest of an archive that is to be loaded. */
export function archiveManifest(image: BundledImage): string {
  return JSON.stringify([{
    Config: configMember(image.config),
    RepoTags: [withTag(loadedTag(image))],
    Layers: image.layers.map(layerMember),
  }]);
}

/** Engines take an archive's names as they are: the tag that is meant without one must be told. */
function withTag(reference: string): string {
  return /:[^/]*$/.test(reference) ? reference : `${reference}:latest`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
