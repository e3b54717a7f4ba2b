/** Below this, in bytes, the member's own header is most of what a file takes. */
const SMALLEST = 4096;
/** Bits in a byte, on average, from which on nothing is to be won: what is compressed has 7.99. */
const FULL = 7.8;

/** Bytes of a file that are looked at: enough to tell, as chance makes 7.98 bits of so many. */
export const SAMPLE = 8 * 1024;

/**
 * Whether compressing a file is worth it, by how much its beginning tells in each byte (Shannon's
 * entropy of single bytes). The same bytes have the same answer.
 * @param size of the whole file
 */
export function isCompressible(sample: Uint8Array, size: number): boolean {
  if (size < SMALLEST) return false;
  const counts = new Uint32Array(256);
  for (const byte of sample) counts[byte]!++;
  let bits = 0;
  for (const count of counts) {
    if (count > 0) bits -= count / sample.length * Math.log2(count / sample.length);
  }
  return bits < FULL;
}
