import { createHash } from "node:crypto";
import { brokenBundle } from "../../bundle/errors.ts";
import { MANIFEST, type Manifest, SIGNATURE, VOLUME } from "../../bundle/manifest.ts";
import { LARGEST_MANIFEST, readManifest } from "../../bundle/read_manifest.ts";
import { readVolume } from "../../bundle/read_volume.ts";
import type { TarMember } from "../../bundle/tar.ts";
import { type Piece, pieceName, type Volume } from "../../bundle/volumes.ts";
import type { Session } from "../session.ts";
import { TarReader } from "./tar_reader.ts";

/** What a signature, and what a volume says of itself, may take. */
const LARGEST_SIGNATURE = 64 << 10;
const LARGEST_VOLUME = 32 << 20;

/** What a file of a bundle begins with. */
export interface BundleHead {
  readonly file: string;
  readonly manifest: Manifest;
  /** The manifest as it stands in the file, and its SHA-256. */
  readonly text: string;
  readonly digest: string;
  readonly signature: string | undefined;
  readonly volume: Volume;
}

/** A file of a bundle that is being read: first its head, then its pieces. */
export class BundleReader {
  /** The first piece, whose header was read to see that the head is over. */
  #next: TarMember | undefined;

  private constructor(
    readonly head: BundleHead,
    private readonly tar: TarReader,
    next: TarMember | undefined,
  ) {
    this.#next = next;
  }

  /** Reads the head of a file. @throws UserError for what is no bundle */
  static async open(run: Pick<Session, "host" | "cancel">, file: string): Promise<BundleReader> {
    const tar = new TarReader(run, file);
    try {
      let member = await tar.next();
      if (member?.name !== MANIFEST) throw brokenBundle(file, `it does not begin with ${MANIFEST}`);
      const text = await tar.text(member, LARGEST_MANIFEST);
      const manifest = readManifest(file, text);
      const digest = createHash("sha256").update(text).digest("hex");
      const take = async (name: string, most: number) => {
        if (member?.name !== name) return undefined;
        const found = await tar.text(member, most);
        member = await tar.next();
        return found;
      };
      member = await tar.next();
      const signature = await take(SIGNATURE, LARGEST_SIGNATURE);
      const volumeText = await take(VOLUME, LARGEST_VOLUME);
      const volume = readVolume(file, volumeText, manifest, digest);
      return new BundleReader({ file, manifest, text, digest, signature, volume }, tar, member);
    } catch (error) {
      tar.close();
      throw error;
    }
  }

  /**
   * Hands each piece over, in the file's order; its bytes must be read before the next one.
   * @throws UserError for what the head does not announce
   */
  async each(
    work: (piece: Piece, bytes: AsyncIterable<Uint8Array>) => Promise<void>,
  ): Promise<void> {
    const { file, manifest, volume } = this.head;
    const sizes = new Map(manifest.blobs.map(({ sha256, bytes }) => [sha256, bytes]));
    for (const piece of volume.pieces) {
      const wanted = pieceName(piece, sizes.get(piece.sha256)!);
      const member = this.#next;
      if (member === undefined) throw brokenBundle(file, `its member "${wanted}" is missing`);
      if (member.name !== wanted) {
        throw brokenBundle(file, `its member "${member.name}" is not the one expected (${wanted})`);
      }
      if (member.size !== piece.bytes) {
        const told = `${piece.bytes} bytes in the manifest, and ${member.size} here`;
        throw brokenBundle(file, `its member "${wanted}" has ${told}`);
      }
      await work(piece, this.tar.content());
      this.#next = await this.tar.next();
    }
    if (this.#next !== undefined) {
      throw brokenBundle(file, `its member "${this.#next.name}" is not in the manifest`);
    }
  }

  close(): void {
    this.tar.close();
  }
}
