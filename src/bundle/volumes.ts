import { volumeTooSmall } from "./errors.ts";
import { type Blob, blobName } from "./manifest.ts";
import { ARCHIVE_END, BLOCK, memberSize } from "./tar.ts";

/** The first word of what a volume says of itself. */
export const VOLUME_FORMAT = "kas-bundle-volume/1";

/** A blob, or a part of one, in a volume. */
export interface Piece {
  readonly sha256: string;
  /** Where it begins in the blob. */
  readonly offset: number;
  readonly bytes: number;
}

/** One of the files that a bundle was cut into. */
export interface Volume {
  /** From 1 on. */
  readonly volume: number;
  readonly of: number;
  readonly pieces: readonly Piece[];
}

/** The name of a piece in the archive: a whole blob's own, or that with its beginning. */
export function pieceName({ sha256, offset, bytes }: Piece, whole: number): string {
  const isWhole = offset === 0 && bytes === whole;
  return blobName(sha256) + (isWhole ? "" : `.${String(offset).padStart(15, "0")}`);
}

/** A piece of a blob is not smaller than this, unless it is its end. */
const SMALLEST_PIECE = 64 * 1024;
/** What a volume says of itself and of each of its pieces, at most. */
const VOLUME_TEXT = 1024;
const PIECE_TEXT = 160;

/** The text of what a volume says of itself. @param manifest its digest */
export function volumeText({ volume, of, pieces }: Volume, manifest: string): string {
  const text = { format: VOLUME_FORMAT, manifest_sha256: manifest, volume, of, pieces };
  return `${JSON.stringify(text)}\n`;
}

/**
 * Cuts blobs into volumes, in their order; one that fits into a volume stays whole.
 * @param limit bytes that a volume has at most; undefined for one without an end
 * @param before bytes that the manifest and its signature take in each
 * @throws UserError if nothing fits into a volume of that size
 */
export function planVolumes(
  blobs: readonly Blob[],
  limit: number | undefined,
  before: number,
): Volume[] {
  const own = (pieces: number) =>
    memberSize(VOLUME_TEXT + PIECE_TEXT * pieces) + before + ARCHIVE_END;
  const whole = blobs.map(({ sha256, bytes }) => ({ sha256, offset: 0, bytes }));
  const all = whole.reduce((sum, { bytes }) => sum + memberSize(bytes), before + ARCHIVE_END);
  if (limit === undefined || all <= limit) return [{ volume: 1, of: 1, pieces: whole }];
  const least = own(1) + memberSize(SMALLEST_PIECE);
  if (limit < least) throw volumeTooSmall(limit, least);
  const volumes: Piece[][] = [[]];
  let used = 0;
  const room = () => limit - own(volumes.at(-1)!.length + 1) - used - BLOCK;
  const empty = Math.floor((limit - own(1) - BLOCK) / BLOCK) * BLOCK;
  const put = (piece: Piece) => {
    volumes.at(-1)!.push(piece);
    used += memberSize(piece.bytes);
  };
  const begin = () => {
    volumes.push([]);
    used = 0;
  };
  for (const { sha256, bytes } of whole) {
    if (bytes > room() && bytes <= empty) begin();
    for (let offset = 0; offset < bytes || offset === 0;) {
      if (room() < Math.min(SMALLEST_PIECE, bytes - offset)) begin();
      const most = Math.floor(room() / BLOCK) * BLOCK;
      const part = Math.min(bytes - offset, most);
      put({ sha256, offset, bytes: part });
      offset += part;
      if (bytes === 0) break;
    }
  }
  return volumes.map((pieces, index) => ({ volume: index + 1, of: volumes.length, pieces }));
}

/** Numbers of the volumes that are not among those which are there. */
export function missingVolumes(of: number, there: readonly number[]): number[] {
  return Array.from({ length: of }, (_, index) => index + 1).filter((n) => !there.includes(n));
}

/** The file of a volume: `site.tar` is `site.1.tar`, `site.2.tar` and so on. */
export function volumeFile(output: string, { volume, of }: Volume): string {
  if (of === 1) return output;
  const number = String(volume).padStart(String(of).length, "0");
  return /\.tar$/.test(output) ? output.replace(/tar$/, `${number}.tar`) : `${output}.${number}`;
}
