import { brokenBundle } from "./errors.ts";
import { jsonCost } from "./json_cost.ts";
import type { Manifest } from "./manifest.ts";
import { type Piece, type Volume, VOLUME_FORMAT } from "./volumes.ts";

/**
 * Reads what a volume says of itself; a bundle that says nothing is one volume with all blobs.
 * @param file for the message
 * @param digest the manifest's
 * @throws UserError
 */
export function readVolume(
  file: string,
  text: string | undefined,
  { blobs }: Manifest,
  digest: string,
): Volume {
  if (text === undefined) {
    const pieces = blobs.map(({ sha256, bytes }) => ({ sha256, offset: 0, bytes }));
    return { volume: 1, of: 1, pieces };
  }
  const fail = (reason: string): never => {
    throw brokenBundle(file, `what it says of itself as a volume cannot be: ${reason}`);
  };
  const told = parse(text) ?? fail("it is no JSON");
  if (told.format !== VOLUME_FORMAT) fail(`it is not of the form ${VOLUME_FORMAT}`);
  if (told.manifest_sha256 !== digest) fail("it is of another manifest");
  const { volume, of } = told;
  if (!isCount(volume) || !isCount(of) || volume < 1 || volume > of || of > MOST_VOLUMES) {
    return fail("it has no number");
  }
  const sizes = new Map(blobs.map(({ sha256, bytes }) => [sha256, bytes]));
  const seen = new Set<string>();
  const pieces = (Array.isArray(told.pieces) ? told.pieces : fail("it has no pieces")).map(
    (piece: Partial<Piece> | null): Piece => {
      const { sha256 = "", offset, bytes } = piece ?? {};
      const whole = typeof sha256 === "string" ? sizes.get(sha256) : undefined;
      if (whole === undefined) return fail("a piece of it is not in the manifest");
      if (!isCount(offset) || !isCount(bytes) || offset + bytes > whole) {
        return fail(`a piece of it leads beyond ${sha256}`);
      }
      if (seen.has(`${sha256}.${offset}`)) return fail(`it has a piece of ${sha256} twice`);
      seen.add(`${sha256}.${offset}`);
      return { sha256, offset, bytes };
    },
  );
  return { volume, of, pieces };
}

/** Nobody feeds more discs than this. */
const MOST_VOLUMES = 100_000;

function parse(text: string): Record<string, unknown> | undefined {
  if (jsonCost(text) !== undefined) return undefined;
  try {
    const value = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && value as number >= 0;
}
