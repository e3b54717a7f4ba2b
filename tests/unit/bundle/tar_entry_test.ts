import assert from "node:assert/strict";
import { readExtension, readHeader, tarHeader, typeMistake } from "../../../src/bundle/tar.ts";

/** A header of another type, with a link. */
function header(type: string, link = ""): Uint8Array {
  const bytes = tarHeader({ name: "a", size: 3 });
  bytes.set(new TextEncoder().encode(type), 156);
  bytes.set(new TextEncoder().encode(link), 157);
  const sum = bytes.reduce((all, byte, at) => all + (at >= 148 && at < 156 ? 0x20 : byte), 0);
  bytes.set(new TextEncoder().encode(sum.toString(8).padStart(6, "0")), 148);
  return bytes;
}

Deno.test("members of any type are read; a bundle has files only", () => {
  const read = (type: string, link?: string) => {
    const found = readHeader(header(type, link));
    assert.equal(found.kind, "entry");
    return found.kind === "entry" ? found.entry : assert.fail();
  };
  assert.deepEqual(read("2", "../b"), { name: "a", size: 3, type: "2", link: "../b" });
  assert.equal(typeMistake(read("0")), undefined);
  assert.equal(read("\0").type, "0");
  assert.match(typeMistake(read("2"))!, /its member "a" is a symbolic link/);
  assert.match(typeMistake(read("x"))!, /its member "a" is no regular file/);
});

Deno.test("an extension tells what a header has no room for", () => {
  assert.deepEqual(readExtension("20 size=9000000000\n30 mtime=1.5\n"), { size: 9000000000 });
  assert.deepEqual(readExtension("9 path=b\n13 linkpath=c\n"), { name: "b", link: "c" });
  assert.deepEqual(readExtension(""), {});
});
