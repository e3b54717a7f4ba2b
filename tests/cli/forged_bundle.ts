// Bundles as somebody makes them who means no good: any member, any manifest, any pack.
import { createHash } from "node:crypto";
import { deflateSync } from "node:zlib";

const bytesOf = (content: string | Uint8Array) =>
  typeof content === "string" ? new TextEncoder().encode(content) : content;

export const sha256 = (content: string | Uint8Array) =>
  createHash("sha256").update(content).digest("hex");

export function joined(...parts: readonly (string | Uint8Array)[]): Uint8Array<ArrayBuffer> {
  const all = parts.map(bytesOf);
  const whole = new Uint8Array(all.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of all) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A member of a tar archive (POSIX.1-2024, pax, "ustar Interchange Format"). */
export interface Member {
  readonly name: string;
  readonly content?: string | Uint8Array;
  /** "0" is a file. */
  readonly type?: string;
  /** Where a link leads to. */
  readonly link?: string;
  /** What the header says, as text of its field; the content's own size by default. */
  readonly size?: string | Uint8Array;
}

export function tarMember(member: Member): Uint8Array {
  const { name, content = "", type = "0", link = "", size } = member;
  const bytes = bytesOf(content);
  const header = new Uint8Array(512);
  const put = (text: string | Uint8Array, at: number) => header.set(bytesOf(text), at);
  put(name, 0);
  put("0000644\0", 100);
  put("0000000\0", 108);
  put("0000000\0", 116);
  put(size ?? `${bytes.length.toString(8).padStart(11, "0")}\0`, 124);
  put("00000000000\0", 136);
  put("        ", 148);
  put(type, 156);
  put(link, 157);
  put("ustar\x0000", 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  put(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return joined(header, bytes, new Uint8Array((512 - bytes.length % 512) % 512));
}

export const TAR_END = new Uint8Array(1024);

export const archive = (...members: readonly Member[]) =>
  joined(...members.map(tarMember), TAR_END);

/** An object of a pack: whole, or made of the one `back` objects before it. */
export interface PackObject {
  readonly type: "commit" | "tree" | "blob" | "tag";
  readonly content: string | Uint8Array;
  readonly delta?: { readonly back: number; readonly instructions: Uint8Array };
}

const TYPES = { commit: 1, tree: 2, blob: 3, tag: 4 };

export function objectId({ type, content }: PackObject): string {
  const bytes = bytesOf(content);
  return createHash("sha1").update(`${type} ${bytes.length}\0`).update(bytes).digest("hex");
}

/** A number as git has it in deltas: seven bits a byte, the lowest first. */
function varint(value: number): number[] {
  const bytes: number[] = [];
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push(value % 128 | 128);
  return [...bytes, value];
}

/** The instructions of a delta that copies the beginning of its base many times. */
export function copies(base: number, count: number): Uint8Array {
  const size = Math.min(base, 0xffffff);
  const copy = [0xf0, size & 0xff, size >> 8 & 0xff, size >> 16];
  const all = Array.from({ length: count }, () => copy).flat();
  return new Uint8Array([...varint(base), ...varint(size * count), ...all]);
}

/** A pack (gitformat-pack(5)), with its true checksum. */
export function pack(objects: readonly PackObject[]): Uint8Array {
  const head = new Uint8Array(12);
  head.set(bytesOf("PACK"));
  new DataView(head.buffer).setUint32(4, 2);
  new DataView(head.buffer).setUint32(8, objects.length);
  const parts: Uint8Array[] = [head];
  for (const { type, content, delta } of objects) {
    const bytes = delta?.instructions ?? bytesOf(content);
    const kind = delta === undefined ? TYPES[type] : 6;
    const rest = Math.floor(bytes.length / 16);
    const first = kind << 4 | bytes.length % 16 | (rest > 0 ? 128 : 0);
    const begin = [first, ...rest > 0 ? varint(rest) : []];
    if (delta !== undefined) {
      const base = parts.slice(parts.length - delta.back).reduce(
        (sum, { length }) => sum + length,
        0,
      );
      begin.push(...distance(base));
    }
    parts.push(joined(new Uint8Array(begin), deflateSync(bytes)));
  }
  const whole = joined(...parts);
  return joined(whole, createHash("sha1").update(whole).digest());
}

/** How far back the base of a delta begins: seven bits a byte, the highest first. */
function distance(value: number): number[] {
  const bytes = [value % 128];
  for (value = Math.floor(value / 128); value > 0; value = Math.floor(value / 128)) {
    value--;
    bytes.unshift(value % 128 | 128);
  }
  return bytes;
}

/** An entry of a tree. */
export interface TreeEntry {
  readonly name: string;
  readonly id: string;
  readonly mode?: string;
}

export function tree(...entries: readonly TreeEntry[]): PackObject {
  const content = joined(
    ...entries.flatMap(({ mode = "100644", name, id }) => [
      `${mode} ${name}\0`,
      new Uint8Array(id.match(/../g)!.map((pair) => parseInt(pair, 16))),
    ]),
  );
  return { type: "tree", content };
}

export const blob = (content: string | Uint8Array): PackObject => ({ type: "blob", content });

export function commit(root: PackObject, ...parents: readonly string[]): PackObject {
  const who = "Tester <t@example.com> 1700000000 +0000";
  const lines = [
    `tree ${objectId(root)}`,
    ...parents.map((parent) => `parent ${parent}`),
    `author ${who}`,
    `committer ${who}`,
  ];
  return { type: "commit", content: `${lines.join("\n")}\n\nchange\n` };
}

// deno-lint-ignore no-explicit-any
export type Json = any;

/** A bundle as it can be bent: what the manifest says, and the bytes of blobs by their names. */
export interface Forged {
  manifest: Json;
  readonly blobs: Map<string, Uint8Array>;
}

export const LIB = "https://example.invalid/lib.git";

/** Puts bytes into a bundle. @returns how the manifest speaks of them */
export function addBlob({ manifest, blobs }: Forged, content: string | Uint8Array) {
  const bytes = bytesOf(content);
  const told = { sha256: sha256(bytes), bytes: bytes.length };
  if (!blobs.has(told.sha256)) manifest.blobs.push({ ...told });
  blobs.set(told.sha256, bytes);
  return told;
}

/** Puts a file into a bundle. */
export function addFile(forged: Forged, path: string, content: string, part = "project"): void {
  forged.manifest.files.push({ part, path, ...addBlob(forged, content) });
}

export function addLink({ manifest }: Forged, path: string, link: string): void {
  manifest.files.push({ part: "project", path, link });
}

/** Replaces the pack of the only repository, which is at the last commit of it. */
export function setPack(forged: Forged, objects: readonly PackObject[], raw?: Uint8Array): void {
  const { manifest, blobs } = forged;
  const [reference] = manifest.references;
  const at = manifest.blobs.findIndex(({ sha256 }: Json) => sha256 === reference.pack);
  if (at >= 0) blobs.delete(manifest.blobs.splice(at, 1)[0].sha256);
  const { sha256, bytes } = addBlob(forged, raw ?? pack(objects));
  const id = objectId(objects.findLast(({ type }) => type === "commit")!);
  Object.assign(reference, { pack: sha256, bytes, commits: [id], refs: { "refs/heads/main": id } });
  manifest.repos[0].commit = id;
}

/** A bundle that nothing is wrong with: a repository, files of the project, and of each part. */
export function soundBundle(text = "one\n"): Forged {
  const repo = { id: "lib", name: "lib", type: "git", url: LIB, commit: "" };
  const forged: Forged = {
    manifest: {
      format: "kas-bundle/1",
      kas: "5.5",
      git: "git version 2.39.5",
      machine: "x86_64",
      created_for: ["kas.yml"],
      build_system: "openembedded",
      depth: 0,
      base: null,
      config: { machine: "qemu" },
      repos: [repo],
      submodules: [],
      references: [{
        url: LIB,
        type: "git",
        pack: null,
        bytes: 0,
        refs: {},
        commits: [],
        shallow: [],
        since: [],
        lfs: [],
      }],
      files: [],
      image: null,
      srcrevs: { "SRCREV:pn-linux": "ab".repeat(20) },
      unchecked: [],
      missing: [],
      blobs: [],
    },
    blobs: new Map(),
  };
  const file = blob(text);
  const root = tree({ name: "f", id: objectId(file) });
  setPack(forged, [file, root, commit(root)]);
  const lines = ["header: {version: 16}", "repos:", `  lib: {url: "${LIB}", branch: main}`];
  addFile(forged, "kas.yml", `${lines.join("\n")}\n`);
  addLink(forged, "link", "kas.yml");
  addFile(forged, "a.tar.gz", "a download", "download");
  addFile(forged, "00/sstate.tgz", "shared state", "sstate");
  return forged;
}

/** What the archive of a bundle has, in order. */
export function members({ manifest, blobs }: Forged, ...head: readonly Member[]): Member[] {
  const text = typeof manifest === "string" ? manifest : `${JSON.stringify(manifest, null, 1)}\n`;
  const named = (sha256: string, content: Uint8Array) => ({
    name: `blobs/sha256/${sha256}`,
    content,
  });
  return [
    { name: "manifest.json", content: text },
    ...head,
    ...typeof manifest === "string"
      ? [...blobs].map(([name, content]) => named(name, content))
      : (manifest.blobs as Json[]).flatMap(({ sha256 }) =>
        blobs.has(sha256) ? [named(sha256, blobs.get(sha256)!)] : []
      ),
  ];
}

export const written = (forged: Forged, ...head: readonly Member[]) =>
  archive(...members(forged, ...head));

/** A block of a frame of zstd: as it is, or one byte repeated (RFC 8878, section 3.1.1.2). */
export function zstdBlock(content: Uint8Array, repeated?: number): Uint8Array {
  const header = (repeated ?? content.length) << 3 | (repeated === undefined ? 0 : 2);
  return joined(new Uint8Array([header & 0xff, header >> 8 & 0xff, header >> 16]), content);
}

/** A frame of zstd (section 3.1.1). @param windowLog what unpacking it needs: 2 ** windowLog bytes */
export function zstdFrame(blocks: readonly Uint8Array[], windowLog = 17): Uint8Array {
  const start = new Uint8Array([0x28, 0xb5, 0x2f, 0xfd, 0, (windowLog - 10) << 3]);
  return joined(start, ...blocks, new Uint8Array([1, 0, 0]));
}
