import type { BuildSystem, RepoType } from "../config/config.ts";

/** The first word of every manifest: another form gets another number. */
export const FORMAT = "kas-bundle/1";
export const MANIFEST = "manifest.json";
export const SIGNATURE = "manifest.json.sig";
export const VOLUME = "volume.json";
const BLOBS = "blobs/sha256/";

/** What a file of a bundle is for. */
export const PARTS = [
  /** A file of the project itself. */
  "project",
  /** A key of a signer, as its key server gave it. */
  "key",
  "buildtools",
  /** Below DL_DIR. */
  "download",
  /** Below SSTATE_DIR. */
  "sstate",
  /** bitbake's database of equivalent hashes. */
  "hashserv",
  /** This program. */
  "kas",
] as const;
export type Part = typeof PARTS[number];

/** A member of the bundle. */
export interface Blob {
  /** Digest of the member, which is its name, too. */
  readonly sha256: string;
  readonly bytes: number;
  /** What comes out of it, if it is compressed with zstd. */
  readonly zstd?: Content;
}

/** Bytes, by their digest. */
export interface Content {
  readonly sha256: string;
  readonly bytes: number;
}

/** A file, or a link within the project. */
export type BundledFile =
  & { readonly part: Part; readonly path: string }
  & ((Content & { readonly executable?: true }) | { readonly link: string });

/** What several repositories of one URL have in common: a reference repository on the other side. */
export interface Reference {
  readonly url: string;
  readonly type: RepoType;
  /** The pack or Mercurial bundle; null where the base of the bundle has all of it. */
  readonly pack: string | null;
  readonly bytes: number;
  /** What references stand for: full name → object. */
  readonly refs: Readonly<Record<string, string>>;
  readonly commits: readonly string[];
  /** Commits without parents, as history was cut there. */
  readonly shallow: readonly string[];
  /** Commits that the base of the bundle has: the pack is on top of them. */
  readonly since: readonly string[];
  /** Digests of the large files that git-lfs keeps. */
  readonly lfs: readonly Content[];
}

/** A repository of the project, at its pin. */
export interface BundledRepo {
  readonly id: string;
  readonly name: string;
  readonly type: RepoType;
  readonly url: string;
  readonly commit: string;
}

/** A submodule that was checked out in a repository. */
export interface Submodule {
  readonly repo: string;
  /** Seen from the repository's root. */
  readonly path: string;
  readonly name: string;
  readonly url: string;
  readonly commit: string;
}

/** A container image: podman and docker call it by the digest of its configuration. */
export interface BundledImage {
  readonly reference: string;
  readonly config: Content;
  /** The layers as they are unpacked, the lowest first. */
  readonly layers: readonly Content[];
}

/** What a bundle holds, and what it is for. Equal inputs have equal manifests. */
export interface Manifest {
  readonly format: typeof FORMAT;
  /** The release of kas that it was made by. */
  readonly kas: string;
  /** The version of git that made the packs: another one makes others. */
  readonly git: string;
  /** The architecture that programs in it are for, as uname(1) names it; null without any. */
  readonly machine: string | null;
  /** The project's files, seen from the directory that the import makes. */
  readonly created_for: readonly string[];
  readonly build_system: BuildSystem;
  /** Commits of history that each repository has; 0 is all. */
  readonly depth: number;
  /** Digest of the manifest whose bundle is needed before this one. */
  readonly base: string | null;
  /** The merged configuration, all repositories pinned. */
  readonly config: unknown;
  readonly repos: readonly BundledRepo[];
  readonly submodules: readonly Submodule[];
  readonly references: readonly Reference[];
  readonly files: readonly BundledFile[];
  readonly image: BundledImage | null;
  /** Revisions of recipes that follow branches: bitbake's variable → revision. */
  readonly srcrevs: Readonly<Record<string, string>>;
  /** Downloads that no recipe has a checksum for: they are as somebody's server gave them. */
  readonly unchecked: readonly string[];
  /** What the other side will miss, as far as it is known. */
  readonly missing: readonly string[];
  readonly blobs: readonly Blob[];
}

export function manifestText(manifest: Manifest): string {
  return `${JSON.stringify(manifest, null, 1)}\n`;
}

/** The name of a blob in the archive. */
export function blobName(sha256: string): string {
  return `${BLOBS}${sha256}`;
}

/** What a bundle's content is known by: its digest, which for a compressed blob is not the name. */
export function contentOf({ sha256, bytes, zstd }: Blob): Content {
  return zstd ?? { sha256, bytes };
}

/** All contents that a manifest speaks of: its bundle has them, or its base. */
export function contentsOf(manifest: Manifest): Content[] {
  const { files, references, image } = manifest;
  return [
    ...files.flatMap((file) => "link" in file ? [] : [file]),
    ...references.flatMap(({ lfs }) => lfs),
    ...image === null ? [] : [image.config, ...image.layers],
  ].map(({ sha256, bytes }) => ({ sha256, bytes }));
}
