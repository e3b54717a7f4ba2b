import { createHash } from "node:crypto";
import { changedMeanwhile } from "../../bundle/errors.ts";
import { MANIFEST, SIGNATURE, VOLUME } from "../../bundle/manifest.ts";
import { memberSize } from "../../bundle/tar.ts";
import {
  type Piece,
  pieceName,
  planVolumes,
  volumeFile,
  volumeText,
} from "../../bundle/volumes.ts";
import { type Session, stopIfCancelled } from "../session.ts";
import type { StoredBlob } from "./blob_store.ts";
import type { GatheredBundle } from "./gather_bundle.ts";
import type { Meter } from "./meter.ts";
import { TarWriter } from "./tar_writer.ts";

/** A bundle that is to be written. */
export interface WriteRequest {
  readonly gathered: GatheredBundle;
  readonly signature: string | undefined;
  /** Bytes of a volume at most. */
  readonly maxSize: number | undefined;
  readonly output: string;
  /** A directory in the same file system. */
  readonly aside: string;
}

/** Bytes that are read at once. */
const CHUNK = 1 << 20;

/**
 * Writes the volumes of a bundle beside their places, and renames them when all are whole.
 * @returns their paths
 */
export async function writeBundle(
  session: Session,
  { gathered, signature, maxSize, output, aside }: WriteRequest,
  meter: Meter,
): Promise<string[]> {
  const { text, digest, stored } = gathered;
  const inEach = [text, ...signature === undefined ? [] : [signature]]
    .reduce((sum, each) => sum + memberSize(new TextEncoder().encode(each).length), 0);
  const volumes = planVolumes(gathered.manifest.blobs, maxSize, inEach);
  const { host } = session;
  const sources = new Map(stored.map((each) => [each.blob.sha256, new BlobSource(session, each)]));
  const total = stored.reduce((sum, { blob }) => sum + blob.bytes, 0);
  meter.begin("writing the bundle", total);
  const written: [string, string][] = [];
  try {
    for (const volume of volumes) {
      const target = volumeFile(output, volume);
      const path = `${aside}/volume-${volume.volume}`;
      const tar = new TarWriter(host, path);
      try {
        tar.addText(MANIFEST, text);
        if (signature !== undefined) tar.addText(SIGNATURE, signature);
        if (volume.of > 1) tar.addText(VOLUME, volumeText(volume, digest));
        for (const piece of volume.pieces) {
          const source = sources.get(piece.sha256)!;
          const member = { name: pieceName(piece, source.size), size: piece.bytes };
          await tar.add(member, source.read(piece, meter));
        }
        tar.end();
      } finally {
        tar.close();
      }
      written.push([path, target]);
    }
  } finally {
    for (const source of sources.values()) source.close();
    meter.end();
  }
  for (const [path, target] of written) host.rename(path, target);
  return written.map(([, target]) => target);
}

/** The file of a blob, read once from its beginning to its end, and compared with its digest. */
class BlobSource {
  readonly #hash = createHash("sha256");
  #file: ReturnType<Session["host"]["open"]> | undefined;
  #read = 0;

  constructor(private readonly session: Session, private readonly stored: StoredBlob) {}

  get size(): number {
    return this.stored.blob.bytes;
  }

  /** @throws UserError if it is not what it was */
  async *read({ bytes }: Piece, meter: Meter): AsyncGenerator<Uint8Array> {
    const { blob, path } = this.stored;
    const file = this.#file ??= this.session.host.open(path);
    const buffer = new Uint8Array(Math.min(CHUNK, Math.max(bytes, 1)));
    for (let left = bytes; left > 0;) {
      stopIfCancelled(this.session);
      const count = await file.read(left < buffer.length ? buffer.subarray(0, left) : buffer);
      if (count === 0) throw changedMeanwhile(path);
      const piece = buffer.subarray(0, count);
      this.#hash.update(piece);
      left -= count;
      this.#read += count;
      meter.add(count);
      yield piece;
    }
    if (this.#read < blob.bytes) return;
    const isSame = this.#hash.digest("hex") === blob.sha256;
    this.close();
    if (!isSame) throw changedMeanwhile(path);
  }

  close(): void {
    this.#file?.close();
    this.#file = undefined;
  }
}
