/** Bytes of a header, and what members are filled up to (POSIX.1-2024, pax, "ustar Interchange Format"). */
export const BLOCK = 512;

/** What a header says of the member that follows it. */
export interface TarMember {
  readonly name: string;
  /** Bytes of its content. */
  readonly size: number;
}

/** The bytes that a member's content is filled up with. */
export function padding(size: number): number {
  return (BLOCK - size % BLOCK) % BLOCK;
}

/** Bytes that a member takes in an archive, its header too. */
export function memberSize(size: number): number {
  return BLOCK + size + padding(size);
}

/** Bytes at the end of an archive: two blocks of zeros. */
export const ARCHIVE_END = 2 * BLOCK;

/** The largest size that eleven octal digits tell. */
const LARGEST_OCTAL = 0o77777777777;

/**
 * The header of a regular file that everybody may read, of nobody, and of no time: the same for
 * the same member. @param name 100 bytes of ASCII at most
 */
export function tarHeader({ name, size }: TarMember): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(BLOCK);
  const put = (text: string, at: number) => header.set(new TextEncoder().encode(text), at);
  put(name, 0);
  put("0000644\0", 100);
  put("0000000\0", 108);
  put("0000000\0", 116);
  if (size <= LARGEST_OCTAL) put(`${size.toString(8).padStart(11, "0")}\0`, 124);
  else putBinary(header, size);
  put("00000000000\0", 136);
  put("0", 156);
  put("ustar\x0000", 257);
  put(`${checksum(header).toString(8).padStart(6, "0")}\0 `, 148);
  return header;
}

/** A size of 8 GiB and more, as GNU, BSD and busybox write it: a set bit, then the number. */
function putBinary(header: Uint8Array<ArrayBuffer>, size: number): void {
  header[124] = 0x80;
  new DataView(header.buffer).setBigUint64(128, BigInt(size));
}

/** The sum of a header's bytes, its own field taken for blanks. */
function checksum(header: Uint8Array): number {
  return header.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 0x20 : byte), 0);
}

/** A member of any archive. */
export interface TarEntry extends TarMember {
  /** The character that tells its type; "0" for a regular file. */
  readonly type: string;
  /** Where a link leads to. */
  readonly link: string;
}

/** A header that was read: a member, the end of the archive, or what is wrong with it. */
export type ReadHeader =
  | { readonly kind: "entry"; readonly entry: TarEntry }
  | { readonly kind: "end" }
  | { readonly kind: "broken"; readonly reason: string };

/** What the types of members are called that a bundle has none of. */
const TYPES: Readonly<Record<string, string>> = {
  "1": "a hard link",
  "2": "a symbolic link",
  "3": "a device",
  "4": "a device",
  "5": "a directory",
  "6": "a pipe",
};

/** Why a bundle cannot have a member: it has regular files only; undefined if it can. */
export function typeMistake({ name, type }: TarEntry): string | undefined {
  return type === "0" ? undefined : `its member "${name}" is ${TYPES[type] ?? "no regular file"}`;
}

/** Reads a header. */
export function readHeader(header: Uint8Array): ReadHeader {
  if (header.every((byte) => byte === 0)) return { kind: "end" };
  const broken = (reason: string) => ({ kind: "broken", reason } as const);
  const sum = octal(header, 148, 8);
  if (sum !== checksum(header) || field(header, 257, 5) !== "ustar") {
    return broken("it is no tar archive, or is damaged");
  }
  const prefix = field(header, 345, 155);
  const name = `${prefix === "" ? "" : `${prefix}/`}${field(header, 0, 100)}`;
  const size = header[124]! & 0x80 ? binary(header) : octal(header, 124, 12);
  if (size === undefined) return broken(`its member "${name}" has no size`);
  const type = header[156] === 0 ? "0" : String.fromCharCode(header[156]!);
  return { kind: "entry", entry: { name, size, type, link: field(header, 157, 100) } };
}

/** The type of what tells more of the next member than its header can. */
export const EXTENSION = "x";

/**
 * What an extension says of the member that follows it: a layer of 8 GiB has its size there.
 * @see POSIX.1-2024, pax, "pax Extended Header"
 */
export function readExtension(text: string): Partial<TarEntry> {
  const records = new Map<string, string>();
  for (const [, key, value] of text.matchAll(/^\d+ ([^=\n]+)=(.*)$/gm)) records.set(key!, value!);
  const [path, link, size] = [records.get("path"), records.get("linkpath"), records.get("size")];
  return {
    ...path === undefined ? {} : { name: path },
    ...link === undefined ? {} : { link },
    ...size === undefined ? {} : { size: Number(size) },
  };
}

/** A text that ends with its field or at a NUL. */
function field(header: Uint8Array, at: number, length: number): string {
  const bytes = header.subarray(at, at + length);
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}

function octal(header: Uint8Array, at: number, length: number): number | undefined {
  const text = field(header, at, length).trim();
  return /^[0-7]+$/.test(text) ? parseInt(text, 8) : undefined;
}

function binary(header: Uint8Array): number | undefined {
  const bytes = header.slice(124, 136);
  bytes[0]! &= 0x7f;
  const view = new DataView(bytes.buffer);
  const size = view.getBigUint64(4);
  const fits = view.getUint32(0) === 0 && size <= BigInt(Number.MAX_SAFE_INTEGER);
  return fits ? Number(size) : undefined;
}
