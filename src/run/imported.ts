import { join } from "node:path";
import { BUNDLE_RECORD, IMPORT_JOURNAL } from "../config/settings.ts";
import type { Host } from "../host/host.ts";

/** Whether a bundle was imported into a work directory. */
export function isImported(host: Host, workDir: string): boolean {
  return host.lstat(join(workDir, BUNDLE_RECORD))?.kind === "file";
}

/** Whether an import into a work directory was killed while it replaced files, or is doing it. */
export function isHalfImported(host: Host, workDir: string): boolean {
  return host.lstat(join(workDir, IMPORT_JOURNAL))?.kind === "file";
}
