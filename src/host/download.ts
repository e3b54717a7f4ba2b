/** How far a download is, in bytes; the total is unknown where the server does not tell. */
export type DownloadProgress = (received: number, total: number | undefined) => void;

export interface DownloadOptions {
  readonly onProgress?: DownloadProgress;
  readonly abort?: AbortSignal;
  /** Milliseconds without a byte after which the download fails. */
  readonly patience?: number;
}

/** A server that says nothing for so long is not waited for, in milliseconds. */
export const PATIENCE = 60_000;

/** The text and end of a `Content-Range` header (RFC 9110, section 14.4) that starts at `from`. */
export function resumesAt(header: string | null, from: number): boolean {
  return new RegExp(`^bytes ${from}-\\d+/(?:\\d+|\\*)$`).test(header ?? "");
}
