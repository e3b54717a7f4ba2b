import { createHash } from "node:crypto";
import type { Content } from "../../bundle/manifest.ts";
import type { Host } from "../../host/host.ts";

/** Bytes in a file of ours. */
export interface KeptFile extends Content {
  readonly path: string;
}

/**
 * Writes a file, and tells what it is then.
 * @param fill hands over its bytes
 */
export async function keepFile(
  host: Host,
  path: string,
  fill: (write: (bytes: Uint8Array) => void) => Promise<void>,
): Promise<KeptFile> {
  const file = host.begin(path);
  const hash = createHash("sha256");
  let size = 0;
  try {
    await fill((bytes) => {
      file.write(bytes);
      hash.update(bytes);
      size += bytes.length;
    });
  } finally {
    file.close();
  }
  return { path, sha256: hash.digest("hex"), bytes: size };
}
