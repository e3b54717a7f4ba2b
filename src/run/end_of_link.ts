import { UserError } from "../base/errors.ts";
import type { Host } from "../host/host.ts";

/** The file or directory that a link leads to in the end; undefined for all else, and for circles. */
export function endOfLink(host: Host, path: string): string | undefined {
  try {
    const kind = host.stat(path)?.kind;
    return kind === "file" || kind === "directory" ? host.realPath(path) : undefined;
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
