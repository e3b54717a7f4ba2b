import type { Note } from "../base/log.ts";
import { COMPATIBLE_KAS } from "../base/version.ts";

/** The version of kas that the tag of one of its own images says, also in a mirror. */
export function taggedVersion(reference: string): string | undefined {
  return /(?:^|\/)siemens\/kas\/kas(?:-isar)?:([0-9]+\.[0-9]+(?:\.[0-9]+)*)(?=-|@|$)/
    .exec(reference)?.[1];
}

const VERSION = "org.opencontainers.image.version";
const TITLE = "org.opencontainers.image.title";
const KAS_IMAGES: readonly unknown[] = ["kas", "kas-isar"];

/**
 * The version of kas that `image inspect` of podman or docker shows: our images have it as a
 * label, those of kas as an annotation, which only podman shows. An image that is derived from one
 * of them has a version and a title of its own.
 * @param json what the engine printed
 * @see https://github.com/opencontainers/image-spec/blob/main/annotations.md
 */
export function inspectedVersion(json: string): string | undefined {
  for (const { Config, Annotations } of inspected(json)) {
    for (const texts of [Config?.Labels, Annotations]) {
      const version = texts?.[VERSION];
      if (KAS_IMAGES.includes(texts?.[TITLE]) && typeof version === "string") return version;
    }
  }
  return undefined;
}

type Texts = Readonly<Record<string, unknown>> | null;

interface Inspected {
  readonly Config?: { readonly Labels?: Texts } | null;
  readonly Annotations?: Texts;
}

function inspected(json: string): readonly Inspected[] {
  try {
    const images = JSON.parse(json);
    return Array.isArray(images) ? images.filter((image) => image instanceof Object) : [];
  } catch {
    return [];
  }
}

/** Tells of an image with another release of kas than the launcher's; fixes of one are alike. */
export function versionNotes(reference: string, version: string | undefined): Note[] {
  const release = /^[0-9]{1,4}\.[0-9]{1,4}(?![0-9])/.exec(version ?? "")?.[0];
  if (release === undefined || release === COMPATIBLE_KAS) return [];
  return [{
    level: "warning",
    message: `The image ${reference} has kas ${release}, but this is kas-container ` +
      `${COMPATIBLE_KAS}, and they may not understand each other: take an image of ` +
      `${COMPATIBLE_KAS}, or the kas-container of ${release}`,
  }];
}
