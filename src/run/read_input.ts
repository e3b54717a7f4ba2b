import { fileTooLarge } from "../config/errors.ts";
import { MOST_BYTES } from "../config/text_limits.ts";
import type { FileInfo, Host } from "../host/host.ts";

/**
 * The bytes of a file that people write; undefined where no file is.
 * @param info what `stat` tells of it, for who knows it already
 * @throws UserError if it is larger than any such file, or no file but a pipe or device
 */
export function readInput(
  host: Host,
  path: string,
  info: FileInfo | undefined = host.stat(path),
): Uint8Array | undefined {
  const size = info?.size ?? 0;
  if (size > MOST_BYTES) throw fileTooLarge(path, size, MOST_BYTES);
  return host.read(path, info);
}

/** As `readInput`, as text. */
export function readInputText(host: Host, path: string): string | undefined {
  const bytes = readInput(host, path);
  return bytes && new TextDecoder().decode(bytes);
}
