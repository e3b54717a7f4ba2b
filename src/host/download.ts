import { UserError } from "../base/errors.ts";

/** How far a download is, in bytes; the total is unknown where the server does not tell. */
export type DownloadProgress = (received: number, total: number | undefined) => void;

/** The text and end of a `Content-Range` header (RFC 9110, section 14.4) that starts at `from`. */
export function resumesAt(header: string | null, from: number): boolean {
  return new RegExp(`^bytes ${from}-\\d+/(?:\\d+|\\*)$`).test(header ?? "");
}

/** The URL without its credentials, and the header that carries them instead. */
export function splitCredentials(url: string): { url: string; headers: Record<string, string> } {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw new UserError(`"${url}" is no URL`);
  }
  const { username, password } = parsed;
  if (username === "" && password === "") return { url, headers: {} };
  parsed.username = parsed.password = "";
  const secret = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { url: parsed.href, headers: { Authorization: `Basic ${btoa(secret)}` } };
}
