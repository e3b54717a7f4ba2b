import { createHash } from "node:crypto";
import { brokenBundle, zstdMissing } from "../../bundle/errors.ts";
import type { Blob } from "../../bundle/manifest.ts";
import type { Tools } from "../tools.ts";
import type { Meter } from "./meter.ts";

/**
 * Unpacks in little memory, whatever a blob asks for: windows are of 2 MiB, as bundles are written.
 * zstd takes other formats, too, whose windows it does not limit: so the shell does, in KiB.
 */
const UNPACK = "ulimit -v 1000000; exec zstd -q -d -c --memory=32MB";

/** Takes the bytes of a content as they come. */
export type Sink = (bytes: Uint8Array) => void;

/**
 * Reads a blob, checks it, and hands its content over; it is unpacked no further than its manifest
 * says. What was handed over counts only if this succeeds.
 * @param file the bundle, for messages
 * @throws UserError if it is not what the manifest says
 */
export async function receive(
  tools: Tools,
  file: string,
  blob: Blob,
  source: AsyncIterable<Uint8Array>,
  sink: Sink,
  meter: Meter,
): Promise<void> {
  const stored = createHash("sha256");
  const hashed = async function* () {
    for await (const bytes of source) {
      stored.update(bytes);
      meter.add(bytes.length);
      yield bytes;
    }
  };
  const damaged = (what: string) => brokenBundle(file, `its blob ${blob.sha256} ${what}`);
  if (blob.zstd === undefined) {
    for await (const bytes of hashed()) sink(bytes);
  } else {
    const content = createHash("sha256");
    let size = 0;
    await unpack(tools, hashed(), (bytes) => {
      size += bytes.length;
      if (size > blob.zstd!.bytes) throw damaged("is larger unpacked than its manifest says");
      content.update(bytes);
      sink(bytes);
    }, () => damaged("cannot be unpacked"));
    if (size !== blob.zstd.bytes || content.digest("hex") !== blob.zstd.sha256) {
      throw damaged("is another one unpacked");
    }
  }
  if (stored.digest("hex") !== blob.sha256) throw damaged("is damaged");
}

async function unpack(
  tools: Tools,
  input: AsyncIterable<Uint8Array>,
  onBytes: Sink,
  broken: () => Error,
): Promise<void> {
  if (!tools.isInstalled("zstd")) throw zstdMissing();
  const { status } = await tools.run(["sh", "-c", UNPACK], "/", {
    input,
    onBytes,
    collect: "tail",
  });
  if (status !== 0) throw broken();
}
