import type { Manifest } from "./manifest.ts";
import { readManifest } from "./read_manifest.ts";

const RECORD_FORMAT = "kas-bundle-record/1";

/** What was imported into a directory. */
export interface ImportRecord {
  /** Digests of the manifests, the first import first. */
  readonly imported: readonly string[];
  /** The last one. */
  readonly manifest: Manifest;
}

export function recordText({ imported, manifest }: ImportRecord): string {
  return `${JSON.stringify({ format: RECORD_FORMAT, imported, manifest })}\n`;
}

/** Reads a record; undefined for what is none. @param file for messages */
export function readRecord(file: string, text: string): ImportRecord | undefined {
  const { format, imported, manifest } = parse(text) ?? {};
  if (format !== RECORD_FORMAT || !Array.isArray(imported)) return undefined;
  return { imported: imported.map(String), manifest: readManifest(file, JSON.stringify(manifest)) };
}

function parse(text: string) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
