// How images are called: https://github.com/distribution/reference/blob/main/reference.go

const HOST = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:]+\])(?::[0-9]+)?$/;
const COMPONENT = /^[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*$/;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const DIGEST = /^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[0-9a-f]{32,}$/i;
/** What engines take for the digest of an image's configuration. */
const ID = /^(?:sha256:)?[0-9a-f]{64}$/;

/** Characters of a reference: no name of an image comes near. */
export const LONGEST_REFERENCE = 512;

/** Whether a text names an image: REGISTRY/PATH:TAG, or by digest. */
export function isImageReference(value: string): boolean {
  const [named, digest, ...more] = value.split("@");
  const [, path, tag] = /^(.*?)(?::([^:/]*))?$/s.exec(named!)!;
  return isImagePath(path!) && (tag === undefined || isImageTag(tag)) &&
    (digest === undefined || DIGEST.test(digest)) && more.length === 0;
}

/** Whether a reference is a name that an image can be given: one by digest is not. */
export function isImageTagged(reference: string): boolean {
  return !reference.includes("@") && !ID.test(reference);
}

/** Whether it names a repository of images, with or without a registry. */
export function isImagePath(value: string): boolean {
  const parts = value.split("/");
  const components = parts.length > 1 && HOST.test(parts[0]!) ? parts.slice(1) : parts;
  return components.every(isImageName);
}

export function isImageName(value: string): boolean {
  return COMPONENT.test(value);
}

export function isImageTag(value: string): boolean {
  return TAG.test(value);
}
