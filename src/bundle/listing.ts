import { printableLine } from "../base/printable.ts";
import { referenceName } from "../repo/url.ts";
import { blobName, contentOf, type Manifest } from "./manifest.ts";
import { sizeText } from "./size.ts";

/** What a bundle holds, as programs are told. */
export interface Listing {
  readonly manifest_sha256: string;
  readonly kas: string;
  readonly created_for: readonly string[];
  readonly base: string | null;
  readonly repos: readonly {
    readonly name: string;
    readonly url: string;
    readonly commit: string;
    /** Of its pack in the bundle, which it may share with others of its URL. */
    readonly bytes: number;
  }[];
  /** Bytes in the bundle of each kind of content that it has. */
  readonly parts: readonly { readonly kind: string; readonly bytes: number }[];
  readonly srcrevs: Readonly<Record<string, string>>;
  readonly unchecked: readonly string[];
  readonly missing: readonly string[];
}

export function listing(manifest: Manifest, digest: string): Listing {
  const packs = new Map(manifest.references.map((each) => [referenceName(each.url), each.bytes]));
  return {
    manifest_sha256: digest,
    kas: manifest.kas,
    created_for: manifest.created_for,
    base: manifest.base,
    repos: manifest.repos.map(({ name, url, commit }) => ({
      name,
      url,
      commit,
      bytes: packs.get(referenceName(url)) ?? 0,
    })),
    parts: partSizes(manifest),
    srcrevs: manifest.srcrevs,
    unchecked: manifest.unchecked,
    missing: manifest.missing,
  };
}

function partSizes({ blobs, references, files, image }: Manifest): Listing["parts"] {
  const kinds = new Map<string, string>();
  const name = (kind: string, sha256: string) =>
    void (kinds.has(sha256) || kinds.set(sha256, kind));
  for (const { pack, lfs } of references) {
    for (const sha256 of [...pack === null ? [] : [pack], ...lfs.map((each) => each.sha256)]) {
      name("repos", sha256);
    }
  }
  for (const file of files) if (!("link" in file)) name(file.part, file.sha256);
  for (const { sha256 } of image === null ? [] : [image.config, ...image.layers]) {
    name("image", sha256);
  }
  const sizes = new Map<string, number>();
  for (const blob of blobs) {
    const kind = kinds.get(contentOf(blob).sha256)!;
    sizes.set(kind, (sizes.get(kind) ?? 0) + blob.bytes);
  }
  return [...sizes].map(([kind, bytes]) => ({ kind, bytes }));
}

/** The listing as a JSON document, in ASCII: whatever a bundle says moves no terminal. */
export function listingJson(manifest: Manifest, digest: string): string {
  const text = JSON.stringify(listing(manifest, digest), null, 2);
  const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return `${text.replace(/[\x7f-\uffff]/g, escaped)}\n`;
}

/** The listing as people read it. */
export function listingText(manifest: Manifest, digest: string): string {
  const list = listing(manifest, digest);
  const program = programDigest(manifest);
  const width = Math.max(0, ...list.repos.map(({ name }) => name.length));
  const lines = [
    `manifest   ${digest}`,
    `for        ${list.created_for.join(":")} (kas ${list.kas})`,
    ...list.base === null ? [] : [`needs      ${list.base}`],
    ...list.repos.map(({ name, url, commit, bytes }) =>
      `repository ${name.padEnd(width)} ${commit.slice(0, 12)} ${
        sizeText(bytes).padStart(8)
      } ${url}`
    ),
    ...manifest.image === null ? [] : [`image      ${manifest.image.reference}`],
    ...program === undefined ? [] : [`program    ${blobName(program)}`],
    ...list.parts.map(({ kind, bytes }) => `part       ${kind}: ${sizeText(bytes)}`),
    ...Object.entries(list.srcrevs).map(([name, revision]) => `pinned     ${name} ${revision}`),
    ...list.unchecked.map((what) => `unchecked  ${what}`),
    ...list.missing.map((what) => `missing    ${what}`),
  ];
  return lines.map((line) => `${printableLine(line)}\n`).join("");
}

/** The digest of kas itself, if that is in the bundle: as it is, so that any tar takes it out. */
export function programDigest({ files }: Manifest): string | undefined {
  return files.flatMap((file) => file.part === "kas" && !("link" in file) ? [file.sha256] : [])[0];
}
