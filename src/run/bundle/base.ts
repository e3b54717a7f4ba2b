import { createHash } from "node:crypto";
import type { Manifest } from "../../bundle/manifest.ts";
import { LARGEST_MANIFEST, readManifest } from "../../bundle/read_manifest.ts";
import { noSuchFile } from "../../host/errors.ts";
import type { Session } from "../session.ts";
import { BundleReader } from "./bundle_reader.ts";

/** A manifest that another bundle builds on. */
export interface Base {
  readonly manifest: Manifest;
  readonly digest: string;
}

/** Reads the manifest of a bundle, or one that stands alone. @throws UserError */
export async function readBase(session: Session, file: string): Promise<Base> {
  const { host } = session;
  const info = host.stat(file);
  if (info === undefined) throw noSuchFile(file);
  const [first] = host.readStart(file, 1)!;
  if (first === "{".charCodeAt(0) && info.size <= LARGEST_MANIFEST) {
    const text = host.readText(file)!;
    const digest = createHash("sha256").update(text).digest("hex");
    return { manifest: readManifest(file, text), digest };
  }
  const reader = await BundleReader.open(session, file);
  reader.close();
  const { manifest, digest } = reader.head;
  return { manifest, digest };
}
