/** How far a download is, in bytes; the total is unknown where the server does not tell. */
export type DownloadProgress = (received: number, total: number | undefined) => void;

/** The text and end of a `Content-Range` header (RFC 9110, section 14.4) that starts at `from`. */
export function resumesAt(header: string | null, from: number): boolean {
  return new RegExp(`^bytes ${from}-\\d+/(?:\\d+|\\*)$`).test(header ?? "");
}
