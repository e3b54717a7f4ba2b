import { join } from "node:path";
import { BUNDLE_RECORD } from "../config/settings.ts";
import type { Host } from "../host/host.ts";

/** Whether a bundle was imported into a work directory. */
export function isImported(host: Host, workDir: string): boolean {
  return host.lstat(join(workDir, BUNDLE_RECORD))?.kind === "file";
}
