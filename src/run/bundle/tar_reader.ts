import type { UserError } from "../../base/errors.ts";
import { brokenBundle } from "../../bundle/errors.ts";
import {
  BLOCK,
  EXTENSION,
  padding,
  readExtension,
  readHeader,
  type TarEntry,
  type TarMember,
  typeMistake,
} from "../../bundle/tar.ts";
import type { OpenFile } from "../../host/host.ts";
import { type Session, stopIfCancelled } from "../session.ts";

/** Bytes that are read at once. */
const CHUNK = 1 << 20;

/** Of what tells more of a member: names and a size. */
const LARGEST_EXTENSION = 64 << 10;

/** Reads an archive member by member: nothing of it is kept. */
export class TarReader {
  readonly #file: OpenFile;
  readonly #buffer = new Uint8Array(CHUNK);
  /** What was read of the file, and not yet given. */
  #ready = this.#buffer.subarray(0, 0);
  /** Bytes of the current member that nobody has read, and those that it is filled up with. */
  #left = 0;
  #padding = 0;

  constructor(
    private readonly run: Pick<Session, "host" | "cancel">,
    private readonly path: string,
    private readonly broken: (file: string, reason: string) => UserError = brokenBundle,
  ) {
    this.#file = run.host.open(path);
  }

  close(): void {
    this.#file.close();
  }

  /** The next member; undefined at the end. @throws UserError for what is no archive of files */
  async next(): Promise<TarMember | undefined> {
    const entry = await this.#header();
    const mistake = entry && typeMistake(entry);
    if (mistake !== undefined) throw this.broken(this.path, mistake);
    return entry;
  }

  /** The next member of an archive that has other things than files, too; undefined at the end. */
  async nextOfAny(): Promise<TarEntry | undefined> {
    const entry = await this.#header();
    if (entry?.type !== EXTENSION) return entry;
    const more = readExtension(await this.text(entry, LARGEST_EXTENSION));
    const extended = await this.#header();
    return extended && this.#begin({ ...extended, ...more });
  }

  async #header(): Promise<TarEntry | undefined> {
    for await (const _ of this.content());
    await this.#skip(this.#padding);
    this.#padding = 0;
    const header = readHeader(await this.#block());
    if (header.kind === "broken") throw this.broken(this.path, header.reason);
    if (header.kind === "entry") return this.#begin(header.entry);
    await this.#expectEnd();
    return undefined;
  }

  #begin(entry: TarEntry): TarEntry {
    this.#left = entry.size;
    this.#padding = padding(entry.size);
    return entry;
  }

  /** The content of the current member, piece by piece: each is overwritten by the next. */
  async *content(): AsyncGenerator<Uint8Array> {
    while (this.#left > 0) {
      if (this.#ready.length === 0) await this.#fill();
      const piece = this.#ready.subarray(0, this.#left);
      this.#ready = this.#ready.subarray(piece.length);
      this.#left -= piece.length;
      yield piece;
    }
  }

  /** The content as text. @param most bytes; more is refused */
  async text({ name, size }: TarMember, most: number): Promise<string> {
    if (size > most) throw this.broken(this.path, `its member "${name}" has ${size} bytes`);
    const bytes = new Uint8Array(size);
    let at = 0;
    for await (const piece of this.content()) {
      bytes.set(piece, at);
      at += piece.length;
    }
    return new TextDecoder().decode(bytes);
  }

  async #block(): Promise<Uint8Array> {
    const block = new Uint8Array(BLOCK);
    for (let at = 0; at < BLOCK;) {
      if (this.#ready.length === 0) await this.#fill();
      const piece = this.#ready.subarray(0, BLOCK - at);
      this.#ready = this.#ready.subarray(piece.length);
      block.set(piece, at);
      at += piece.length;
    }
    return block;
  }

  /** Goes behind what a member is filled up with. */
  async #skip(count: number): Promise<void> {
    for (let left = count; left > 0;) {
      if (this.#ready.length === 0) await this.#fill();
      const skipped = this.#ready.subarray(0, left);
      if (!isZero(skipped)) throw this.broken(this.path, "a member is not filled up with zeros");
      this.#ready = this.#ready.subarray(skipped.length);
      left -= skipped.length;
    }
  }

  async #fill(): Promise<void> {
    if (await this.#read() === 0) throw this.broken(this.path, "it is truncated");
  }

  async #read(): Promise<number> {
    stopIfCancelled(this.run);
    const count = await this.#file.read(this.#buffer);
    this.#ready = this.#buffer.subarray(0, count);
    return count;
  }

  /** Behind the first block of zeros there is another one, and nothing but zeros. */
  async #expectEnd(): Promise<void> {
    const follows = () => this.broken(this.path, "something follows its end");
    if (!isZero(await this.#block())) throw follows();
    do {
      if (!isZero(this.#ready)) throw follows();
    } while (await this.#read() > 0);
  }
}

const isZero = (bytes: Uint8Array) => bytes.every((byte) => byte === 0);
