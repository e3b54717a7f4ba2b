import { deepStrictEqual as equal } from "node:assert/strict";
import {
  BLOCK,
  memberSize,
  padding,
  readExtension,
  readHeader,
  tarHeader,
  typeMistake,
} from "../../../src/bundle/tar.ts";

/** A header with bytes changed, its checksum mended. */
function changed(at: number, text: string): Uint8Array {
  const header = tarHeader({ name: "f", size: 1 });
  header.set(new TextEncoder().encode(text), at);
  header.fill(0x20, 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.set(new TextEncoder().encode(`${sum.toString(8).padStart(6, "0")}\0 `), 148);
  return header;
}

Deno.test("a header is read as it was written, whatever the size", () => {
  for (const size of [0, 1, 512, 2 ** 33 - 1, 2 ** 33, 2 ** 40 + 7]) {
    const member = { name: `blobs/sha256/${"a".repeat(64)}`, size };
    equal(readHeader(tarHeader(member)), {
      kind: "entry",
      entry: { ...member, type: "0", link: "" },
    });
  }
  equal([0, 1, 511, 512, 513].map(padding), [0, 511, 1, 0, 511]);
  equal(memberSize(1), 2 * BLOCK);
});

Deno.test("a header is the same for the same member, and of no time and nobody", () => {
  const text = new TextDecoder().decode(tarHeader({ name: "f", size: 8 }));
  equal(text.slice(0, 101), `f${"\0".repeat(99)}0`);
  equal(text.slice(100, 148), "0000644\x000000000\x000000000\x0000000000010\x0000000000000\x00");
});

Deno.test("zeros are the end; a bundle has regular files only, and says what else it is", () => {
  equal(readHeader(new Uint8Array(BLOCK)), { kind: "end" });
  const reasons = ["0", "\0", "1", "2", "3", "5", "6", "x", "L"].map((type) => {
    const read = readHeader(changed(156, type));
    return read.kind === "entry" ? typeMistake(read.entry) : read.kind;
  });
  equal(reasons, [
    undefined,
    undefined,
    'its member "f" is a hard link',
    'its member "f" is a symbolic link',
    'its member "f" is a device',
    'its member "f" is a directory',
    'its member "f" is a pipe',
    'its member "f" is no regular file',
    'its member "f" is no regular file',
  ]);
});

Deno.test("a damaged header, and a size that is none, are broken", () => {
  const damaged = tarHeader({ name: "f", size: 1 });
  damaged[0] = 0x67;
  const kinds = [damaged, changed(257, "gnu"), changed(124, "x"), changed(124, "-0000000001")]
    .map((header) => readHeader(header).kind);
  equal(kinds, ["broken", "broken", "broken", "broken"]);
  const huge = changed(124, "00000000000");
  huge.fill(0xff, 124, 136);
  equal(readHeader(huge).kind, "broken");
});

Deno.test("a link tells where it leads, and an extension what a header has no room for", () => {
  const read = readHeader(changed(156, "2../b"));
  equal(read, { kind: "entry", entry: { name: "f", size: 1, type: "2", link: "../b" } });
  equal(readExtension("20 size=9000000000\n30 mtime=1.5\n"), { size: 9000000000 });
  equal(readExtension("9 path=b\n13 linkpath=c\n"), { name: "b", link: "c" });
  equal(readExtension(""), {});
});
