import assert, { deepStrictEqual as equal } from "node:assert/strict";
import { parseSize, sizeText } from "../../../src/bundle/size.ts";
import { ARCHIVE_END, memberSize } from "../../../src/bundle/tar.ts";
import { pieceName, planVolumes, volumeFile, volumeText } from "../../../src/bundle/volumes.ts";

const blob = (name: string, bytes: number) => ({ sha256: name.repeat(64), bytes });

/** Bytes of a volume's file. */
function sizeOf(volume: ReturnType<typeof planVolumes>[number], before: number): number {
  const pieces = volume.pieces.reduce((sum, { bytes }) => sum + memberSize(bytes), 0);
  const own = volumeText(volume, "f".repeat(64)).length;
  return before + memberSize(own) + pieces + ARCHIVE_END;
}

Deno.test("a bundle is one volume without a limit, and where it fits", () => {
  const blobs = [blob("a", 1000), blob("b", 0)];
  const whole = [{
    volume: 1,
    of: 1,
    pieces: blobs.map(({ sha256, bytes }) => ({ sha256, offset: 0, bytes })),
  }];
  equal(planVolumes(blobs, undefined, 2048), whole);
  equal(planVolumes(blobs, 1 << 20, 2048), whole);
});

Deno.test("volumes keep the limit, the order and every byte; what fits stays whole", () => {
  const before = 5000;
  for (const limit of [200_000, 300_000, 1_000_000]) {
    const blobs = [70_000, 10, 150_000, 0, 900_000, 64, 30_000, 2_000_000]
      .map((bytes, index) => blob("0123456789"[index]!, bytes));
    const volumes = planVolumes(blobs, limit, before);
    assert.ok(volumes.length > 1);
    for (const volume of volumes) assert.ok(sizeOf(volume, before) <= limit);
    equal(volumes.map(({ volume }) => volume), volumes.map((_, index) => index + 1));
    for (const { sha256, bytes } of blobs) {
      const pieces = volumes.flatMap((volume) => volume.pieces)
        .filter((piece) => piece.sha256 === sha256);
      let end = 0;
      for (const { offset, bytes } of pieces) {
        equal(offset, end);
        end += bytes;
      }
      equal(end, bytes);
      if (bytes < limit / 2) equal(pieces.length, 1);
    }
  }
});

Deno.test("a volume that holds nothing but its manifest is refused", () => {
  assert.throws(() => planVolumes([blob("a", 1 << 20)], 50_000, 4096), /too small/);
});

Deno.test("pieces and volumes have names of their own", () => {
  const sha256 = "a".repeat(64);
  equal(pieceName({ sha256, offset: 0, bytes: 5 }, 5), `blobs/sha256/${sha256}`);
  equal(
    pieceName({ sha256, offset: 0, bytes: 5 }, 9),
    `blobs/sha256/${sha256}.000000000000000`,
  );
  assert.ok(pieceName({ sha256, offset: 2 ** 49, bytes: 5 }, 2 ** 50).length <= 100);
  const of = (count: number) => ({ volume: 2, of: count, pieces: [] });
  equal([of(1), of(9), of(10)].map((volume) => volumeFile("/x/site.tar", volume)), [
    "/x/site.tar",
    "/x/site.2.tar",
    "/x/site.02.tar",
  ]);
  equal(volumeFile("site", of(3)), "site.2");
});

Deno.test("sizes are read in powers of 1024, and shown in those of 1000", () => {
  equal(["1", "650M", "4.5g", "20 MiB", "3kb"].map(parseSize), [
    1,
    650 * 2 ** 20,
    4.5 * 2 ** 30,
    20 * 2 ** 20,
    3072,
  ]);
  for (const text of ["", "0", "-1", "1T", "M", "1e9", "0.1"]) {
    assert.throws(() => parseSize(text), /is no size/);
  }
  equal([0, 999, 1000, 1_330_000, 4_336_967_680, 999_999].map(sizeText), [
    "0 bytes",
    "999 bytes",
    "1.00 kB",
    "1.33 MB",
    "4.34 GB",
    "1.00 MB",
  ]);
});
